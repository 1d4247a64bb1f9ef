/** Packs for tests, as files and archives. */

import type { PackFiles } from "../../src/sharing/archive/readPackArchive.ts";
import { packed, writePackTar } from "../../src/sharing/archive/writePackArchive.ts";

const utf8 = new TextEncoder();

export function filesOf(texts: Readonly<Record<string, string>>): PackFiles {
	return new Map(Object.entries(texts).map(([name, text]) => [name, utf8.encode(text)]));
}

/** A policy that finds fault with every base image but one. */
export function policyText(path: string, code: string, message = "not ours"): string {
	return `package ${path}

policy base on dockerfile {
	title: "Base images are ours"
	code: "${code}"
	severity: high
	param registry: string = "registry.example"
	deny stage.from because "${message}" if {
		some stage in input.stages
		stage.from.registry != registry
	}
	bad \`FROM other.example/a:1\`
	bad \`FROM elsewhere.example/b:1\`
	good \`FROM registry.example/a:1\`
	good \`FROM registry.example/b:1\`
}
`;
}

export interface PackOptions {
	readonly name?: string;
	readonly version?: string;
	readonly engine?: string;
	readonly dependencies?: Readonly<Record<string, { readonly from: string; readonly version?: string }>>;
	/** More files. */
	readonly files?: Readonly<Record<string, string>>;
	/** Instead of its policy. */
	readonly message?: string;
}

export function packFiles({
	name = "acme",
	version = "1.0.0",
	engine,
	dependencies,
	files = {},
	message,
}: PackOptions = {}): PackFiles {
	const manifest = {
		name,
		version,
		license: "Apache-2.0",
		about: "For tests.",
		kinds: ["dockerfile"],
		...(engine === undefined ? {} : { engine }),
		...(dependencies === undefined ? {} : { dependencies }),
	};
	const code = `${name.replace(/[^a-z]/g, "").toUpperCase()}1`;
	const texts = {
		"pack.yaml": `${JSON.stringify(manifest, null, 1)}\n`,
		"images.policy": policyText(`${name.replace(/[^a-z]/g, "")}.images`, code, message),
		"README.md": `# ${name}\n`,
		...files,
	};
	return filesOf(texts);
}

export function tarOf(files: PackFiles): Uint8Array {
	const written = writePackTar(files);
	if ("fault" in written) throw new Error(written.fault);
	return written.tar;
}

export function archiveOf(options: PackOptions = {}): Uint8Array {
	return packed(tarOf(packFiles(options)));
}
