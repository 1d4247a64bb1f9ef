/** `eq`, `lt` and their like in Go templates: they compare basic values of one kind only. They throw Misuse. */
import { isNumber } from "../../values/access.ts";
import { numberText } from "../../values/exactNumber.ts";
import { goType } from "./formatArgument.ts";
import { argumentOf, GoNumber, type Item, Misuse, printed } from "./runTemplate.ts";

type Basic =
	| { readonly kind: "string"; readonly value: string }
	| { readonly kind: "number"; readonly type: "int" | "float"; readonly value: number }
	| { readonly kind: "boolean"; readonly value: boolean }
	| { readonly kind: "nil" };

function basic(item: Item): Basic | undefined {
	if (item === undefined || item === null) return { kind: "nil" };
	if (typeof item === "string") return { kind: "string", value: item };
	if (typeof item === "boolean") return { kind: "boolean", value: item };
	if (item instanceof GoNumber) return { kind: "number", type: item.kind, value: item.value };
	return isNumber(item) ? { kind: "string", value: numberText(item) } : undefined;
}

/** Less than, equal or greater; booleans and nil are equal or not. */
function order(a: Item, b: Item, ordered: boolean): number {
	const left = basic(a);
	const right = basic(b);
	if (left === undefined || right === undefined) {
		if (ordered) throw new Misuse("invalid type for comparison");
		const odd = left === undefined ? a : b;
		throw new Misuse(`non-comparable type ${printed(odd)}: ${goType(argumentOf(odd))}`);
	}
	if (left.kind === "nil" || right.kind === "nil") {
		if (ordered) throw new Misuse("invalid type for comparison");
		return left.kind === right.kind ? 0 : 1;
	}
	const alike =
		left.kind === right.kind && (left.kind !== "number" || right.kind !== "number" || left.type === right.type);
	if (!alike) {
		const types = `${goType(argumentOf(a))} and ${goType(argumentOf(b))}`;
		throw new Misuse(`incompatible types for comparison: ${types}`);
	}
	if (ordered && left.kind === "boolean") throw new Misuse("invalid type for comparison");
	return left.value === right.value ? 0 : left.value < right.value ? -1 : 1;
}

export function runCompare(name: "eq" | "ne" | "lt" | "le" | "gt" | "ge", args: readonly Item[]): boolean {
	const [first, second] = args;
	switch (name) {
		case "eq":
			if (args.length === 1) throw new Misuse("missing argument for comparison");
			return args.slice(1).some((other) => order(first, other, false) === 0);
		case "ne":
			return order(first, second, false) !== 0;
		case "lt":
			return order(first, second, true) < 0;
		case "le":
			return order(first, second, true) <= 0;
		case "gt":
			return order(second, first, true) < 0;
		case "ge":
			return order(second, first, true) <= 0;
	}
}
