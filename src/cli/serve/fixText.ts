/** Safe fixes of one text that is no file: as `policy eval --fix` makes them. */
import path from "node:path";
import type { InputFile } from "../../engine/options.ts";
import type { Finding, Report } from "../../findings/finding.ts";
import { Source } from "../../text/source.ts";
import { fixAll } from "../fix/fixAll.ts";
import { HostError, type HostFiles } from "../host/host.ts";

const ROOT = path.resolve("/");

export function fixText(
	name: string,
	text: string,
	judge: (files: readonly InputFile[]) => Report,
): { readonly text: string; readonly fixed: readonly Finding[] } {
	const file = path.join(ROOT, name);
	const evaluate = (files: HostFiles): Report =>
		judge([{ source: new Source(name, new TextDecoder().decode(files.read(file))) }]);
	const files = oneFile(file, new TextEncoder().encode(text));
	const { files: changed, fixed } = fixAll(ROOT, files, evaluate(files), evaluate);
	return { text: changed[0]?.after ?? text, fixed };
}

function oneFile(file: string, bytes: Uint8Array): HostFiles {
	const missing = (name: string) => new HostError(name, "there is no such file or folder");
	const read = (name: string): Uint8Array => {
		if (path.resolve(ROOT, name) !== file) throw missing(name);
		return bytes;
	};
	return {
		stat: (name) => (path.resolve(ROOT, name) === file ? { kind: "file", real: file, size: bytes.length } : undefined),
		list: (name) => {
			throw missing(name);
		},
		read,
		readAt: (name, offset, most) => read(name).subarray(offset, offset + most),
		write: (name) => {
			throw missing(name);
		},
	};
}
