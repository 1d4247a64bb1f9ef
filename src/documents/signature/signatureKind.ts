/** The `signature` kind: signatures and attestations, in files of their own and beside the images of a layout. */

import { jsonSyntax } from "../../diagnostics/catalogue/evidence.ts";
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { toUtf8 } from "../../runtime/bytes/utf8.ts";
import type { PlainObject } from "../../runtime/values/value.ts";
import type { Source } from "../../text/source.ts";
import type { Document, DocumentKind, ParseOptions } from "../document.ts";
import { asObject, objectOf, textOf } from "../fields.ts";
import { isImageArchive, isLayoutBlob, isLayoutMark } from "../image/archive/detectArchive.ts";
import { openArchive } from "../image/archive/openArchive.ts";
import { readAttachments } from "../image/archive/readAttachments.ts";
import { readJson } from "../json/readJson.ts";
import { topLevelKeys } from "../topLevelKeys.ts";
import { foundIn } from "./attachedSignature.ts";
import type { SignatureMaterial } from "./material.ts";
import { signatureSchema } from "./schema.ts";
import { signatureDocument } from "./signatureDocument.ts";

/** Bytes of a COSE envelope in a file of its own. */
const LARGEST_ENVELOPE = 4 * 2 ** 20;

export const signatureKind: DocumentKind = {
	id: "signature",
	title: "Signature",
	evidence: "signatures",
	binary: true,
	get schema() {
		return signatureSchema;
	},
	detect(file) {
		if (isLayoutMark(file)) return true;
		if (isLayoutBlob(file.path)) return false;
		if (isCose(file.start)) return true;
		if (isImageArchive(file)) return true;
		const outline = topLevelKeys(file.head);
		return outline?.shape === "object" && formOf(outline.keys) !== undefined;
	},
	parse(source, options) {
		const { bytes } = options;
		if (bytes === undefined)
			return isLayoutMark({ path: source.name, head: source.text })
				? { documents: fromArchive(source, options), diagnostics: [] }
				: fromText(source, options);
		if (!isCose(bytes.read(0, 16))) return { documents: fromArchive(source, options), diagnostics: [] };
		const envelope = bytes.size > LARGEST_ENVELOPE ? new Uint8Array(0) : bytes.read(0, bytes.size);
		const found = { source, name: "", material: { format: "notation_cose", envelope } as const, locate: nowhere };
		return { documents: [signatureDocument(found, options.verifySignature)], diagnostics: [] };
	},
};

const nowhere = (): undefined => undefined;

/** A COSE_Sign1 message with its tag: an array of four that begins with bytes. */
const isCose = (start: Uint8Array | undefined): boolean =>
	start?.[0] === 0xd2 && start[1] === 0x84 && ((start[2] as number) & 0xe0) === 0x40;

type Form = "bundle" | "envelope" | "cosign" | "jws";

function formOf(keys: ReadonlySet<string>): Form | undefined {
	if (
		keys.has("verificationMaterial") ||
		(keys.has("mediaType") && (keys.has("dsseEnvelope") || keys.has("messageSignature")))
	)
		return "bundle";
	if (keys.has("payload") && keys.has("payloadType")) return "envelope";
	if (keys.has("base64Signature")) return "cosign";
	if (keys.has("payload") && keys.has("protected")) return "jws";
	return undefined;
}

function fromText(source: Source, { verifySignature }: ParseOptions) {
	const { texts, diagnostics } = readJson(source);
	const documents: Document[] = [];
	const faults: Diagnostic[] = [];
	for (const [index, text] of texts.entries()) {
		const object = asObject(text.value);
		const form = object && formOf(new Set(Object.keys(object)));
		const material = object && form && materialOf(object, form, source.text, texts.length === 1);
		if (material === undefined) {
			faults.push(at(source, text.place([]), jsonSyntax({ reason: "there is no signature in it" })));
			continue;
		}
		documents.push(
			signatureDocument(
				{
					source,
					name: texts.length > 1 ? String(index + 1) : "",
					material,
					locate: () => text.place([]),
					scope: () => text.extent([]),
				},
				verifySignature,
			),
		);
	}
	return { documents, diagnostics: isShared(texts.length, diagnostics) ? [] : [...diagnostics, ...faults] };
}

/** Kinds that read what an attestation is about say what is wrong with its text. */
const isShared = (values: number, diagnostics: readonly Diagnostic[]): boolean =>
	values === 0 && diagnostics.length > 0;

function materialOf(object: PlainObject, form: Form, text: string, isAlone: boolean): SignatureMaterial | undefined {
	switch (form) {
		case "bundle":
			return { format: "sigstore_bundle", bundle: object };
		case "envelope":
			return { format: "dsse", envelope: object };
		case "jws":
			return isAlone ? { format: "notation_jws", envelope: toUtf8(text) } : undefined;
		case "cosign":
			return ofSignedBlob(object);
	}
}

/** What `cosign sign-blob --bundle` and `attest-blob` wrote before Sigstore bundles: the blob itself isn't in it. */
function ofSignedBlob(object: PlainObject): SignatureMaterial {
	const certificate = textOf(object, "cert");
	const rekor = objectOf(object, "rekorBundle");
	return {
		format: "cosign",
		payload: new Uint8Array(0),
		annotations: {
			signature: textOf(object, "base64Signature") ?? "",
			...(certificate !== undefined && { certificate }),
			...(rekor && { bundle: JSON.stringify(rekor) }),
		},
	};
}

function fromArchive(source: Source, options: ParseOptions): Document[] {
	const { blobs, limits } = openArchive(source, options);
	return readAttachments(blobs, limits).flatMap((attachment) =>
		foundIn(source, attachment).map((found) => signatureDocument(found, options.verifySignature)),
	);
}
