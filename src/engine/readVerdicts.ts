/** What a policy's rule gave, as verdicts: declared policies give objects of a known shape, plain Rego rules whatever they like. */
import type { Edit, Pointer } from "../documents/document.ts";
import { asObject, fieldOf, objectOf, textOf } from "../documents/fields.ts";
import type { PolicyInForce } from "../packs/policiesInForce.ts";
import { isArray } from "../runtime/values/access.ts";
import { RegoObject } from "../runtime/values/regoObject.ts";
import { RegoSet } from "../runtime/values/regoSet.ts";
import { toRegoText } from "../runtime/values/regoText.ts";
import type { PlainObject, Value } from "../runtime/values/value.ts";

export interface Verdict {
	readonly action: "deny" | "warn";
	readonly message: string;
	/** Empty: the document as a whole. */
	readonly pointer: Pointer;
	readonly edit?: Edit;
	/** Where the rule itself says that it is. */
	readonly lines?: Lines;
}

/** Lines of a file, from 1. */
export interface Lines {
	readonly first: number;
	readonly last: number;
	/** As the rule has it; absent for the document's own file. */
	readonly file?: string;
}

/** The verdicts in a rule's value, in Rego's order. Undefined and empty values hold none. */
export function readVerdicts({ style, info }: PolicyInForce, value: Value | undefined): readonly Verdict[] {
	if (value === undefined) return [];
	if (style.kind === "declared") return elementsOf(value).map((element) => declaredVerdict(element as PlainObject));
	return elementsOf(value).map((element) => ruleVerdict(element, style.action, info.title));
}

function elementsOf(value: Value): readonly Value[] {
	if (value instanceof RegoSet) return value.sorted();
	if (Array.isArray(value)) return value;
	// `deny if …` and `deny["message"] if …` (an object whose values are true) are how older policies say it.
	if (value === true) return [true];
	if (typeof value === "string") return [value];
	if (value instanceof RegoObject) return value.sortedKeys().filter((key) => value.get(key) !== false);
	if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
		const object = value as PlainObject;
		if (Object.hasOwn(object, "msg")) return [object];
		return Object.keys(object).filter((key) => object[key] !== false);
	}
	return [];
}

/** The emitter makes these objects, so their shape is known: see lang/emit. */
function declaredVerdict(element: PlainObject): Verdict {
	const edit = element.fix as unknown as Edit | undefined;
	return {
		action: element.action as "deny" | "warn",
		message: element.message as string,
		pointer: element.path as Pointer,
		...(edit === undefined ? {} : { edit }),
	};
}

/**
 * A string, an object with `msg` (Conftest, Gatekeeper, Trivy), or a pair of a message and what it is about (older checks of Trivy);
 * anything else is shown as it is, so that nothing is lost.
 */
function ruleVerdict(element: Value, action: "deny" | "warn", title: string): Verdict {
	if (typeof element === "string") return { action, message: element, pointer: [] };
	if (element === true) return { action, message: title, pointer: [] };
	const [message, cause] = isArray(element) && element.length === 2 ? element : [];
	if (typeof message === "string" && asObject(cause) !== undefined)
		return { action, message, pointer: [], ...linesIn(asObject(cause)) };
	const object = asObject(element);
	if (object === undefined || !Object.hasOwn(object, "msg"))
		return { action, message: toRegoText(element), pointer: [] };
	const { msg } = object;
	return { action, message: typeof msg === "string" ? msg : toRegoText(msg as Value), pointer: [], ...linesIn(object) };
}

/** Conftest's `_loc: {file, line}`, and the `startline`, `endline`, `filepath` of Trivy's results. */
function linesIn(object: PlainObject | undefined): { readonly lines?: Lines } {
	const place = objectOf(object, "_loc");
	const first = lineOf(place, "line") ?? lineOf(object, "startline");
	if (first === undefined) return {};
	const last = Math.max(first, lineOf(object, "endline") ?? first);
	const file = textOf(place, "file") ?? textOf(object, "filepath");
	return { lines: { first, last, ...(file !== undefined && { file }) } };
}

function lineOf(object: PlainObject | undefined, key: string): number | undefined {
	const value = fieldOf(object, key);
	const line = typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : value;
	return typeof line === "number" && Number.isInteger(line) && line > 0 ? line : undefined;
}
