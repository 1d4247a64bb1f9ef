/**
 * A pack as an earlier run compiled it. An entry of the cache has what compiling gave (code, manifest, warnings) and what V8 made of
 * the code; its name says all that it was made from. A pack with an error isn't kept: it will be put right.
 */
import { Script } from "node:vm";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Manifest } from "../lang/manifest.ts";
import type { PackOptions } from "../packs/compilePack.ts";
import type { LoadedPack } from "../packs/loadPack.ts";
import { makePack } from "../packs/makePack.ts";
import { builtins as ownBuiltins } from "../runtime/builtins/index.ts";
import { type Factory, loadProgram } from "../runtime/evaluation/program.ts";
import type { Source } from "../text/source.ts";
import type { Span } from "../text/span.ts";
import type { TextEdit } from "../text/textEdit.ts";
import type { HostCache } from "./host/host.ts";

interface Head {
	readonly manifest: Manifest;
	readonly diagnostics: readonly KeptDiagnostic[];
	/** How many bytes of code follow; V8's data is the rest. */
	readonly code: number;
}

interface KeptDiagnostic {
	readonly code: string;
	readonly text: string;
	readonly hint?: string;
	/** Its place among the sources. */
	readonly source?: number;
	readonly span?: Span;
	readonly fix?: readonly TextEdit[];
}

/** What a run needs of a pack: not the trees that it was compiled from. */
type ReadyPack = Pick<LoadedPack, "pack" | "diagnostics">;

/** What `loadPack` gives for these texts: from the cache where it has that, else compiled and kept. A cache is for texts alone: it doesn't know what else was declared. */
export async function loadCachedPack(
	given: HostCache | undefined,
	name: string,
	sources: readonly Source[],
	options: PackOptions,
): Promise<ReadyPack> {
	const cache = isNamed(options) ? given : undefined;
	const texts = sources.flatMap((source) => [source.name, source.text]);
	const key = cache?.nameOf([name, settings(options, sources), ...texts]);
	const entry = key === undefined ? undefined : cache?.read(key);
	const known = entry === undefined ? undefined : await unpack(entry, name, sources);
	if (known !== undefined) return known;
	if (cache === undefined || key === undefined) {
		// The compiler and the parser are half of the program: a run with packs compiled ahead doesn't load them.
		const { loadPack } = await import("../packs/loadPack.ts");
		return loadPack(name, sources, options);
	}
	const { compilePack } = await import("../packs/compilePack.ts");
	const { program, diagnostics } = compilePack(sources, options);
	if (program === undefined) return { diagnostics };
	const { script, factory } = runCode(program.code);
	if (!diagnostics.some(({ kind }) => kind.severity === "error"))
		cache.keep(key, () => pack(program.manifest, diagnostics, sources, program.code, script));
	return { pack: makePack(name, program.manifest, loadProgram(factory)), diagnostics };
}

/** Whether an entry's name can say all that the pack is made from: builtins and schemas that a run declares are no part of the program. */
function isNamed({ builtins, schemas }: PackOptions): boolean {
	return (builtins === undefined || builtins === ownBuiltins) && schemas === undefined;
}

/** What else the outcome depends on. The day counts only where an ignore comment has an end. */
function settings({ version, strict, lints, today }: PackOptions, sources: readonly Source[]): string {
	const ends = sources.some(({ text }) => /policy:\s*ignore.*\buntil\b/i.test(text));
	return JSON.stringify([version, strict, lints, ends ? today : undefined]);
}

function runCode(code: string, cachedData?: Uint8Array): { readonly script: Script; readonly factory: Factory } {
	const script = new Script(`"use strict";\n${code};`, {
		filename: "policies",
		...(cachedData === undefined ? {} : { cachedData }),
	});
	return { script, factory: script.runInThisContext() as Factory };
}

function pack(
	manifest: Manifest,
	diagnostics: readonly Diagnostic[],
	sources: readonly Source[],
	code: string,
	script: Script,
): Uint8Array {
	const kept = diagnostics.map(({ kind, source, ...rest }): KeptDiagnostic => {
		const place = source === undefined ? {} : { source: sources.indexOf(source) };
		return { code: kind.code, ...rest, ...place };
	});
	const codeBytes = Buffer.from(code);
	const head: Head = { manifest, diagnostics: kept, code: codeBytes.length };
	const headBytes = Buffer.from(JSON.stringify(head));
	const size = Buffer.alloc(4);
	size.writeUInt32LE(headBytes.length);
	return Buffer.concat([size, headBytes, codeBytes, script.createCachedData()]);
}

async function unpack(entry: Uint8Array, name: string, sources: readonly Source[]): Promise<ReadyPack | undefined> {
	try {
		const bytes = Buffer.from(entry.buffer, entry.byteOffset, entry.byteLength);
		const end = 4 + bytes.readUInt32LE(0);
		const { manifest, diagnostics, code } = JSON.parse(bytes.toString("utf8", 4, end)) as Head;
		const said = diagnostics.length === 0 ? [] : await restored(diagnostics, sources);
		const { factory } = runCode(bytes.toString("utf8", end, end + code), bytes.subarray(end + code));
		return { pack: makePack(name, manifest, loadProgram(factory)), diagnostics: said };
	} catch {
		// Whatever it is, it wasn't made here.
		return undefined;
	}
}

async function restored(kept: readonly KeptDiagnostic[], sources: readonly Source[]): Promise<readonly Diagnostic[]> {
	const { catalogue } = await import("../diagnostics/catalogue.ts");
	return kept.map(({ code, source: index, ...rest }): Diagnostic => {
		const kind = catalogue.get(code);
		if (kind === undefined) throw new Error(`there is no diagnostic ${code}`);
		const source = index === undefined ? undefined : sources[index];
		return { ...rest, kind, ...(source === undefined ? {} : { source }) };
	});
}
