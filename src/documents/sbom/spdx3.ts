/**
 * SPDX 3.0 as JSON-LD (spdx.github.io/spdx-spec/v3.0.1, "Model" and "Serialization"): a graph of elements that name each other. Only the context that
 * the specification publishes is known; there, every element and property has one name.
 */
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import { asObject, fieldOf, listOf, textOf } from "../fields.ts";
import { timeOf } from "../scan/report.ts";
import { type BillFormat, billOf, componentOf, imageOfMain } from "./bill.ts";

export const spdx3: BillFormat = {
	id: "spdx3",
	claims: (keys) => keys.has("@graph") && keys.has("@context"),
	read(root, origins) {
		const graph = new Graph(listOf(root, "@graph"));
		const document = graph.first("SpdxDocument");
		const creation = graph.element(fieldOf(document, "creationInfo")) ?? graph.first("CreationInfo");
		const main = graph.mainPackage(document);
		const packages = graph.all("software_Package");
		const licenses = graph.licenses();
		const namesOf = (field: string): string[] =>
			refsOf(creation, field).flatMap((id) => textOf(graph.element(id), "name") ?? []);
		const made = billOf({
			format: "spdx",
			version: textOf(creation, "specVersion") ?? "",
			created: timeOf(creation, "created"),
			tools: [...namesOf("createdUsing"), ...graph.agents(creation, ["SoftwareAgent"])],
			authors: graph.agents(creation, ["Person", "Organization", "Agent"]),
			name: textOf(document, "name") ?? textOf(main?.element, "name") ?? "",
			image: main && imageOf(main.element),
			components: packages.flatMap(({ element, index }) => {
				if (index === main?.index && packages.length > 1) return [];
				const made = componentOf(partsOf(element, graph, licenses));
				return [
					origins.of(made, ["@graph", index], {
						"": "name",
						id: "spdxId",
						name: "name",
						version: "software_packageVersion",
						purl: Object.hasOwn(element, "software_packageUrl") ? "software_packageUrl" : "externalIdentifier",
						cpe: "externalIdentifier",
						supplier: "suppliedBy",
						hashes: "verifiedUsing",
					}),
				];
			}),
			dependencies: graph.relationships("dependsOn").flatMap(({ element, index }) => {
				const from = textOf(element, "from");
				const to = refsOf(element, "to");
				return from === undefined ? [] : [origins.of({ from, to }, ["@graph", index], { "": "relationshipType" })];
			}),
		});
		const at = document === undefined ? [] : ["@graph", graph.indexOf(document)];
		return {
			...made,
			value: origins.of(made.value, at, {
				"": "name",
				created: "creationInfo",
				tools: "creationInfo",
				authors: "creationInfo",
			}),
		};
	},
};

interface Placed {
	readonly element: PlainObject;
	/** Where it stands in the graph. */
	readonly index: number;
}

class Graph {
	readonly #elements: readonly Placed[];
	readonly #byId = new Map<string, PlainObject>();
	readonly #byType = new Map<string, Placed[]>();

