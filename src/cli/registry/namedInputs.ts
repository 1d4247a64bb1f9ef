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
	/** Texts that no file holds, and that are read like one. */
	readonly texts?: readonly Mount[];
	/** What is wrong with others, by what was written. */
	readonly faults: readonly (readonly [written: string, message: Message])[];
}

export interface NamedImage {
	/** As it was written, without `docker://`. */
	readonly name: string;
	readonly reference: ImageReference;
}

export function namedInputs(files: Pick<HostFiles, "stat">, given: readonly string[]): NamedInputs {
	const paths: string[] = [];
	const images = new Map<string, NamedImage>();
	const faults: (readonly [string, Message])[] = [];
	for (const written of given) {
		const found = inputOf(files, written);
		if ("path" in found) paths.push(found.path);
		else if ("fault" in found) faults.push([written, found.fault]);
		else images.set(found.name, found);
	}
	return { paths, images: [...images.values()], faults };
}

type Input = { readonly path: string } | NamedImage | { readonly fault: Message };

function inputOf(files: Pick<HostFiles, "stat">, written: string): Input {
	if (written === "-" || files.stat(written) !== undefined) return { path: written };
	const [, scheme = "", rest = ""] = /^(docker:\/\/|oci:|docker-archive:|oci-archive:)(.*)$/s.exec(written) ?? [];
	if (scheme === "docker://") {
		const reference = parseImageReference(rest);
		return reference === undefined ? { fault: referenceInvalid({ text: rest }) } : { name: rest, reference };
	}
	// A layout is known by its mark; what else lies in the folder isn't asked for.
	if (scheme === "oci:") return { path: files.stat(`${rest}/oci-layout`) === undefined ? rest : `${rest}/oci-layout` };
	if (scheme !== "") return { path: rest };
	const reference = /^(?:[A-Za-z]:|[./~])/.test(written) ? undefined : parseImageReference(written);
	if (reference === undefined) return { path: written };
	if (reference.tag !== undefined || reference.digest !== undefined) return { name: written, reference };
	return reference.registry_given && !/\.(?:ya?ml|json|tar|policy|rego)$/.test(written)
		? { fault: imageOrFileMissing({ text: written }) }
		: { path: written };
}
