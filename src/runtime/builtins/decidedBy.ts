/** Which unknown value in its operands the result of a builtin depends on, for builtins that don't look at all of them. */
import { get } from "../values/access.ts";
import { unknownSize } from "../values/alike.ts";
import { findUnknown } from "../values/findUnknown.ts";
import { RegoObject } from "../values/regoObject.ts";
import { RegoSet } from "../values/regoSet.ts";
import { Unknown } from "../values/unknown.ts";
import type { Value } from "../values/value.ts";

type Decision = (operands: readonly Value[]) => Unknown | undefined;

/** Only an operand that is unknown itself. */
export const itself: Decision = (operands) =>
	operands.find((operand): operand is Unknown => operand instanceof Unknown);

/** How many elements there are. */
export const itsSize: Decision = (operands) => {
	const [collection] = operands;
	if (collection instanceof RegoSet) return unknownSize(collection.unsorted());
	return collection instanceof RegoObject ? unknownSize(collection.unsortedKeys()) : itself(operands);
};

/** The first operand's elements, as far as they are unknown themselves. */
export const itsElements: Decision = (operands) => {
	const [collection] = operands;
	return itself(operands) ?? (collection instanceof RegoSet ? itself(collection.unsorted()) : undefined);
};

/** What stands on the way that the second operand says, into the first; not what is at its end. */
export const itsWay: Decision = ([from, key]) => {
	const open = findUnknown(from instanceof RegoObject ? from : (key as Value)) ?? itself([from as Value]);
	if (open !== undefined || !Array.isArray(key)) return open;
	let value: Value | undefined = from;
	for (const step of key as readonly Value[]) {
		if (value instanceof Unknown) return value;
		value = value === undefined ? undefined : get(value, step);
	}
	return undefined;
};
