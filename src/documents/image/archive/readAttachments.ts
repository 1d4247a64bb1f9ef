/**
 * What lies beside the images of an OCI layout and is about them: manifests with a `subject` (distribution-spec 1.1: referrers), cosign's tag
 * scheme (`sha256-….sig`, `.att`, `.sbom`), what `cosign save` writes, and BuildKit's attestations. Digests are checked all the way: a part
 * that isn't what its descriptor says is left out.
 */
import { parseJson } from "../../../runtime/values/json.ts";
import type { PlainObject, Value } from "../../../runtime/values/value.ts";
import { asObject, listOf, objectOf, textOf } from "../../fields.ts";
import type { Blobs } from "./blobs.ts";
import type { Limits } from "./limits.ts";

/** One part of a manifest that is about an image. */
export interface Attachment {
	/** Digests of what it is attached to: a manifest or an index. Several only where a layout doesn't say which. */
	readonly subjects: readonly string[];
	/** References, without digest, that the layout gives these, or an index that they are in. */
	readonly references: readonly string[];
	/** Those of them that lead to these themselves: what is true of one image of an index isn't of the others. */
	readonly ownReferences: readonly string[];
	/** Of the manifest: its artifact type, or that of its config. */
	readonly artifactType: string;
	/** Digest of that manifest. */
	readonly manifest: string;
	readonly mediaType: string;
	readonly digest: string;
	readonly bytes: Uint8Array;
	/** Of the part. Texts only. */
	readonly annotations: Readonly<Record<string, string>>;
	/** The manifest that it is about, where the layout has it. */
	readonly subjectBytes?: Uint8Array;
}

/** Parts that are read. */
const MOST = 2000;

interface Found {
	readonly digest: string;
	readonly manifest: PlainObject;
	readonly subjects: readonly string[];
}

const cosignTag = /(?:^|:)(sha256)-([0-9a-f]{64})\.(?:sig|att|sbom)$/;
const cosignKind = "kind";
const referenceType = "vnd.docker.reference.type";
const referenceDigest = "vnd.docker.reference.digest";

/** In the order of the layout's index. Never throws. */
export function readAttachments(blobs: Blobs, limits: Limits): readonly Attachment[] {
	const found: Found[] = [];
	const references = new Map<string, string[]>();
	const ownReferences = new Map<string, string[]>();
	const images: string[] = [];
	let left = limits.descriptors;
	const walk = (index: PlainObject, above: readonly string[], depth: number): void => {
		for (const item of listOf(index, "manifests")) {
			const descriptor = asObject(item);
			if (descriptor === undefined || left-- <= 0) continue;
			const digest = textOf(descriptor, "digest") ?? "";
			const annotations = objectOf(descriptor, "annotations");
			const name = nameOf(annotations);
			const manifest = asObject(jsonOf(blobs, digest));
			if (manifest === undefined) continue;
			const told = subjectsOf(manifest, annotations, name);
			const kind = textOf(annotations, cosignKind) ?? "";
			if (told.length > 0) found.push({ digest, manifest, subjects: told });
			else if (/^dev\.cosignproject\.cosign\/(?:sigs|atts)$/.test(kind)) found.push({ digest, manifest, subjects: [] });
			else {
				if (depth === 0) images.push(digest);
				const own = name !== undefined && /[:/]/.test(name) ? [name] : [];
				const names = [...above, ...own];
				ownReferences.set(digest, [...new Set([...(ownReferences.get(digest) ?? []), ...own])]);
				references.set(digest, [...new Set([...(references.get(digest) ?? []), ...names])]);
				if (depth < limits.nesting && listOf(manifest, "manifests").length > 0) walk(manifest, names, depth + 1);
			}
		}
	};
	const index = asObject(parsed(blobs.get("index.json")?.json));
	if (index !== undefined) walk(index, [], 0);
	return found
		.flatMap((each) => {
			// A layout of `cosign save` has one image, and signatures that don't say whose they are.
			const subjects = each.subjects.length > 0 ? each.subjects : [...new Set(images)];
			const namesIn = (known: typeof references): string[] => [
				...new Set(subjects.flatMap((subject) => known.get(subject) ?? [])),
			];
			return partsOf(blobs, each, {
				subjects,
				references: namesIn(references),
				ownReferences: namesIn(ownReferences),
			});
		})
		.slice(0, MOST);
}

function subjectsOf(
	manifest: PlainObject,
	annotations: PlainObject | undefined,
	name: string | undefined,
): readonly string[] {
	const subject = textOf(objectOf(manifest, "subject"), "digest");
	if (subject !== undefined) return [subject];
	const [, algorithm, hex] = cosignTag.exec(name ?? "") ?? [];
	if (algorithm !== undefined) return [`${algorithm}:${hex}`];
	const referred = textOf(annotations, referenceDigest);
	return textOf(annotations, referenceType) === "attestation-manifest" && referred !== undefined ? [referred] : [];
}

function partsOf(
	blobs: Blobs,
	{ digest, manifest }: Found,
	to: Pick<Attachment, "subjects" | "references" | "ownReferences">,
): Attachment[] {
	const { subjects } = to;
	const artifactType = textOf(manifest, "artifactType") ?? textOf(objectOf(manifest, "config"), "mediaType") ?? "";
	const [subject] = subjects;
	const subjectBytes = subjects.length === 1 && subject !== undefined ? bytesOf(blobs, subject) : undefined;
	return listOf(manifest, "layers").flatMap((item) => {
		const layer = asObject(item);
		const part = textOf(layer, "digest") ?? "";
		const bytes = bytesOf(blobs, part);
		if (bytes === undefined) return [];
		return {
			...to,
			artifactType,
			manifest: digest,
			mediaType: textOf(layer, "mediaType") ?? "",
			digest: part,
			bytes,
			annotations: textsIn(objectOf(layer, "annotations")),
			...(subjectBytes && { subjectBytes }),
		};
	});
}

const textsIn = (annotations: PlainObject | undefined): Record<string, string> =>
	Object.fromEntries(
		Object.entries(annotations ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
	);

function nameOf(annotations: PlainObject | undefined): string | undefined {
	return textOf(annotations, "io.containerd.image.name") ?? textOf(annotations, "org.opencontainers.image.ref.name");
}

/** Only digests that were computed count. */
function bytesOf(blobs: Blobs, digest: string): Uint8Array | undefined {
	if (!/^sha256:[0-9a-f]{64}$/.test(digest)) return undefined;
	const blob = blobs.get(`blobs/${digest.replace(":", "/")}`);
	return blob?.digest === digest ? blob.bytes : undefined;
}

function jsonOf(blobs: Blobs, digest: string): Value | undefined {
	return bytesOf(blobs, digest) === undefined
		? undefined
		: parsed(blobs.get(`blobs/${digest.replace(":", "/")}`)?.json);
}

function parsed(text: string | undefined): Value | undefined {
	if (text === undefined) return undefined;
	try {
		return parseJson(text);
	} catch {
		return undefined;
	}
}
