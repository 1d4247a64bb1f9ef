/**
 * How much V8 lets the heap grow in a run over many files: to several times of what is in use before it looks what is garbage, and such a
 * run holds much that stays. Nothing of what is computed changes.
 */
import { setFlagsFromString } from "node:v8";
import { isMeasuredEngine } from "./measuredEngine.ts";

/** By how much the heap grows, in percent of what is in use, until garbage is collected; 0 leaves that to V8. */
const GROWTH = 30;

let isSet = false;

/** Sets V8 to a long run, until the process ends. Only where it was measured: other versions count otherwise. */
export function forLongRun(): void {
	if (isSet || !isMeasuredEngine) return;
	isSet = true;
	setFlagsFromString(`--heap-growing-percent=${GROWTH}`);
	// Code that is kept for other runs is kept at the end, and is marked with the flags that are in force then.
	process.prependOnceListener("exit", () => setFlagsFromString("--heap-growing-percent=0"));
}
