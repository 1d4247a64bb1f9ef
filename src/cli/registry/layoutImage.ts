/** One image of a layout that holds several (`oci:DIR:TAG`), with all that is attached to images in it. */
import { imageTagMissing } from "../../diagnostics/catalogue/registry.ts";
import { asObject, listOf, objectOf, textOf } from "../../documents/fields.ts";
import { JsonError, parseJson, toJson } from "../../runtime/values/json.ts";
import type { PlainObject } from "../../runtime/values/value.ts";
import { HostError, type HostFiles } from "../host/host.ts";
import type { Mount } from "./mount.ts";
import type { NamedLayout } from "./namedInputs.ts";

export function layoutImage(files: HostFiles, { name, folder, tag }: NamedLayout): Mount {
	const index = indexOf(files, `${folder}/index.json`);
	const all = listOf(index, "manifests").map(asObject);
	const isWanted = (each: PlainObject | undefined): boolean => tagOf(each) === tag;
	const found = all.find(isWanted);
	if (index === undefined || found === undefined) {
		const known = all.map(tagOf).filter((each) => each !== undefined && !isAttached(each));
		return { name, faults: [imageTagMissing({ folder, tag, known: known as readonly string[] })] };
	}
	const kept = all.filter((each) => isWanted(each) || isAttachment(each));
	const digest = textOf(found, "digest");
	return {
		name,
		folder,
		index: toJson({ ...index, manifests: kept as PlainObject[] }),
		...(digest === undefined ? {} : { digest }),
	};
}

function indexOf(files: HostFiles, file: string): PlainObject | undefined {
	try {
		return asObject(parseJson(new TextDecoder().decode(files.read(file))));
	} catch (error) {
		if (error instanceof HostError || error instanceof JsonError) return undefined;
		throw error;
	}
}

/** The tag of an entry: what it is called, or what stands behind the colon where that is a whole reference. */
function tagOf(entry: PlainObject | undefined): string | undefined {
	const annotations = objectOf(entry, "annotations");
	const named =
		textOf(annotations, "org.opencontainers.image.ref.name") ?? textOf(annotations, "io.containerd.image.name");
	return named?.slice(named.lastIndexOf(":") + 1);
}

/** The tags that cosign makes of digests. */
const isAttached = (tag: string): boolean => /^sha256-[0-9a-f]{64}(?:\.\w+)?$/.test(tag);

/** Signatures and the like, whatever they are attached to: what is about other images is told from these by its subject. */
function isAttachment(entry: PlainObject | undefined): boolean {
	const tag = tagOf(entry);
	if (tag !== undefined) return isAttached(tag);
	const kind = textOf(objectOf(entry, "annotations"), "kind") ?? "";
	return textOf(entry, "artifactType") !== undefined || kind.startsWith("dev.cosignproject.cosign/");
}
