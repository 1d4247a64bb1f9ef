/**
 * How a document differs from a schema: every difference, in OPA's words and order. Members are gone through in the order of
 * their names. Work is paid for as it is done; nesting is bounded, since a reference may lead to itself.
 */
import { failure } from "../builtins/builtin.ts";
import { get, isArray, isNumber, isObject, sortedNames } from "../values/access.ts";
import { equals } from "../values/equality.ts";
import { compareNumbers, type RegoNumber } from "../values/exactNumber.ts";
import { toJson } from "../values/json.ts";
import { KeyIndex } from "../values/keyIndex.ts";
import { isInteger } from "../values/numbers.ts";
import { runeCount } from "../values/runes.ts";
import { typeName } from "../values/typeName.ts";
import type { PlainObject, Value } from "../values/value.ts";
import { matchesFormat } from "./formats.ts";
import { floatText, isMultiple } from "./limits.ts";
import type { Schema } from "./schema.ts";

export interface Difference {
	/** Dotted: `spec.containers.0.name`; `(Root)` for the document itself. */
	readonly field: string;
	readonly desc: string;
	/** The kind of difference: `invalid_type`. */
	readonly type: string;
}

const DEEPEST = 1000;

/** @param document plain JSON */
export function validate(schema: Schema, document: Value, spend: (units: number) => void): readonly Difference[] {
	const outcome = new Outcome();
	new Validator(spend).check(schema, document, outcome, undefined);
	return outcome.differences;
}

/** A chain of names from the root. */
interface Place {
	readonly name: string | number;
	readonly outer: Place | undefined;
}

function fieldOf(place: Place | undefined): string {
	if (place === undefined) return "(Root)";
	const names: (string | number)[] = [];
	for (let at: Place | undefined = place; at !== undefined; at = at.outer) names.push(at.name);
	return names.reverse().join(".");
}

/** Differences found so far, and how near the document came: of several alternatives the nearest is told. */
class Outcome {
	readonly differences: Difference[] = [];
	score = 0;

	get isValid(): boolean {
		return this.differences.length === 0;
	}

	add(place: Place | undefined, type: string, desc: string): void {
		this.differences.push({ field: fieldOf(place), desc, type });
		this.score -= 2;
	}

	merge(other: Outcome): void {
		for (const difference of other.differences) this.differences.push(difference);
		this.score += other.score;
	}
}

class Validator {
	readonly #spend: (units: number) => void;
	readonly #enumTexts = new Map<readonly Value[], string>();
	#depth = 0;

	constructor(spend: (units: number) => void) {
		this.#spend = spend;
	}

