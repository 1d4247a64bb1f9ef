/**
 * When V8 optimizes. A run evaluates hundreds of policies on each document, each for a short time, and V8 optimizes most of them, several
 * at once in other threads, for less than that saves: a third of the processor time of a run over hundreds of files. So code has to run
 * longer before it is optimized. It changes nothing of what is computed.
 */
import { setFlagsFromString } from "node:v8";

/** Bytes of bytecode that run between two looks at whether a function is hot: V8 11.3 of itself, and here. */
const OWN = 67_584;
const LONG = 1_000_000;

/** Has V8 optimize later, and gives a function that ends that. Only where it was measured: other versions count otherwise. */
export function optimizeLater(): () => void {
	if (!process.versions.v8.startsWith("11.3.") || process.execArgv.some((flag) => flag.includes("interrupt")))
		return () => undefined;
	setFlagsFromString(`--interrupt-budget=${LONG}`);
	// Code that is kept for other runs is marked with the flags that it was compiled under.
	return () => setFlagsFromString(`--interrupt-budget=${OWN}`);
}
