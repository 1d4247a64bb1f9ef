/** Looking for what is unknown in a value. */
import { isObject } from "./access.ts";
import { visit } from "./meter.ts";
import { RegoObject } from "./regoObject.ts";
import { RegoSet } from "./regoSet.ts";
import { Unknown } from "./unknown.ts";
import type { PlainObject, Value } from "./value.ts";

/** The first unknown value in a value, however deep. */
export function findUnknown(value: Value): Unknown | undefined {
	if (typeof value !== "object" || value === null) return undefined;
	if (value instanceof Unknown) return value;
	visit();
	if (Array.isArray(value)) return findAmong(value as readonly Value[]);
	if (value instanceof RegoSet) return findAmong(value.unsorted());
	if (value instanceof RegoObject) {
		let found: Unknown | undefined;
		value.forEach((key, member) => {
			found ??= findUnknown(key) ?? findUnknown(member);
		});
		return found;
	}
	if (!isObject(value)) return undefined;
	for (const key in value) {
		const member = (value as PlainObject)[key];
		if (typeof member !== "object" || member === null) continue;
		const found = findUnknown(member);
		if (found !== undefined) return found;
	}
	return undefined;
}

function findAmong(items: readonly Value[]): Unknown | undefined {
	for (let i = 0; i < items.length; i++) {
		const item = items[i] as Value;
		if (typeof item !== "object" || item === null) continue;
		const found = findUnknown(item);
		if (found !== undefined) return found;
	}
	return undefined;
}

export const holdsUnknown = (value: Value): boolean => findUnknown(value) !== undefined;
