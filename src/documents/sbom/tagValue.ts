/** SPDX's tag-value texts (SPDX specification 2.3, annex: tag:value) as the shape that its JSON has, with the lines that things stand in. */
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import type { Source } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import type { Pointer } from "../document.ts";

interface Line {
	readonly tag: string;
	readonly value: string;
	readonly span: Span;
}

export interface TagValueText {
	readonly source: Source;
	readonly value: PlainObject;
	place(pointer: Pointer): Span;
	extent(pointer: Pointer): Span;
}

/** Reads a text; what isn't a tag with a value is passed over, as a comment is. */
export function readTagValue(source: Source): TagValueText {
	const places = new Map<string, Span>();
	const packages: Record<string, Value>[] = [];
	const relationships: Value[] = [];
	const creators: Value[] = [];
	const root: Record<string, Value> = {};
	const creation: Record<string, Value> = { creators };
	let current: Record<string, Value> | undefined;
	const note = (pointer: Pointer, { span }: Line) => places.set(JSON.stringify(pointer), span);
	for (const line of linesOf(source.text)) {
		const { tag, value } = line;
		if (tag === "PackageName") {
			current = { name: value, externalRefs: [], checksums: [], attributionTexts: [] };
			note(["packages", packages.push(current) - 1, "name"], line);
		} else if (tag === "FileName" || tag === "SnippetSPDXID" || tag === "LicenseID") current = {};
		else if (tag === "Relationship") {
			const [a = "", type = "", b = ""] = value.split(/\s+/);
			relationships.push({ spdxElementId: a, relationshipType: type, relatedSpdxElement: b });
		} else if (tag === "Creator") {
			note(["creationInfo", "creators", creators.length], line);
			creators.push(value);
		} else if (tag === "Created") {
			creation.created = value;
			note(["creationInfo", "created"], line);
		} else if (current === undefined) {
			const key = documentTags.get(tag);
			if (key === undefined) continue;
			root[key] = value;
			note([key], line);
		} else addToPackage(current, line, (field) => note(["packages", packages.length - 1, field], line));
	}
	Object.assign(root, { creationInfo: creation, packages, relationships });
	const place = (pointer: Pointer): Span => {
		for (let length = pointer.length; length > 0; length--) {
			const found = places.get(JSON.stringify(pointer.slice(0, length)));
			if (found !== undefined) return found;
			const named = places.get(JSON.stringify([...pointer.slice(0, length), "name"]));
			if (named !== undefined) return named;
		}
		return places.get('["name"]') ?? { start: 0, end: 0 };
	};
	return { source, value: root, place, extent: place };
}

const documentTags: ReadonlyMap<string, string> = new Map([
	["SPDXVersion", "spdxVersion"],
	["DataLicense", "dataLicense"],
	["SPDXID", "SPDXID"],
	["DocumentName", "name"],
	["DocumentNamespace", "documentNamespace"],
]);

const packageTags: ReadonlyMap<string, string> = new Map([
	["SPDXID", "SPDXID"],
	["PackageVersion", "versionInfo"],
	["PackageSupplier", "supplier"],
	["PackageOriginator", "originator"],
	["PackageLicenseConcluded", "licenseConcluded"],
	["PackageLicenseDeclared", "licenseDeclared"],
	["PrimaryPackagePurpose", "primaryPackagePurpose"],
]);

function addToPackage(current: Record<string, Value>, { tag, value }: Line, note: (field: string) => void): void {
	if (tag === "ExternalRef" && Array.isArray(current.externalRefs)) {
		const [category = "", type = "", locator = ""] = value.split(/\s+/);
		current.externalRefs.push({ referenceCategory: category, referenceType: type, referenceLocator: locator });
		note("externalRefs");
	} else if (tag === "PackageChecksum" && Array.isArray(current.checksums)) {
		const [algorithm = "", digest = ""] = value.split(/:\s*/);
		current.checksums.push({ algorithm, checksumValue: digest });
		note("checksums");
	} else if (tag === "PackageAttributionText" && Array.isArray(current.attributionTexts))
		current.attributionTexts.push(value);
	else {
		const key = packageTags.get(tag);
		if (key === undefined || !Object.hasOwn(current, "name")) return;
		current[key] = value;
		note(key);
	}
}

/** Tags with their values; a value in `<text>` may go on over lines. */
function* linesOf(text: string): Generator<Line> {
	const pattern = /^([A-Za-z][A-Za-z0-9]*):[ \t]*(?:<text>([\s\S]*?)<\/text>|([^\r\n]*?))[ \t]*\r?$/gm;
	for (const found of text.matchAll(pattern)) {
		const value = (found[2] ?? found[3] ?? "").trim();
		const line = text.indexOf("\n", found.index);
		const end = Math.min(found.index + found[0].trimEnd().length, line === -1 ? text.length : line);
		if (value !== "") yield { tag: found[1] as string, value, span: { start: found.index, end } };
	}
}
