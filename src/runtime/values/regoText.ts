/** Values as Rego text, the way OPA prints terms: members in order, `{1, 2}` for a set, `set()` for the empty one. */
import { keysAndValues } from "./access.ts";
import { ExactNumber } from "./exactNumber.ts";
import { visitToWrite } from "./meter.ts";
import { quote } from "./quote.ts";
import { RegoSet } from "./regoSet.ts";
import { Unknown } from "./unknown.ts";
import type { Value } from "./value.ts";

/** The Rego text of a value. An Unknown prints as it was written. */
export function toRegoText(value: Value): string {
	if (typeof value === "string") return quote(value);
	if (typeof value !== "object" || value === null) return String(value);
	visitToWrite();
	if (Array.isArray(value)) return `[${(value as readonly Value[]).map(toRegoText).join(", ")}]`;
	if (value instanceof RegoSet) {
		return value.size === 0 ? "set()" : `{${value.sorted().map(toRegoText).join(", ")}}`;
	}
	if (value instanceof ExactNumber || value instanceof Unknown) return value.text;
	const { keys, values } = keysAndValues(value);
	return `{${keys.map((key, i) => `${toRegoText(key)}: ${toRegoText(values[i] as Value)}`).join(", ")}}`;
}