	#alone(schema: Schema, value: Value, place: Place | undefined): Outcome {
		const outcome = new Outcome();
		this.check(schema, value, outcome, place);
		return outcome;
	}

	check(schema: Schema, value: Value, outcome: Outcome, place: Place | undefined): void {
		this.#spend(8);
		if (++this.#depth > DEEPEST) throw failure(`the schema goes more than ${DEEPEST} deep, or leads to itself`);
		if (schema.pass !== undefined) {
			if (!schema.pass) outcome.add(place, "false", "False always fails validation");
		} else if (schema.ref !== undefined) this.check(schema.ref, value, outcome, place);
		else this.#checkTyped(schema, value, outcome, place);
		this.#depth--;
	}

	#checkTyped(schema: Schema, value: Value, outcome: Outcome, place: Place | undefined): void {
		const { types } = schema;
		const given = isNumber(value) && isInteger(value) ? "integer" : typeName(value);
		if (types.length > 0 && !types.includes(given) && !(given === "integer" && types.includes("number"))) {
			const expected = types.length === 1 ? types[0] : `[${types.join(",")}]`;
			outcome.add(place, "invalid_type", `Invalid type. Expected: ${expected}, given: ${given}`);
			return;
		}
		this.#combined(schema, value, outcome, place);
		if (isArray(value)) this.#array(schema, value, outcome, place);
		else if (isObject(value)) this.#object(schema, value as PlainObject, outcome, place);
		else if (typeof value === "string") this.#string(schema, value, outcome, place);
		else if (isNumber(value)) this.#number(schema, value, outcome, place);
		this.#common(schema, value, outcome, place);
		if (isObject(value))
			for (const [name, inner] of schema.properties) {
				const member = get(value, name);
				if (member !== undefined) this.check(inner, member, outcome, { name, outer: place });
			}
		outcome.score++;
	}

	#combined(schema: Schema, value: Value, outcome: Outcome, place: Place | undefined): void {
		this.#anyOf(schema, value, outcome, place);
		this.#oneOf(schema, value, outcome, place);
		const failed = schema.allOf.map((inner) => this.#alone(inner, value, place)).filter(({ isValid }) => !isValid);
		for (const each of failed) outcome.merge(each);
		if (failed.length > 0) outcome.add(place, "number_all_of", "Must validate all the schemas (allOf)");
		if (schema.not !== undefined && this.#alone(schema.not, value, place).isValid)
			outcome.add(place, "number_not", "Must not validate the schema (not)");
		if (schema.dependencies.size > 0 && isObject(value))
			this.#dependencies(schema, value as PlainObject, outcome, place);
		if (schema.if !== undefined) this.#condition(schema, schema.if, value, outcome, place);
		outcome.score++;
	}

	#anyOf({ anyOf }: Schema, value: Value, outcome: Outcome, place: Place | undefined): void {
		if (anyOf.length === 0) return;
		let nearest: Outcome | undefined;
		for (const inner of anyOf) {
			const one = this.#alone(inner, value, place);
			if (one.isValid) return;
			if (nearest === undefined || one.score > nearest.score) nearest = one;
		}
		outcome.add(place, "number_any_of", "Must validate at least one schema (anyOf)");
		if (nearest !== undefined) outcome.merge(nearest);
	}

	#oneOf({ oneOf }: Schema, value: Value, outcome: Outcome, place: Place | undefined): void {
		if (oneOf.length === 0) return;
		let valid = 0;
		let nearest: Outcome | undefined;
		for (const inner of oneOf) {
			const one = this.#alone(inner, value, place);
			if (one.isValid) valid++;
			else if (nearest === undefined || one.score > nearest.score) nearest = one;
		}
		if (valid === 1) return;
		outcome.add(place, "number_one_of", "Must validate one and only one schema (oneOf)");
		if (valid === 0 && nearest !== undefined) outcome.merge(nearest);
	}

	#dependencies(schema: Schema, value: PlainObject, outcome: Outcome, place: Place | undefined): void {
		for (const name of sortedNames(value)) {
			const wanted = schema.dependencies.get(name);
			if (wanted === undefined) continue;
			if (isNames(wanted)) {
				for (const other of wanted)
					if (get(value, other) === undefined) outcome.add(place, "missing_dependency", `Has a dependency on ${other}`);
			} else this.check(wanted, value, outcome, place);
		}
	}

	#condition(schema: Schema, test: Schema, value: Value, outcome: Outcome, place: Place | undefined): void {
		const holds = this.#alone(test, value, place).isValid;
		const next = holds ? schema.then : schema.else;
		if (next === undefined) return;
		const one = this.#alone(next, value, place);
		if (one.isValid) return;
		const [word, was] = holds ? ["then", "was"] : ["else", "was not"];
		outcome.add(place, `condition_${word}`, `Must validate "${word}" as "if" ${was} valid`);
		outcome.merge(one);
	}

	#array(schema: Schema, value: readonly Value[], outcome: Outcome, place: Place | undefined): void {
		const check = (inner: Schema, index: number): void =>
			outcome.merge(this.#alone(inner, value[index] as Value, { name: index, outer: place }));
		const { items, additionalItems } = schema;
		if (items !== undefined && !isSchemas(items)) for (const index of value.keys()) check(items, index);
		else if (items !== undefined && items.length > 0) {
			for (let index = 0; index < value.length; index++) {
				const inner = items[index] ?? additionalItems;
				if (typeof inner === "object") check(inner, index);
				else if (inner === false) {
					outcome.add(place, "array_no_additional_items", "No additional items allowed on array");
					break;
				}
			}
		}
		const { minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema;
		if (value.length < minItems) outcome.add(place, "array_min_items", `Array must have at least ${minItems} items`);
		if (value.length > maxItems) outcome.add(place, "array_max_items", `Array must have at most ${maxItems} items`);
		if (schema.uniqueItems) this.#unique(value, outcome, place);
		if (schema.contains !== undefined) this.#contains(schema.contains, value, outcome, place);
		outcome.score++;
	}

	#unique(value: readonly Value[], outcome: Outcome, place: Place | undefined): void {
		const seen = new KeyIndex();
		const last: number[] = [];
		value.forEach((item, index) => {
			this.#spend(8);
			const before = seen.find(item);
			if (before === -1) last[seen.add(item)] = index;
			else {
				outcome.add(place, "unique", `array items[${last[before]},${index}] must be unique`);
				last[before] = index;
			}
		});
	}

	#contains(wanted: Schema, value: readonly Value[], outcome: Outcome, place: Place | undefined): void {
		let nearest: Outcome | undefined;
		for (let index = 0; index < value.length; index++) {
			const one = this.#alone(wanted, value[index] as Value, { name: index, outer: place });
			if (one.isValid) return;
			if (nearest === undefined || one.score > nearest.score) nearest = one;
		}
		outcome.add(place, "contains", "At least one of the items must match");
		if (nearest !== undefined) outcome.merge(nearest);
	}

	#object(schema: Schema, value: PlainObject, outcome: Outcome, place: Place | undefined): void {
		const names = sortedNames(value);
		const { minProperties = 0, maxProperties = Number.POSITIVE_INFINITY } = schema;
		if (names.length < minProperties)
			outcome.add(place, "array_min_properties", `Must have at least ${minProperties} properties`);
		if (names.length > maxProperties)
			outcome.add(place, "array_max_properties", `Must have at most ${maxProperties} properties`);
		for (const name of schema.required)
			if (get(value, name) === undefined) outcome.add(place, "required", `${name} is required`);
		const known = new Set(schema.properties.map(([name]) => name));
		this.#spend(known.size + names.length + schema.required.length * 8);
		for (const name of names) {
			const member = get(value, name) as Value;
			const matched = this.#patternProperties(schema, name, member, outcome, place);
			if (matched || known.has(name)) continue;
			const { additionalProperties } = schema;
			if (additionalProperties === false)
				outcome.add(place, "additional_property_not_allowed", `Additional property ${name} is not allowed`);
			else if (typeof additionalProperties === "object")
				outcome.merge(this.#alone(additionalProperties, member, { name, outer: place }));
		}
		if (schema.propertyNames !== undefined)
			for (const name of names) {
				const one = this.#alone(schema.propertyNames, name, place);
				if (one.isValid) continue;
				outcome.add(place, "invalid_property_name", `Property name of "${name}" does not match`);
				outcome.merge(one);
			}
		outcome.score++;
	}

	#patternProperties(schema: Schema, name: string, member: Value, outcome: Outcome, place: Place | undefined): boolean {
		let matched = false;
		for (const [pattern, inner] of schema.patternProperties) {
			this.#spend(name.length);
			if (!pattern.test(name)) continue;
			matched = true;
			outcome.merge(this.#alone(inner, member, { name, outer: place }));
		}
		return matched;
	}

	#string(schema: Schema, value: string, outcome: Outcome, place: Place | undefined): void {
		this.#spend(value.length / 4);
		const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = schema;
		const length = runeCount(value);
		if (length < minLength)
			outcome.add(place, "string_gte", `String length must be greater than or equal to ${minLength}`);
		if (length > maxLength)
			outcome.add(place, "string_lte", `String length must be less than or equal to ${maxLength}`);
		if (schema.pattern !== undefined && !schema.pattern.compiled.test(value))
			outcome.add(place, "pattern", `Does not match pattern '${schema.pattern.text}'`);
		if (schema.format !== undefined && !matchesFormat(schema.format, value))
			outcome.add(place, "format", `Does not match format '${schema.format}'`);
		outcome.score++;
	}

	#number(schema: Schema, value: RegoNumber, outcome: Outcome, place: Place | undefined): void {
		const { multipleOf, minimum, exclusiveMinimum, maximum, exclusiveMaximum } = schema;
		if (multipleOf !== undefined && !isMultiple(value, multipleOf))
			outcome.add(place, "multiple_of", `Must be a multiple of ${floatText(multipleOf)}`);
		if (maximum !== undefined && compareNumbers(value, maximum) > 0)
			outcome.add(place, "number_lte", `Must be less than or equal to ${floatText(maximum)}`);
		if (exclusiveMaximum !== undefined && compareNumbers(value, exclusiveMaximum) >= 0)
			outcome.add(place, "number_lt", `Must be less than ${floatText(exclusiveMaximum)}`);
		if (minimum !== undefined && compareNumbers(value, minimum) < 0)
			outcome.add(place, "number_gte", `Must be greater than or equal to ${floatText(minimum)}`);
		if (exclusiveMinimum !== undefined && compareNumbers(value, exclusiveMinimum) <= 0)
			outcome.add(place, "number_gt", `Must be greater than ${floatText(exclusiveMinimum)}`);
		outcome.score++;
	}

	#enumText({ enum: allowed = [] }: Schema): string {
		let text = this.#enumTexts.get(allowed);
		if (text === undefined) {
			text = allowed.map((each) => toJson(each)).join(", ");
			this.#enumTexts.set(allowed, text);
		}
		return text;
	}

	#common(schema: Schema, value: Value, outcome: Outcome, place: Place | undefined): void {
		if (schema.constant !== undefined && !equals(value, schema.constant.value))
			outcome.add(place, "const", `${fieldOf(place)} does not match: ${toJson(schema.constant.value)}`);
		if (schema.enum !== undefined) {
			this.#spend(schema.enum.length);
			if (!schema.enum.some((allowed) => equals(value, allowed))) {
				const allowed = this.#enumText(schema);
				this.#spend(allowed.length);
				outcome.add(place, "enum", `${fieldOf(place)} must be one of the following: ${allowed}`);
			}
		}
		outcome.score++;
	}
}

const isNames = (wanted: readonly string[] | Schema): wanted is readonly string[] => Array.isArray(wanted);
const isSchemas = (items: Schema | readonly Schema[]): items is readonly Schema[] => Array.isArray(items);
