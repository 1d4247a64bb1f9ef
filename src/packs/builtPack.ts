/** A pack that was compiled ahead: an ES module with its code and manifest. Needs neither the parser nor the compiler. */
import type { Manifest } from "../lang/manifest.ts";
import { type Factory, loadProgram } from "../runtime/evaluation/program.ts";
import { makePack } from "./makePack.ts";
import type { Pack } from "./pack.ts";

/** What the build writes for a pack: see scripts/buildPacks.ts. */
export interface BuiltPackModule {
	readonly manifest: Manifest;
	readonly factory: Factory;
}

export function builtPack(name: string, { manifest, factory }: BuiltPackModule): Pack {
	return makePack(name, manifest, loadProgram(factory));
}