	constructor(list: readonly Value[]) {
		this.#elements = list.flatMap((each, index) => {
			const element = asObject(each);
			return element === undefined ? [] : [{ element, index }];
		});
		for (const placed of this.#elements) {
			const { element } = placed;
			const id = textOf(element, "spdxId") ?? textOf(element, "@id");
			if (id !== undefined) this.#byId.set(id, element);
			const type = typeOf(element);
			const same = this.#byType.get(type);
			if (same === undefined) this.#byType.set(type, [placed]);
			else same.push(placed);
		}
	}

	all(type: string): readonly Placed[] {
		return this.#byType.get(type) ?? [];
	}

	first(type: string): PlainObject | undefined {
		return this.all(type)[0]?.element;
	}

	/** An element by its id; what is written out in place stands for itself. */
	element(reference: Value | undefined): PlainObject | undefined {
		return typeof reference === "string" ? this.#byId.get(reference) : asObject(reference);
	}

	indexOf(element: PlainObject): number {
		return this.#elements.find((placed) => placed.element === element)?.index ?? 0;
	}

	relationships(type: string): readonly Placed[] {
		return [...this.all("Relationship"), ...this.all("LifecycleScopedRelationship")].filter(
			({ element }) => textOf(element, "relationshipType") === type,
		);
	}

	agents(creation: PlainObject | undefined, types: readonly string[]): string[] {
		return refsOf(creation, "createdBy")
			.map((id) => this.element(id))
			.flatMap((agent) => (types.includes(typeOf(agent)) ? (textOf(agent, "name") ?? []) : []));
	}

	/** The package that the document is about: its root element, or that of the bill which is its root element. */
	mainPackage(document: PlainObject | undefined): Placed | undefined {
		const roots = refsOf(document, "rootElement").flatMap((id) => {
			const element = this.element(id);
			return typeOf(element) === "software_Sbom" ? refsOf(element, "rootElement") : [id];
		});
		const described = this.relationships("describes").flatMap(({ element }) => refsOf(element, "to"));
		const ids = new Set([...roots, ...described]);
		const packages = this.all("software_Package").filter(({ element }) => ids.has(textOf(element, "spdxId") ?? ""));
		return packages.length === 1 ? packages[0] : undefined;
	}

	/** By the id of an element: what was concluded of its license; else what was declared. */
	licenses(): ReadonlyMap<string, string> {
		const known = new Map<string, string>();
		for (const type of ["hasConcludedLicense", "hasDeclaredLicense"])
			for (const { element } of this.relationships(type)) {
				const from = textOf(element, "from") ?? "";
				const texts = refsOf(element, "to").flatMap((to) => licenseText(to, this.element(to)) ?? []);
				if (texts.length > 0 && !known.has(from)) known.set(from, texts.join(" AND "));
			}
		return known;
	}
}

/** Licenses of SPDX' list are named by their address; `expandedlicensing_NoAssertionLicense` and the like say nothing. */
function licenseText(id: string, license: PlainObject | undefined): string | undefined {
	const expression = textOf(license, "simplelicensing_licenseExpression");
	if (expression !== undefined) return expression === "NOASSERTION" ? undefined : expression;
	return /^https?:\/\/spdx\.org\/licenses\/([^/]+)$/.exec(id)?.[1] ?? textOf(license, "name");
}

const typeOf = (element: PlainObject | undefined): string => textOf(element, "type") ?? textOf(element, "@type") ?? "";

/** The ids in a property that is one or many. */
function refsOf(element: PlainObject | undefined, field: string): readonly string[] {
	const value = fieldOf(element, field);
	const list = Array.isArray(value) ? (value as readonly Value[]) : value === undefined ? [] : [value];
	return list.flatMap((each) => (typeof each === "string" ? [each] : (textOf(asObject(each), "spdxId") ?? [])));
}

function identifierOf(element: PlainObject, ...types: readonly string[]): string | undefined {
	const all = listOf(element, "externalIdentifier").map(asObject);
	return all.flatMap((each) =>
		types.includes(textOf(each, "externalIdentifierType") ?? "") ? (textOf(each, "identifier") ?? []) : [],
	)[0];
}

function partsOf(element: PlainObject, graph?: Graph, licenses?: ReadonlyMap<string, string>) {
	const id = textOf(element, "spdxId") ?? "";
	const license = licenses?.get(id);
	const supplier = graph?.element(refsOf(element, "suppliedBy")[0] ?? refsOf(element, "originatedBy")[0]);
	return {
		id,
		type: (textOf(element, "software_primaryPurpose") ?? "").replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
		name: textOf(element, "name") ?? "",
		version: textOf(element, "software_packageVersion") ?? "",
		purl: textOf(element, "software_packageUrl") ?? identifierOf(element, "packageUrl", "packageURL"),
		cpe: identifierOf(element, "cpe23", "cpe22"),
		supplier: textOf(supplier, "name"),
		licenses: license === undefined ? [] : [license],
		hashes: listOf(element, "verifiedUsing").flatMap((each) => {
			const hash = asObject(each);
			const value = textOf(hash, "hashValue");
			if (value === undefined) return [];
			return [{ algorithm: (textOf(hash, "algorithm") ?? "").toUpperCase().replace(/^SHA(\d)/, "SHA-$1"), value }];
		}),
	};
}

function imageOf(element: PlainObject) {
	const { type, name, version, purl, hashes } = partsOf(element);
	const digests = hashes.flatMap(({ algorithm, value }) => (algorithm === "SHA-256" ? [`sha256:${value}`] : []));
	return imageOfMain({
		isImage: type === "container",
		name,
		version,
		purl,
		digests: type === "container" ? digests : [],
	});
}
