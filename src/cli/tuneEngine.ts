/**
 * How soon V8 optimizes a function. Its own measure is for programs that run for long. In a run that compiles policies half of the
 * processor time went into optimizing functions that were done soon after, and a run over hundreds of files evaluates hundreds of
 * policies, each for a short time. What is called often is optimized all the same, only later.
 */
import { setFlagsFromString } from "node:v8";
import { isMeasuredEngine } from "./host/measuredEngine.ts";

/** Bytes of bytecode that a function runs through before it is looked at again: four times what V8 of Node 20 takes. */
const BUDGET = 528 * 1024;

/**
 * To be called before anything of the program is compiled: a code cache is good for the flags that it was made with. Only where it was
 * measured: other versions of V8 count otherwise.
 */
export function tuneEngine(): void {
	if (isMeasuredEngine) setFlagsFromString(`--interrupt-budget=${BUDGET}`);
}
