/**
 * An input as a log may have it: what is named, what findings point at as secrets, what a Kubernetes Secret holds and what goes by the name of
 * a secret becomes stars.
 */
import { isObject } from "../../runtime/values/access.ts";
import { setOwn } from "../../runtime/values/regoObject.ts";
import type { PlainObject, Value } from "../../runtime/values/value.ts";

export interface Masked {
	readonly value: Value;
	/** JSON pointers of what was taken out; the first ones. */
	readonly masked: readonly string[];
}

const MOST_TOLD = 100;
const STARS = "***";

/** Names whose values nobody should read in a log. */
const telling =
	/(?:^|[_\-.]|[a-z])(?:pass(?:word|wd|phrase)?|secret|token|credentials?|api[_-]?key|private[_-]?key|access[_-]?key|authorization|cookie)s?$/i;
/** Annotations that repeat a whole object. */
const repeating = "kubectl.kubernetes.io/last-applied-configuration";

/**
 * @param pointers JSON pointers below `/input`; `*` is any key
 * @param secrets ways to further nodes
 */
export function maskInput(
	input: Value,
	pointers: readonly string[],
	secrets: readonly (readonly string[])[] = [],
): Masked {
	const patterns = [...pointers.map(stepsOf), ...secrets];
	const masked: string[] = [];
	const hide = (way: readonly string[]): string => {
		if (masked.length < MOST_TOLD) masked.push(`/${way.map(escapeStep).join("/")}`);
		return STARS;
	};
	const walk = (value: Value, way: readonly string[], open: readonly (readonly string[])[]): Value => {
		if (open.some((pattern) => pattern.length === way.length)) return hide(way);
		if (Array.isArray(value))
			return (value as readonly Value[]).map((item, index) => walk(item, [...way, String(index)], next(String(index))));
		if (!isObject(value)) return value;
		const object = value as PlainObject;
		const isSecret = object.kind === "Secret" && typeof object.apiVersion === "string";
		const copy: { [key: string]: Value } = {};
		for (const key of Object.keys(object)) {
			const child = object[key] as Value;
			const inner = [...way, key];
			const isText = typeof child === "string" && child !== "";
			const isHidden = isText && (telling.test(key) || key === repeating || isNamedValue(object, key));
			if (isHidden) setOwn(copy, key, hide(inner));
			else if (isSecret && (key === "data" || key === "stringData")) setOwn(copy, key, hide(inner));
			else setOwn(copy, key, walk(child, inner, next(key)));
		}
		return copy;

		function next(key: string): readonly (readonly string[])[] {
			const at = way.length;
			return open.filter((pattern) => pattern[at] === key || pattern[at] === "*");
		}
	};
	return { value: walk(input, [], patterns), masked };
}

/** The value of a variable with a telling name: `{name: DB_PASSWORD, value: …}`. */
function isNamedValue(object: PlainObject, key: string): boolean {
	return key === "value" && typeof object.name === "string" && telling.test(object.name);
}

const escapeStep = (step: string): string => step.replaceAll("~", "~0").replaceAll("/", "~1");

function stepsOf(pointer: string): readonly string[] {
	const steps = pointer
		.split("/")
		.slice(1)
		.map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
	return steps[0] === "input" ? steps.slice(1) : steps;
}
