/**
 * What a call of a builtin gives when the types of its arguments are known: closer than its signature where that pays,
 * the signature's result for all others. Never closer than what the builtin really gives.
 */
import type { Builtin } from "../../runtime/builtins/builtin.ts";
import { members } from "../../runtime/types/expand.ts";
import { elements, fieldType } from "../../runtime/types/lookup.ts";
import { union } from "../../runtime/types/union.ts";
import { any, arrayOf, number, setOf, type Type } from "../../runtime/types.ts";
import type { Operand } from "../core.ts";
import { widen } from "./operandType.ts";

type Result = (types: readonly Type[], args: readonly Operand[]) => Type | undefined;

const of = (kind: Type["kind"], type: Type | undefined): boolean =>
	type !== undefined && members(type).length > 0 && members(type).every((member) => member.kind === kind);

const element = (type: Type | undefined): Type => (type === undefined ? any : (elements(type)?.value ?? any));

/** The first argument's type, where it is an array, with the lengths forgotten. */
const sameArray: Result = ([array]) => (of("array", array) ? arrayOf(element(array)) : undefined);

const difference: Result = ([left, right]) => {
	if (of("number", left) && of("number", right)) return number;
	return of("set", left) ? left : undefined;
};

const bothSets =
	(combine: (left: Type, right: Type) => Type): Result =>
	([left, right]) =>
		of("set", left) && of("set", right) ? setOf(combine(element(left), element(right))) : undefined;

const results: ReadonlyMap<string, Result> = new Map<string, Result>([
	["and", bothSets((left) => left)],
	["or", bothSets(union)],
	["minus", difference],
	[
		"array.concat",
		([left, right]) =>
			of("array", left) && of("array", right) ? arrayOf(union(element(left), element(right))) : undefined,
	],
	["array.reverse", sameArray],
	["array.slice", sameArray],
	["max", ([all]) => element(all)],
	["min", ([all]) => element(all)],
	["sort", ([all]) => (of("array", all) || of("set", all) ? arrayOf(element(all)) : undefined)],
	["object.get", objectGet],
	[
		"object.keys",
		([object]) => (of("object", object) && object ? setOf(widen(elements(object)?.key ?? any)) : undefined),
	],
]);

function objectGet([object, , otherwise]: readonly Type[], [, key]: readonly Operand[]): Type | undefined {
	if (object === undefined || otherwise === undefined || key?.kind !== "constant") return undefined;
	// A path as an array, or a key that no field has: whatever the default says.
	if (typeof key.value !== "string") return undefined;
	const found = fieldType(object, key.value);
	return found === undefined ? otherwise : union(found, otherwise);
}

/** The type of what the call gives. `types` are those of the arguments, in order. */
export function builtinResult(builtin: Builtin, types: readonly Type[], args: readonly Operand[]): Type {
	const declared = builtin.returns.type;
	return results.get(builtin.name)?.(types, args) ?? declared;
}
