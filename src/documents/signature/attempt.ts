/** Runs a reader over bytes of strangers. Readers of ours throw BuiltinError; libraries throw anything at all for what they don't expect. */
import { BuiltinError } from "../../runtime/builtins/builtin.ts";

/** What it gives, or undefined where it throws. */
export function attempt<T>(read: () => T): T | undefined {
	try {
		return read();
	} catch (error) {
		if (error instanceof BuiltinError || error instanceof Error) return undefined;
		throw error;
	}
}
