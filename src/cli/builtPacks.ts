/**
 * The bundled packs that were compiled ahead. There is none in the sources: the build puts a module with the packs in the place
 * of this one (scripts/buildCommand.ts).
 */
import type { BuiltPackModule } from "../packs/builtPack.ts";

/** By name, how to load it. */
export const builtPacks: ReadonlyMap<string, () => Promise<BuiltPackModule>> = new Map();
