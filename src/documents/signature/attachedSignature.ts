/** Signatures among what lies beside an image: by media types of cosign, Sigstore, Notary Project and BuildKit. */
import { fromUtf8 } from "../../runtime/bytes/utf8.ts";
import { parseJson } from "../../runtime/values/json.ts";
import type { PlainObject } from "../../runtime/values/value.ts";
import type { Source } from "../../text/source.ts";
import { asObject } from "../fields.ts";
import type { Attachment } from "../image/archive/readAttachments.ts";
import { attempt } from "./attempt.ts";
import type { Claims } from "./claims.ts";
import type { CosignAnnotations, SignatureMaterial } from "./material.ts";
import type { FoundSignature } from "./signatureDocument.ts";
import { readStatement } from "./statement.ts";

const types = {
	simpleSigning: "application/vnd.dev.cosign.simplesigning.v1+json",
	envelope: "application/vnd.dsse.envelope.v1+json",
	statement: "application/vnd.in-toto+json",
	jws: "application/jose+json",
	cose: "application/cose",
} as const;
const isBundle = (mediaType: string): boolean => /^application\/vnd\.dev\.sigstore\.bundle[.+]/.test(mediaType);
const notation = "application/vnd.cncf.notary.signature";

/** None where the attachment is no signature; a material that can't be read is one nevertheless, and says so when it is verified. */
export function foundIn(source: Source, attachment: Attachment): FoundSignature[] {
	const { subjects, references, ownReferences, subjectBytes, digest } = attachment;
	const common = {
		source,
		name: digest.slice(0, 19),
		attached: { digests: subjects, references, ownReferences, ...(subjectBytes && { bytes: subjectBytes }) },
		locate: () => undefined,
	};
	const material = materialOf(attachment);
	if (material !== undefined) return [{ ...common, material }];
	const claims = attachment.mediaType === types.statement ? unsigned(attachment) : undefined;
	return claims === undefined ? [] : [{ ...common, claims }];
}

function materialOf({ mediaType, artifactType, bytes, annotations }: Attachment): SignatureMaterial | undefined {
	if (isBundle(mediaType)) return { format: "sigstore_bundle", bundle: jsonOf(bytes) ?? {} };
	if (mediaType === types.simpleSigning)
		return { format: "cosign", payload: bytes, annotations: annotationsOf(annotations) };
	if (mediaType === types.envelope)
		return { format: "dsse", envelope: jsonOf(bytes) ?? {}, annotations: annotationsOf(annotations) };
	if (artifactType !== notation) return undefined;
	if (mediaType === types.jws) return { format: "notation_jws", envelope: bytes };
	return mediaType === types.cose ? { format: "notation_cose", envelope: bytes } : undefined;
}

function annotationsOf(annotations: Readonly<Record<string, string>>): CosignAnnotations {
	const found = (name: string, key: string): Partial<CosignAnnotations> =>
		Object.hasOwn(annotations, key) && annotations[key] !== "" ? { [name]: annotations[key] } : {};
	return {
		signature: "",
		...found("signature", "dev.cosignproject.cosign/signature"),
		...found("certificate", "dev.sigstore.cosign/certificate"),
		...found("chain", "dev.sigstore.cosign/chain"),
		...found("bundle", "dev.sigstore.cosign/bundle"),
		...found("timestamp", "dev.sigstore.cosign/rfc3161timestamp"),
	};
}

const jsonOf = (bytes: Uint8Array): PlainObject | undefined => {
	try {
		return asObject(parseJson(fromUtf8(bytes)));
	} catch {
		return undefined;
	}
};

/** BuildKit's provenance and bills of materials. */
function unsigned({ bytes }: Attachment): Claims | undefined {
	const statement = attempt(() => readStatement(jsonOf(bytes)));
	if (statement === undefined) return undefined;
	const { predicateType, digests, names, provenance } = statement;
	return { form: "attestation", predicateType, digests, names, ...(provenance && { provenance }) };
}
