/** A kind of evidence that is also read from what is attached to the images of a layout or archive: referrers, cosign's tags, BuildKit's attestations. */
import { fromUtf8 } from "../../runtime/bytes/utf8.ts";
import { Source } from "../../text/source.ts";
import type { Document, DocumentKind, ImageIdentity, Parsed, ParseOptions } from "../document.ts";
import { isImageArchive, isLayoutBlob, isLayoutMark } from "../image/archive/detectArchive.ts";
import { openArchive } from "../image/archive/openArchive.ts";
import { type Attachment, readAttachments } from "../image/archive/readAttachments.ts";
import { identityOfReferences } from "../image-reference/imageIdentity.ts";
import { foundIn } from "../signature/attachedSignature.ts";
import type { VerifySignature } from "../signature/verification.ts";

/** As much of a text as tells what it is. */
const HEAD = 8192;

/** The same kind, which claims layouts and archives besides. Its documents in them have the layout for a source, and no place in a text. */
export function withAttached(kind: DocumentKind): DocumentKind {
	return {
		...kind,
		get schema() {
			return kind.schema;
		},
		detect: (file) => isLayoutMark(file) || kind.detect(file) || (!isLayoutBlob(file.path) && isImageArchive(file)),
		parse(source, options) {
			const isArchive = options.bytes !== undefined || isLayoutMark({ path: source.name, head: source.text });
			return isArchive ? attachedDocuments(kind, source, options) : kind.parse(source, options);
		},
	};
}

function attachedDocuments(kind: DocumentKind, source: Source, options: ParseOptions): Parsed {
	const { blobs, limits } = openArchive(source, options);
	const read = readAttachments(blobs, limits).map((attachment): Parsed => {
		const text = fromUtf8(attachment.bytes);
		if (!kind.detect({ path: "attached.json", head: text.slice(0, HEAD) })) return { documents: [], diagnostics: [] };
		const verifySignature = verifierFor(source, attachment, options);
		const { documents, diagnostics } = kind.parse(new Source(source.name, text), {
			buildArgs: options.buildArgs,
			...(verifySignature && { verifySignature }),
		});
		return {
			documents: documents.map((document) => attached(document, source, attachment)),
			diagnostics: diagnostics.map(({ kind: told, text, hint }) => ({
				kind: told,
				text,
				source,
				...(hint && { hint }),
			})),
		};
	});
	return {
		documents: read.flatMap(({ documents }) => documents),
		diagnostics: read.flatMap(({ diagnostics }) => diagnostics),
	};
}

/** What an attestation was signed as stands beside it, too, and which image is meant is known by where it lies. */
function verifierFor(
	source: Source,
	attachment: Attachment,
	{ verifySignature }: ParseOptions,
): VerifySignature | undefined {
	if (verifySignature === undefined) return undefined;
	const [found] = foundIn(source, attachment);
	const { references, repositories = [] } = identityOfReferences(attachment.references);
	const subject = { digests: attachment.subjects, names: [...references, ...repositories] };
	return (material) => verifySignature(found?.material ?? material, subject);
}

/** What is attached is about what it is attached to, unless it says itself by digest what it is about. */
function attached(document: Document, source: Source, { digest, subjects, references }: Attachment): Document {
	const own = document.subject;
	const subject: ImageIdentity =
		own !== undefined && own.digests.length > 0 ? own : { ids: own?.ids ?? [], digests: subjects, references };
	const { kind, name, value } = document;
	return {
		kind,
		source,
		name: [digest.slice(0, 19), name].filter((part) => part !== "").join(" "),
		value,
		subject,
		locate: () => undefined,
	};
}
