/** CSAF 2.0, profile VEX (docs.oasis-open.org/csaf/csaf/v2.0, section 4.5): statuses of products, which the product tree describes. */
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import type { Pointer } from "../document.ts";
import { asObject, listOf, objectOf, textOf, textsOf } from "../fields.ts";
import type { Origins } from "../origins.ts";
import { parsePackageUrl } from "../package-url/parsePackageUrl.ts";
import { defined, timeOf } from "../scan/report.ts";

const lists: Readonly<Record<string, string>> = {
	known_not_affected: "not_affected",
	known_affected: "affected",
	first_affected: "affected",
	last_affected: "affected",
	fixed: "fixed",
	first_fixed: "fixed",
	under_investigation: "under_investigation",
};

const DEEPEST = 100;

export function readCsaf(root: PlainObject, origins: Origins): PlainObject {
	const document = objectOf(root, "document");
	const tracking = objectOf(document, "tracking");
	const created = timeOf(tracking, "current_release_date");
	const products = productsOf(objectOf(root, "product_tree"));
	const statements = listOf(root, "vulnerabilities").flatMap((each, index) =>
		statementsOf(asObject(each), ["vulnerabilities", index], products, created, origins),
	);
	const value: PlainObject = {
		format: "csaf",
		id: textOf(tracking, "id") ?? "",
		author: textOf(objectOf(document, "publisher"), "name") ?? "",
		...defined({ created }),
		statements,
	};
	return origins.of(value, [], {
		"": ["document", "tracking", "id"],
		id: ["document", "tracking", "id"],
		author: ["document", "publisher"],
		created: ["document", "tracking", "current_release_date"],
		statements: "vulnerabilities",
	});
}

interface Product {
	readonly id: string;
	readonly purl?: string;
	readonly components: readonly string[];
}

function productsOf(tree: PlainObject | undefined): ReadonlyMap<string, Product> {
	const products = new Map<string, Product>();
	const add = (written: PlainObject | undefined): void => {
		const id = textOf(written, "product_id");
		const purl = textOf(objectOf(written, "product_identification_helper"), "purl");
		if (id !== undefined) products.set(id, { id, ...(purl !== undefined && { purl }), components: [] });
	};
	const walk = (branches: readonly Value[], depth: number): void => {
		if (depth > DEEPEST) return;
		for (const each of branches) {
			add(objectOf(asObject(each), "product"));
			walk(listOf(asObject(each), "branches"), depth + 1);
		}
	};
	for (const each of listOf(tree, "full_product_names")) add(asObject(each));
	walk(listOf(tree, "branches"), 0);
	for (const each of listOf(tree, "relationships")) {
		const written = asObject(each);
		const id = textOf(objectOf(written, "full_product_name"), "product_id");
		const whole = products.get(textOf(written, "relates_to_product_reference") ?? "");
		const part = products.get(textOf(written, "product_reference") ?? "");
		if (id === undefined) continue;
		products.set(id, { id, ...inProduct(whole, part) });
	}
	return products;
}

/**
 * A package in a product. A platform has no package URL: there a package of a certain version is a product by itself, but one of any
 * version isn't, for on another platform something else may hold.
 */
function inProduct(whole: Product | undefined, part: Product | undefined): Omit<Product, "id"> {
	const components = part?.purl === undefined ? [] : [part.purl];
	if (whole?.purl !== undefined) return { purl: whole.purl, components };
	const isCertain =
		part?.purl !== undefined && (whole === undefined || parsePackageUrl(part.purl)?.version !== undefined);
	return isCertain ? { purl: part.purl as string, components: [] } : { components };
}

function statementsOf(
	vulnerability: PlainObject | undefined,
	at: Pointer,
	products: ReadonlyMap<string, Product>,
	created: string | undefined,
	origins: Origins,
): PlainObject[] {
	const id = textOf(vulnerability, "cve") ?? textOf(asObject(listOf(vulnerability, "ids")[0]), "text") ?? "";
	const status = objectOf(vulnerability, "product_status");
	return Object.entries(lists).flatMap(([list, meaning]) => {
		const byReason = new Map<string, string[]>();
		for (const product of textsOf(status, list)) {
			const reason = JSON.stringify(reasonsOf(vulnerability, product, meaning));
			const known = byReason.get(reason);
			if (known === undefined) byReason.set(reason, [product]);
			else known.push(product);
		}
		return [...byReason].map(([reason, ids]) => {
			const made: PlainObject = {
				vulnerability: id,
				aliases: listOf(vulnerability, "ids").flatMap((each) => textOf(asObject(each), "text") ?? []),
				status: meaning,
				...(JSON.parse(reason) as PlainObject),
				...defined({ time: created }),
				products: ids.map((product) => {
					const known = products.get(product);
					return { id: product, ...defined({ purl: known?.purl }), digests: [], components: known?.components ?? [] };
				}),
			};
			return origins.of(made, at, {
				"": ["product_status", list],
				vulnerability: "cve",
				status: ["product_status", list],
				justification: "flags",
				impact: "threats",
				action: "remediations",
				products: ["product_status", list],
			});
		});
	});
}

/** What is said of a product; an entry that names no product is about all of them. */
function reasonsOf(vulnerability: PlainObject | undefined, product: string, status: string): PlainObject {
	const about = (
		list: string,
		field: string,
		wanted: (entry: PlainObject | undefined) => boolean,
	): string | undefined => {
		for (const each of listOf(vulnerability, list)) {
			const entry = asObject(each);
			const ids = textsOf(entry, "product_ids");
			if (wanted(entry) && (ids.includes(product) || (ids.length === 0 && listOf(entry, "group_ids").length === 0)))
				return textOf(entry, field);
		}
		return undefined;
	};
	if (status === "not_affected")
		return defined({
			justification: about("flags", "label", () => true),
			impact: about("threats", "details", (entry) => textOf(entry, "category") === "impact"),
		});
	return status === "affected" ? defined({ action: about("remediations", "details", () => true) }) : {};
}
