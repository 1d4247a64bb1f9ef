/** The `vex` kind: statements whether vulnerabilities matter. */
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import { type Content, isWrapped, readContents, standingOf } from "../attestation/readContents.ts";
import type { Document, DocumentKind } from "../document.ts";
import { asObject, objectOf, textOf } from "../fields.ts";
import { Origins } from "../origins.ts";
import { isCycloneDxXml, readCycloneDxXml } from "../sbom/cycloneDxXml.ts";
import type { VerifySignature } from "../signature/verification.ts";
import { topLevelKeys } from "../topLevelKeys.ts";
import { readCsaf } from "./csaf.ts";
import { readCycloneDxAnalysis } from "./cycloneDxAnalysis.ts";
import { readOpenVex } from "./openVex.ts";
import { vexSchema } from "./schema.ts";

export const vexKind: DocumentKind = {
	id: "vex",
	title: "VEX statements",
	evidence: "statements",
	get schema() {
		return vexSchema;
	},
	detect({ head }) {
		if (isCycloneDxXml(head)) return true;
		const outline = topLevelKeys(head);
		if (outline?.shape !== "object") return false;
		const { keys } = outline;
		if (keys.has("bomFormat") || isWrapped(keys)) return true;
		if (keys.has("@context")) return keys.has("statements") || /"@context"\s*:\s*"https:\/\/openvex\.dev\//.test(head);
		return keys.has("document") && /"(?:csaf_version|category)"\s*:\s*"(?:2\.\d|csaf_)/.test(head);
	},
	parse(source, { verifySignature }) {
		const isXml = isCycloneDxXml(source.text.slice(0, 8192));
		const { contents, diagnostics } = isXml ? readCycloneDxXml(source) : readContents(source);
		const documents = contents.flatMap((content, index) => {
			const origins = new Origins();
			const value = statementsIn(content, origins);
			return value === undefined
				? []
				: [documentOf(content, value, origins, contents.length > 1 ? String(index + 1) : "", verifySignature)];
		});
		const keys = topLevelKeys(source.text.slice(0, 8192))?.keys;
		// What is wrong with the text of an attestation or an SBOM is told by those kinds.
		const isShared = isXml || (keys !== undefined && (keys.has("bomFormat") || isWrapped(keys)));
		return { documents, diagnostics: isShared ? [] : diagnostics };
	},
};

function statementsIn(content: Content, origins: Origins): PlainObject | undefined {
	const object = asObject(content.value);
	if (object === undefined) return undefined;
	if (Object.hasOwn(object, "statements")) return readOpenVex(object, origins);
	if (Object.hasOwn(object, "bomFormat")) return readCycloneDxAnalysis(object, origins);
	const isCsaf = textOf(objectOf(object, "document"), "csaf_version") !== undefined;
	return isCsaf ? readCsaf(object, origins) : undefined;
}

function documentOf(
	content: Content,
	value: PlainObject,
	origins: Origins,
	name: string,
	verify: VerifySignature | undefined,
): Document {
	const { attestation } = content;
	// Added to the reader's object, for it is that one whose origin is known.
	if (attestation !== undefined) (value as Record<string, Value>).attested = standingOf(attestation, verify);
	return {
		kind: "vex",
		source: content.source,
		name,
		value,
		locate: (pointer) => content.place(origins.lead(value, pointer)),
		scope: (pointer) => content.extent(origins.lead(value, pointer)),
	};
}
