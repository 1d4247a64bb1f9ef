/** A pack's archive opened: its files and what its manifest says. Only for bytes whose digest and signature were checked. */

import { fileNotText } from "../diagnostics/catalogue/files.ts";
import {
	packArchiveRefused,
	packManifestMissing,
	packMisnamed,
	packMisversioned,
} from "../diagnostics/catalogue/packs.ts";
import { at } from "../diagnostics/diagnostic.ts";
import { decode } from "../text/decode.ts";
import { Source } from "../text/source.ts";
import { type PackFiles, readPackArchive } from "./archive/readPackArchive.ts";
import { MANIFEST, type PackManifest, readManifest } from "./packManifest.ts";
import { PackFault } from "./sources/packSource.ts";

export interface OpenedPack {
	readonly version: string;
	readonly manifest: PackManifest;
	readonly files: PackFiles;
}

export interface Expected {
	/** Absent where the pack is to tell it. */
	readonly name?: string;
	/** Absent where any will do. */
	readonly version?: string;
	/** The version of this Holystone. */
	readonly engine: string;
}

/** @throws PackFault where the archive is refused, or isn't the pack that is expected */
export function openPack(archive: Uint8Array, { name, version, engine }: Expected): OpenedPack {
	const label = name ?? "pack";
	const what = name === undefined ? "the pack" : `\`${name}\`${version === undefined ? "" : ` ${version}`}`;
	const read = readPackArchive(archive);
	if ("fault" in read) throw new PackFault([packArchiveRefused({ what, reason: read.fault })]);
	const { files } = read;
	const text = files.get(MANIFEST);
	if (text === undefined) throw new PackFault([packManifestMissing({ where: label })]);
	const source = sourceIn(label, MANIFEST, text);
	const { manifest, diagnostics } = readManifest(source, engine);
	const errors = diagnostics.filter(({ kind }) => kind.severity === "error");
	if (manifest === undefined || errors.length > 0) throw new PackFault(errors);
	if (name !== undefined && manifest.name !== name)
		throw new PackFault([packMisnamed({ asked: name, found: manifest.name })]);
	const found = manifest.version ?? "none";
	if (manifest.version === undefined || (version !== undefined && version !== manifest.version))
		throw new PackFault([packMisversioned({ name: manifest.name, asked: version ?? "a version", found })]);
	return { version: manifest.version, manifest, files };
}

/** A file of a pack as diagnostics name it: `acme/images/base.policy`. @throws PackFault where it is no text */
export function sourceIn(pack: string, file: string, content: Uint8Array): Source {
	const name = `${pack}/${file}`;
	const decoded = decode(content);
	if ("fault" in decoded) throw new PackFault([at(new Source(name, ""), undefined, fileNotText(decoded))]);
	return new Source(name, decoded.text);
}
