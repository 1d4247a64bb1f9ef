/** A folder of policies built into the archive that travels. */
import path from "node:path";
import { configurationInvalid } from "../../diagnostics/catalogue/configuration.ts";
import { packArchiveRefused, packManifestMissing, packUnpublishable } from "../../diagnostics/catalogue/packs.ts";
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { isPublished } from "../../sharing/archive/selectFiles.ts";
import { packed, writePackTar } from "../../sharing/archive/writePackArchive.ts";
import { digestOf } from "../../sharing/digest.ts";
import type { PackManifest } from "../../sharing/packManifest.ts";
import type { Host } from "../host/host.ts";
import { Refusal } from "../refusal.ts";
import { nameOf } from "../sourceName.ts";
import { readPackFolder } from "./readPackFolder.ts";
import { manifestIn } from "./wantedPacks.ts";

export interface BuiltPack {
	readonly manifest: PackManifest & { readonly version: string };
	readonly archive: Uint8Array;
	readonly digest: string;
	/** Names of its files. */
	readonly files: readonly string[];
}

/** @param folder absolute. @throws Refusal where it isn't a pack that can travel; PackFault, HostError */
export function buildPack(host: Host, folder: string): BuiltPack {
	const shown = nameOf(host.cwd, folder);
	const read = manifestIn(host, folder);
	if (read === undefined) throw new Refusal([packManifestMissing({ where: shown })]);
	const { manifest, source, diagnostics } = read;
	const faults: Diagnostic[] = diagnostics.filter(({ kind }) => kind.severity === "error");
	if (manifest?.version === undefined && manifest !== undefined)
		faults.push(
			at(
				source,
				undefined,
				packUnpublishable({ text: "the pack has no version", hint: "add `version: 1.0.0` to pack.yaml" }),
			),
		);
	for (const { name, span } of manifest?.libraries ?? []) {
		if (!path.relative(folder, path.resolve(folder, name)).startsWith("..")) continue;
		const text = `\`${name}\` lies outside of the pack and wouldn't travel with it`;
		faults.push(
			at(
				source,
				span,
				configurationInvalid({
					text,
					hint: "move it into the pack, or make it a pack and name that under `dependencies`",
				}),
			),
		);
	}
	if (manifest === undefined || manifest.version === undefined || faults.length > 0) throw new Refusal(faults);
	const files = readPackFolder(host.files, folder, (name) => isPublished(name, manifest.files));
	const written = writePackTar(files);
	if ("fault" in written) throw new Refusal([packArchiveRefused({ what: `\`${shown}\``, reason: written.fault })]);
	const archive = packed(written.tar);
	const { version } = manifest;
	return { manifest: { ...manifest, version }, archive, digest: digestOf(archive), files: [...files.keys()].sort() };
}
