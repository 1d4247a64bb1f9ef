/** What a path on the command line names: a file or folder, an image in a registry, a layout or an archive. What is there on disk always wins. */
import { imageOrFileMissing, referenceInvalid } from "../../diagnostics/catalogue/registry.ts";
import type { Message } from "../../diagnostics/diagnostic.ts";
import { type ImageReference, parseImageReference } from "../../documents/image-reference/parseImageReference.ts";
import type { HostFiles } from "../host/host.ts";
import type { Mount } from "./mount.ts";

export interface NamedInputs {
	/** Files and folders, `-` among them; those that aren't there, too. */
	readonly paths: readonly string[];
	readonly images: readonly NamedImage[];
	/** Images of layouts that hold several. */
	readonly layouts?: readonly NamedLayout[];
	/** Texts that no file holds, and that are read like one. */
	readonly texts?: readonly Mount[];
	/** What is wrong with others, by what was written. */
	readonly faults: readonly (readonly [written: string, message: Message])[];
}

export interface NamedLayout {
	/** As it was written. */
	readonly name: string;
	readonly folder: string;
	readonly tag: string;
}

export interface NamedImage {
	/** As it was written, without `docker://`. */
	readonly name: string;
	readonly reference: ImageReference;
}

export function namedInputs(files: Pick<HostFiles, "stat">, given: readonly string[]): NamedInputs {
	const paths: string[] = [];
	const images = new Map<string, NamedImage>();
	const layouts = new Map<string, NamedLayout>();
	const faults: (readonly [string, Message])[] = [];
	for (const written of given) {
		const found = inputOf(files, written);
		if ("path" in found) paths.push(found.path);
		else if ("fault" in found) faults.push([written, found.fault]);
		else if ("folder" in found) layouts.set(found.name, found);
		else images.set(found.name, found);
	}
	return { paths, images: [...images.values()], layouts: [...layouts.values()], faults };
}

type Input = { readonly path: string } | NamedImage | NamedLayout | { readonly fault: Message };

function inputOf(files: Pick<HostFiles, "stat">, written: string): Input {
	if (written === "-" || files.stat(written) !== undefined) return { path: written };
	const [, scheme = "", rest = ""] = /^(docker:\/\/|oci:|docker-archive:|oci-archive:)(.*)$/s.exec(written) ?? [];
	if (scheme === "docker://") {
		const reference = parseImageReference(rest);
		return reference === undefined ? { fault: referenceInvalid({ text: rest }) } : { name: rest, reference };
	}
	if (scheme === "oci:") return layoutOf(files, written, rest);
	if (scheme !== "") return { path: rest };
	const reference = /^(?:[A-Za-z]:|[./~])/.test(written) ? undefined : parseImageReference(written);
	if (reference === undefined) return { path: written };
	if (reference.tag !== undefined || reference.digest !== undefined) return { name: written, reference };
	return reference.registry_given && !/\.(?:ya?ml|json|tar|policy|rego)$/.test(written)
		? { fault: imageOrFileMissing({ text: written }) }
		: { path: written };
}

/** A layout is known by its mark; what else lies in the folder isn't asked for. */
function layoutOf(files: Pick<HostFiles, "stat">, name: string, rest: string): Input {
	const isLayout = (folder: string): boolean => files.stat(`${folder}/oci-layout`) !== undefined;
	const colon = rest.lastIndexOf(":");
	const folder = rest.slice(0, colon);
	if (!isLayout(rest) && colon > 0 && isLayout(folder)) return { name, folder, tag: rest.slice(colon + 1) };
	return { path: isLayout(rest) ? `${rest}/oci-layout` : rest };
}
