/**
 * How V8 goes about a run over many files: when it optimizes, and how much it lets the heap grow. A run evaluates hundreds of policies on each document, each for a short time, and V8 optimizes most of them, several
 * at once in other threads, for less than that saves: a third of the processor time of a run over hundreds of files. So code has to run
 * longer before it is optimized. The heap would grow to several times of what is in use before V8 looks what is garbage; a run over
 * many files holds much that stays. Nothing of what is computed changes.
 */
import { setFlagsFromString } from "node:v8";

/** Bytes of bytecode that run between two looks at whether a function is hot: V8 11.3 of itself, and here. */
const OWN = 67_584;
const LONG = 1_000_000;

/** By how much the heap grows, in percent of what is in use, until garbage is collected; 0 leaves that to V8. */
const GROWTH = 30;

let isSet = false;

/** Sets V8 to a long run, until the process ends. Only where it was measured: other versions count otherwise. */
export function forLongRun(): void {
	if (isSet || !process.versions.v8.startsWith("11.3.")) return;
	isSet = true;
	setFlagsFromString(`--interrupt-budget=${LONG}`);
	setFlagsFromString(`--heap-growing-percent=${GROWTH}`);
	// Code that is kept for other runs is kept at the end, and is marked with the flags that are in force then.
	process.prependOnceListener("exit", () => {
		setFlagsFromString(`--interrupt-budget=${OWN}`);
		setFlagsFromString("--heap-growing-percent=0");
	});
}
