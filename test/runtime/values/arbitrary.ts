/** Values at random for property tests: few keys and members, so that equal ones meet often, and awkward spellings among them. */
import fc from "fast-check";
import { numberFromText } from "../../../src/runtime/values/exactNumber.ts";
import { ObjectBuilder } from "../../../src/runtime/values/regoObject.ts";
import { RegoSet } from "../../../src/runtime/values/regoSet.ts";
import type { Value } from "../../../src/runtime/values/value.ts";

const texts = ["", "a", "b", "aa", "10", "9", "é", "😀", "\uffff", "__proto__", "constructor", "length"];
const numbers = [
	"0",
	"1",
	"1.0",
	"-1",
	"1e0",
	"10",
	"1e1",
	"0.1",
	"0.10",
	"9007199254740993",
	"1e400",
	"-0.5",
	"100000",
];

export const strings: fc.Arbitrary<string> = fc.constantFrom(...texts);
export const numberTexts: fc.Arbitrary<string> = fc.oneof(
	fc.constantFrom(...numbers),
	fc
		.tuple(fc.integer(), fc.nat(), fc.integer({ min: -30, max: 30 }))
		.map(([whole, part, power]) => `${whole}.${part}e${power}`),
);

export const { value: values, json: jsonValues } = fc.letrec<{ value: Value; json: Value; scalar: Value }>((tie) => ({
	scalar: fc.oneof(fc.constantFrom(null, true, false), numberTexts.map(numberFromText), strings),
	value: fc.oneof(
		{ depthSize: "small", withCrossShrink: true },
		tie("scalar"),
		fc.array(tie("value"), { maxLength: 4 }),
		fc.array(tie("value"), { maxLength: 12 }).map((members) => RegoSet.of(members)),
		fc.array(fc.tuple(tie("value"), tie("value")), { maxLength: 4 }).map(objectOf),
		fc.array(fc.tuple(strings, tie("value")), { maxLength: 4 }).map(objectOf),
	),
	json: fc.oneof(
		{ depthSize: "small", withCrossShrink: true },
		tie("scalar"),
		fc.array(tie("json"), { maxLength: 4 }),
		fc.array(fc.tuple(strings, tie("json")), { maxLength: 4 }).map(objectOf),
	),
}));

function objectOf(members: readonly (readonly [Value, Value])[]): Value {
	const builder = new ObjectBuilder();
	for (const [key, value] of members) builder.set(key, value);
	return builder.finish();
}
