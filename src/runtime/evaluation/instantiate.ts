/** The one place where text becomes code. Packs that were built ahead are modules already and never come here. */
import type { Factory } from "./program.ts";

/** Makes the emitted text (`(runtime) => …`) a function. The text comes from the emitter alone; see emit/literals.ts for what may be in it. */
export function instantiate(code: string): Factory {
	return new Function(`"use strict";\nreturn ${code};`)() as Factory;
}
