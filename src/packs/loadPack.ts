/** A pack from its policies' texts: compiled and made ready to evaluate, here and now. */
import { instantiate } from "../runtime/evaluation/instantiate.ts";
import { loadProgram } from "../runtime/evaluation/program.ts";
import type { Source } from "../text/source.ts";
import { type CompiledPack, compilePack, type PackOptions } from "./compilePack.ts";
import { makePack } from "./makePack.ts";
import type { Pack } from "./pack.ts";

export interface LoadedPack extends CompiledPack {
	/** Absent where nothing of it compiles. */
	readonly pack?: Pack;
}

/**
 * Compiles the texts (`.policy` and `.rego` by the sources' names) as one pack. What is broken is reported and left out.
 * `clock`: see `loadProgram`.
 */
export function loadPack(
	name: string,
	sources: readonly Source[],
	{ clock, ...options }: PackOptions & { readonly clock?: () => number } = {},
): LoadedPack {
	const compiled = compilePack(sources, options);
	const { program } = compiled;
	if (program === undefined) return compiled;
	const loaded = loadProgram(instantiate(program.code), options.builtins, clock);
	return { ...compiled, pack: makePack(name, program.manifest, loaded) };
}
