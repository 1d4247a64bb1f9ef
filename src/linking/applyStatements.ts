/**
 * VEX statements beside the vulnerabilities that they are about. A statement applies where it names the vulnerability by an id and a
 * product that is the scanned image or the package; of several the one with the most exact product decides, and of these the newest.
 */
import type { Document, ImageIdentity } from "../documents/document.ts";
import { asObject, listOf, objectOf, textOf, textsOf } from "../documents/fields.ts";
import { identityOfReferences } from "../documents/image-reference/imageIdentity.ts";
import { imageOfPackageUrl, type PackageUrl, parsePackageUrl } from "../documents/package-url/parsePackageUrl.ts";
import type { PlainObject, Value } from "../runtime/values/value.ts";

interface Said {
	readonly statement: PlainObject;
	readonly document: Document;
}

/** Puts into each vulnerability of the scans, as `vex`, the statement that decides. */
export function applyStatements(scans: readonly Document[], statements: readonly Document[]): void {
	const byId = new Map<string, Said[]>();
	for (const document of statements)
		for (const each of listOf(asObject(document.value), "statements")) {
			const statement = asObject(each);
			if (statement === undefined) continue;
			for (const id of [textOf(statement, "vulnerability") ?? "", ...textsOf(statement, "aliases")]) {
				const known = byId.get(id);
				if (known === undefined) byId.set(id, [{ statement, document }]);
				else known.push({ statement, document });
			}
		}
	if (byId.size === 0) return;
	for (const scan of scans)
		for (const each of listOf(asObject(scan.value), "vulnerabilities")) {
			const found = asObject(each);
			if (found === undefined) continue;
			const ids = [textOf(found, "id") ?? "", ...textsOf(found, "aliases")];
			const decides = deciding(
				ids.flatMap((id) => byId.get(id) ?? []),
				found,
				scan.subject,
			);
			// Reading made the object for this document alone.
			if (decides !== undefined) (found as Record<string, Value>).vex = told(decides);
		}
}

function deciding(all: readonly Said[], found: PlainObject, image: ImageIdentity | undefined): Said | undefined {
	let best: { readonly said: Said; readonly order: readonly number[] } | undefined;
	for (const said of all) {
		const exact = Math.max(
			0,
			...listOf(said.statement, "products").map((product) => exactness(asObject(product), found, image)),
		);
		const order = [
			exact,
			instant(textOf(said.statement, "time") ?? ""),
			caution.indexOf(textOf(said.statement, "status") ?? ""),
		];
		if (exact > 0 && (best === undefined || isAfter(order, best.order))) best = { said, order };
	}
	return best?.said;
}

/** Of two that say different things at once the more careful one counts. */
const caution = ["not_affected", "fixed", "under_investigation", "affected"];

function isAfter(order: readonly number[], other: readonly number[]): boolean {
	const at = order.findIndex((each, index) => each !== other[index]);
	return at !== -1 && (order[at] as number) > (other[at] as number);
}

const instant = (time: string): number => Date.parse(time) || 0;

/** 0: another product; else the more, the more exactly it is named: a package of any version, of this one, the image, the image by digest. */
function exactness(product: PlainObject | undefined, found: PlainObject, image: ImageIdentity | undefined): number {
	const named = objectOf(found, "package");
	const purl = parsePackageUrl(textOf(product, "purl") ?? textOf(product, "id") ?? "");
	const components = textsOf(product, "components");
	const asPackage = purl === undefined ? 0 : packageMatch(purl, named);
	if (asPackage > 0 && components.length === 0) return asPackage;
	const asImage = image === undefined ? 0 : imageMatch(product, purl, image);
	if (asImage === 0) return 0;
	if (components.length === 0) return asImage;
	return components.some((component) => packageMatch(parsePackageUrl(component), named) > 0) ? asImage + 2 : 0;
}

function imageMatch(product: PlainObject | undefined, purl: PackageUrl | undefined, image: ImageIdentity): number {
	const named =
		purl === undefined ? { references: [textOf(product, "id") ?? ""], digests: [] } : imageOfPackageUrl(purl);
	const identity = identityOfReferences(named.references);
	const digests = [...textsOf(product, "digests"), ...named.digests, ...identity.digests];
	if (digests.some((digest) => image.digests.includes(digest) || image.ids.includes(digest))) return 4;
	if (digests.length > 0) return 0;
	if (identity.references.some((reference) => image.references.includes(reference))) return 3;
	// Without tag and digest every image of the repository is meant.
	if (
		purl === undefined ||
		(purl.type !== "oci" && purl.type !== "docker") ||
		purl.version !== undefined ||
		purl.qualifiers.tag !== undefined
	)
		return 0;
	const where = purl.qualifiers.repository_url;
	const repositories = image.references.map((reference) => reference.replace(/:[^/]*$/, ""));
	if (where === undefined) return repositories.some((repository) => repository.endsWith(`/${purl.name}`)) ? 3 : 0;
	const [repository = ""] = identityOfReferences([where]).references.map((reference) =>
		reference.replace(/:[^/]*$/, ""),
	);
	return repositories.includes(repository) ? 3 : 0;
}

/** 2 where the version is the same, 1 where the statement has none. */
function packageMatch(purl: PackageUrl | undefined, named: PlainObject | undefined): number {
	if (purl === undefined) return 0;
	const own = parsePackageUrl(textOf(named, "purl") ?? "");
	const isSame =
		own === undefined
			? textOf(named, "name") === purl.name || textOf(named, "name") === `${purl.namespace}/${purl.name}`
			: own.type === purl.type && own.name === purl.name && own.namespace === purl.namespace;
	if (!isSame) return 0;
	if (purl.version === undefined) return 1;
	return purl.version === (own?.version ?? textOf(named, "version")) ? 2 : 0;
}

function told({ statement, document }: Said): PlainObject {
	const field = (name: string): PlainObject => {
		const text = textOf(statement, name);
		return text === undefined ? {} : { [name]: text };
	};
	return {
		status: textOf(statement, "status") ?? "",
		...field("justification"),
		...field("impact"),
		...field("action"),
		author: textOf(asObject(document.value), "author") ?? "",
		...field("time"),
		document: document.source.name,
	};
}
