/**
 * Runs a computation that may take no longer than a time, also where it never gives way to anything else: an evaluation
 * is one long synchronous call, which no timer can stop. On a terminal Ctrl-C stops it too.
 */
import { Script } from "node:vm";

/** The computation was stopped. What it was working on is in no state to go on with. */
export class Stopped extends Error {
	readonly why: "time" | "interrupt";

	constructor(why: "time" | "interrupt") {
		super(why === "time" ? "the time is over" : "interrupted");
		this.why = why;
	}
}

/** The one name under which the computation is known to the script that starts it. */
const SLOT = Symbol.for("holystone.timeLimit");
let script: Script | undefined;

/**
 * @param limit in milliseconds; absent: as long as it takes
 * @throws {Stopped} where the time is over or somebody pressed Ctrl-C; else whatever the computation throws
 */
export function withinTime<Result>(limit: number | undefined, compute: () => Result, interruptible = false): Result {
	if (limit === undefined && !interruptible) return compute();
	script ??= new Script('globalThis[Symbol.for("holystone.timeLimit")]()');
	let done: { readonly result: Result } | undefined;
	Reflect.set(globalThis, SLOT, () => {
		done = { result: compute() };
	});
	try {
		script.runInThisContext({
			...(limit === undefined ? {} : { timeout: Math.max(1, Math.ceil(limit)) }),
			breakOnSigint: interruptible,
		});
	} catch (error) {
		const code = error instanceof Error && "code" in error ? error.code : undefined;
		if (code === "ERR_SCRIPT_EXECUTION_TIMEOUT") throw new Stopped("time");
		if (code === "ERR_SCRIPT_EXECUTION_INTERRUPTED") throw new Stopped("interrupt");
		throw error;
	} finally {
		Reflect.deleteProperty(globalThis, SLOT);
	}
	return (done as unknown as { readonly result: Result }).result;
}
