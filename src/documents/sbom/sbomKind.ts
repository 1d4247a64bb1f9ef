/** The `sbom` kind: bills of materials. */
import { sbomRdf, sbomUnknownFormat } from "../../diagnostics/catalogue/evidence.ts";
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Value } from "../../runtime/values/value.ts";
import type { Source } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import { type Content, isWrapped, readContents, standingOf } from "../attestation/readContents.ts";
import type { Document, DocumentKind, ImageIdentity } from "../document.ts";
import { asObject, textOf } from "../fields.ts";
import { Origins } from "../origins.ts";
import type { VerifySignature } from "../signature/verification.ts";
import { topLevelKeys } from "../topLevelKeys.ts";
import { loadYaml } from "../yaml/loadYaml.ts";
import type { BillFormat } from "./bill.ts";
import { cycloneDx } from "./cycloneDx.ts";
import { isCycloneDxXml, readCycloneDxXml } from "./cycloneDxXml.ts";
import { sbomSchema } from "./schema.ts";
import { spdx } from "./spdx.ts";
import { spdx3 } from "./spdx3.ts";
import { syft } from "./syft.ts";
import { readTagValue } from "./tagValue.ts";

const formats: readonly BillFormat[] = [cycloneDx, spdx, spdx3, syft];
/** Lines that may come first. One way to read each: with two, a file of empty lines would be read in all combinations. */
const leading = String.raw`^(?:(?:---.*|[ \t]*(?:#.*)?)\r?\n)*`;
const tagValueStart = new RegExp(`${leading}SPDXVersion:[ \\t]*SPDX-`);
const yamlStart = new RegExp(
	`${leading}(?:"?(?:spdxVersion|SPDXID)"?:\\s|(?:[A-Za-z]\\w*:.*\\r?\\n(?:[ -].*\\r?\\n)*)*spdxVersion:\\s*"?SPDX-2)`,
);

export const sbomKind: DocumentKind = {
	id: "sbom",
	title: "Bill of materials",
	evidence: "sboms",
	get schema() {
		return sbomSchema;
	},
	detect({ path, head }) {
		if (isCycloneDxXml(head) || isRdf(head)) return true;
		if (tagValueStart.test(head)) return true;
		if (/\.(?:ya?ml|spdx)$/i.test(path) && yamlStart.test(head)) return true;
		const outline = topLevelKeys(head);
		return (
			outline?.shape === "object" &&
			(isWrapped(outline.keys) || isBill(outline.keys, head) || isSyft(outline.keys, head))
		);
	},
	parse(source, { verifySignature }) {
		const { contents, diagnostics } = contentsOf(source);
		const documents: Document[] = [];
		const faults: Diagnostic[] = [];
		for (const [index, content] of contents.entries()) {
			const object = asObject(content.value);
			const format = object && formats.find((format) => format.claims(new Set(Object.keys(object))));
			if (object !== undefined && format !== undefined) {
				const origins = new Origins();
				const { value, image } = format.read(object, origins);
				const number = contents.length > 1 ? String(index + 1) : "";
				documents.push(documentOf(content, value, image, origins, number, verifySignature));
			} else if (
				content.attestation === undefined &&
				!(object !== undefined && isWrapped(new Set(Object.keys(object))))
			)
				faults.push(at(source, content.place([]), sbomUnknownFormat()));
		}
		return { documents, diagnostics: [...diagnostics, ...faults] };
	},
};

/** Any JSON-LD may be a graph with a context. */
const isBill = (keys: ReadonlySet<string>, head: string): boolean =>
	formats.some((format) => format.claims(keys)) && (!keys.has("@graph") || /"https:\/\/spdx\.org\/rdf\/3\./.test(head));

const isRdf = (head: string): boolean =>
	/^\ufeff?\s*</.test(head) && /<(?:\w+:)?RDF[\s>]/.test(head) && head.includes("spdx.org/rdf/terms");

/** Syft's packages come first and are long: what tells that they are packages stands in the first of them. */
const isSyft = (keys: ReadonlySet<string>, head: string): boolean =>
	keys.has("artifacts") && /"(?:foundBy|metadataType|cpes)"\s*:/.test(head);

/** Attestations are read by other kinds as well, and what is wrong with their text is told there. */
function contentsOf(source: Source): {
	readonly contents: readonly Content[];
	readonly diagnostics: readonly Diagnostic[];
} {
	if (tagValueStart.test(source.text.slice(0, 8192))) return { contents: [readTagValue(source)], diagnostics: [] };
	if (isRdf(source.text.slice(0, 8192)))
		return { contents: [], diagnostics: [at(source, firstTag(source), sbomRdf())] };
	if (/^\ufeff?\s*</.test(source.text)) return readCycloneDxXml(source);
	if (!/^\s*[{[]/.test(source.text)) {
		const { documents, diagnostics } = loadYaml(source, "yaml-1.2");
		return { contents: documents, diagnostics };
	}
	const { contents, diagnostics } = readContents(source);
	const keys = topLevelKeys(source.text.slice(0, 8192))?.keys;
	return { contents, diagnostics: keys !== undefined && isWrapped(keys) ? [] : diagnostics };
}

function firstTag({ text }: Source): Span {
	const found = /<(?:\w+:)?RDF\b[^\n>]*>?/.exec(text);
	const start = found?.index ?? 0;
	return { start, end: start + (found?.[0].length ?? 0) };
}

function documentOf(
	content: Content,
	value: Readonly<Record<string, Value>>,
	image: ImageIdentity | undefined,
	origins: Origins,
	number: string,
	verify: VerifySignature | undefined,
): Document {
	const { attestation } = content;
	// Added to the reader's object, for it is that one whose origin is known.
	const fields = value as Record<string, Value>;
	const digests = [...new Set([...(attestation?.digests ?? []), ...(image?.digests ?? [])])];
	const told = { digests, ids: image?.ids ?? [], references: image?.references ?? [] };
	const subject = Object.values(told).some((list) => list.length > 0) ? told : undefined;
	if (attestation !== undefined) {
		fields.attested = standingOf(attestation, verify);
		if (subject !== undefined) fields.image = { ...(asObject(fields.image) ?? { tags: [] }), digests };
	}
	return {
		kind: "sbom",
		source: content.source,
		name: number === "" ? "" : [number, textOf(value, "name") ?? ""].join(" ").trim(),
		value,
		...(subject && { subject }),
		locate: (pointer) => content.place(origins.lead(value, pointer)),
		scope: (pointer) => content.extent(origins.lead(value, pointer)),
	};
}
