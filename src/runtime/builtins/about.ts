/** Says in a failure what it is about. */
import { BuiltinError, failure } from "./builtin.ts";

/** Runs, and puts words before the text of a BuiltinError: `bad JWT header: unexpected EOF`. */
export function about<Result>(what: string, run: () => Result): Result {
	try {
		return run();
	} catch (error) {
		throw error instanceof BuiltinError ? failure(`${what}: ${error.message}`) : error;
	}
}
