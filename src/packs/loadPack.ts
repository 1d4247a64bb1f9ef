/** A pack from its policies' texts: compiled and made ready to evaluate, here and now. */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { instantiate } from "../runtime/evaluation/instantiate.ts";
import { loadProgram } from "../runtime/evaluation/program.ts";
import type { Source } from "../text/source.ts";
import { compilePack, type PackOptions } from "./compilePack.ts";
import { makePack } from "./makePack.ts";
import type { Pack } from "./pack.ts";

export interface LoadedPack {
	/** Absent where nothing of it compiles. */
	readonly pack?: Pack;
	readonly diagnostics: readonly Diagnostic[];
}

/** Compiles the texts (`.policy` and `.rego` by the sources' names) as one pack. What is broken is reported and left out. */
export function loadPack(name: string, sources: readonly Source[], options: PackOptions = {}): LoadedPack {
	const { program, diagnostics } = compilePack(sources, options);
	if (program === undefined) return { diagnostics };
	const loaded = loadProgram(instantiate(program.code), options.builtins);
	return { pack: makePack(name, program.manifest, loaded), diagnostics };
}
