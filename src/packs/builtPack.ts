/** A pack that was compiled ahead: an ES module with its code and manifest. Needs neither the parser nor the compiler. */
import type { Manifest } from "../lang/manifest.ts";
import type { Builtin } from "../runtime/builtins/builtin.ts";
import { builtins as allBuiltins } from "../runtime/builtins/index.ts";
import { type Factory, loadProgram } from "../runtime/evaluation/program.ts";
import { makePack } from "./makePack.ts";
import type { Pack } from "./pack.ts";

/** What the build writes for a pack: see scripts/buildPacks.ts. */
export interface BuiltPackModule {
	readonly manifest: Manifest;
	readonly factory: Factory;
}

/**
 * @param builtins what it may call besides those of the language: all that its policies need
 * @throws {Error} where one that they need is missing, or takes another number of arguments
 */
export function builtPack(
	name: string,
	{ manifest, factory }: BuiltPackModule,
	builtins: ReadonlyMap<string, Builtin> = allBuiltins,
): Pack {
	for (const needed of manifest.needs ?? []) {
		const given = builtins.get(needed.name)?.args.length;
		const wrong = given === undefined ? "which is not there" : `which takes ${given} arguments here`;
		const what = `the builtin ${needed.name} with ${needed.args} arguments, ${wrong}`;
		if (given !== needed.args) throw new Error(`the pack ${name} needs ${what}: give it where the pack is loaded`);
	}
	return makePack(name, manifest, loadProgram(factory, builtins));
}
