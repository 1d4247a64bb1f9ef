/** Values in text: parts of template strings, of `print`, and of findings' messages (OPA: internal.template_string, topdown/print.go). */

import { BuiltinError } from "../builtins/builtin.ts";
import { equals } from "../values/equality.ts";
import { toRegoText } from "../values/regoText.ts";
import { Unknown } from "../values/unknown.ts";
import type { Value } from "../values/value.ts";
import type { Context } from "./context.ts";

/** What stands where a part is undefined. */
export const UNDEFINED_TEXT = "<undefined>";

/** A part of a text: a string as it is, an unknown value as it was written, anything else as Rego text. */
export function partText(value: Value | undefined): string {
	if (value === undefined) return UNDEFINED_TEXT;
	if (typeof value === "string") return value;
	return value instanceof Unknown ? value.text : toRegoText(value);
}

/** An argument of a message: itself, but never undefined or unknown. */
export function partValue(value: Value | undefined): Value {
	if (value === undefined) return UNDEFINED_TEXT;
	return value instanceof Unknown ? value.text : value;
}

/** A part of a template that has several solutions: they must all be the same. */
export function oneText(cx: Context, site: string, before: Value | undefined, next: Value): Value {
	if (before !== undefined && !equals(before, next)) {
		cx.run.fail(
			site,
			"internal.template_string",
			new BuiltinError("other", "template-strings must not produce multiple outputs"),
		);
	}
	return before ?? next;
}
