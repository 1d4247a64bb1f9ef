/**
 * The values that policies compute with. Null, booleans, strings and most numbers are JavaScript's own; arrays are arrays;
 * JSON objects are used as they were parsed and are never copied or changed. What JavaScript can't say is a class of this folder.
 * `undefined` is Rego's undefined, and never part of a value.
 */
import type { ExactNumber } from "./exactNumber.ts";
import type { RegoObject } from "./regoObject.ts";
import type { RegoSet } from "./regoSet.ts";
import type { Unknown } from "./unknown.ts";

export type Value =
	| null
	| boolean
	| string
	| number
	| ExactNumber
	| readonly Value[]
	| PlainObject
	| RegoObject
	| RegoSet
	| Unknown;

/** An object whose keys are all strings. Any key is data, `__proto__` and `constructor` included: read with own-key checks. */
export interface PlainObject {
	readonly [key: string]: Value;
}
