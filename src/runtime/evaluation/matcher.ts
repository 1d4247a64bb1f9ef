/** `regex.match` with a pattern that is written out: what was compiled for it is kept where it is called. */
import { matchingCost } from "../builtins/regex.ts";
import { type CompiledPattern, compilePattern } from "../regex/compilePattern.ts";
import type { Value } from "../values/value.ts";
import type { BuiltinCall } from "./calls.ts";
import type { Context } from "./context.ts";

/** Makes the call from the builtin's own, which says what is wrong with what is no text or no pattern. */
export function matcher(
	pattern: string,
	call: BuiltinCall,
): (cx: Context, site: string, text: Value) => Value | undefined {
	let compiled: CompiledPattern | undefined;
	return (cx, site, text) => {
		if (compiled === undefined || typeof text !== "string") {
			const result = call(cx, site, pattern, text);
			if (result !== undefined) compiled = compilePattern(pattern);
			return result;
		}
		cx.run.spend(1 + matchingCost(text));
		return compiled.test(text);
	};
}
