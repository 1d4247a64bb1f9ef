/** Calls of builtins: inline where operands' plainest types settle the result, else through the builtin's checked call. */
import type { Builtin } from "../../runtime/builtins/builtin.ts";
import { RegoSet } from "../../runtime/values/regoSet.ts";
import type { Value } from "../../runtime/values/value.ts";
import type { CallStep, Operand } from "../core.ts";
import type { BodyEmitter } from "./emitBody.ts";
import { stringLiteral, valueLiteral } from "./literals.ts";

export function emitBuiltin(body: BodyEmitter, step: CallStep, builtin: Builtin): void {
	const { name } = builtin;
	const [first, second] = step.args;
	if (name === "is_unknown" && first !== undefined) {
		emitTruth(body, step, `isUnknown(${body.expression(first)})`);
		return;
	}
	if (first !== undefined && second !== undefined) {
		const comparison = comparisons[name];
		if (comparison !== undefined) {
			emitComparison(body, step, comparison, first, second);
			return;
		}
		if (name === "internal.member_2") {
			emitMember(body, step, first, second);
			return;
		}
	}
	if (name === "sprintf" && first !== undefined && second !== undefined) {
		const format = first.kind === "constant" ? first.value : undefined;
		if (typeof format === "string" && second.kind === "array") {
			const inline = formatInline(body, format, second.items);
			if (inline !== undefined) {
				const slow = `${body.program.builtin(name)}(${[body.cx, body.site(step.span), body.expression(first), body.expression(second)].join(", ")})`;
				body.result(`${inline.when} ? ${inline.gives} : ${slow}`, step.out, false);
				return;
			}
		}
	}
	const args = step.args.map((arg) => body.expression(arg));
	const site = body.site(step.span);
	if (name === "regex.match" && first?.kind === "constant" && typeof first.value === "string") {
		body.result(`${body.program.matcher(first.value)}(${body.cx}, ${site}, ${args[1]})`, step.out, false);
		return;
	}
	const checked = `${body.program.builtin(name)}(${[body.cx, site, ...args].join(", ")})`;
	const inline = inlined[name]?.(args, step.args);
	if (inline === undefined) {
		body.result(checked, step.out, builtin.relation === true);
		return;
	}
	const when = body.knows && inline.takesAny === true ? `!isUnknown(${args[0]})` : inline.when;
	body.result(`${when} ? ${inline.gives} : ${checked}`, step.out, false);
}

function emitMember(body: BodyEmitter, step: CallStep, value: Operand, collection: Operand): void {
	if (!body.knows) {
		emitTruth(body, step, memberExpression(body, value, collection));
		return;
	}
	const operands = [body.cx, body.expression(value), body.expression(collection)];
	const isIn = body.keep("isIn", `memberKnown(${operands.join(", ")})`, false);
	body.failIf(`${isIn} === undefined`);
	emitTruth(body, step, isIn);
}

/** A condition (a boolean expression) as a statement, or as a value. */
function emitTruth(body: BodyEmitter, step: CallStep, condition: string): void {
	if (step.out === undefined) {
		body.failIf(negated(condition));
		return;
	}
	const word = step.out.kind === "local" && step.out.local.name !== "_" ? step.out.local.name : "result";
	body.match(step.out, body.keep(word, condition, false));
}

function negated(condition: string): string {
	return `!(${condition})`;
}

const comparisons: Readonly<Record<string, string>> = {
	equal: "===",
	eq: "===",
	assign: "===",
	neq: "!==",
	lt: "<",
	lte: "<=",
	gt: ">",
	gte: ">=",
};

function emitComparison(body: BodyEmitter, step: CallStep, operator: string, first: Operand, second: Operand): void {
	const a = body.simple(first, "left");
	const b = body.simple(second, "right");
	if (operator === "===" || operator === "!==") {
		const constant = [first, second].find((operand) => operand.kind === "constant" && isPlain(operand.value));
		const negative = operator === "!==";
		if (body.knows) {
			const equal = body.keep("equal", `${a} === ${b} || equalsKnown(${body.cx}, ${a}, ${b})`, false);
			body.failIf(`${equal} === undefined`);
			emitTruth(body, step, negative ? `!${equal}` : equal);
			return;
		}
		// Of scalars other than numbers there is one JavaScript value each; numbers have several spellings.
		const test = constant !== undefined ? `${a} === ${b}` : `!differ(${a}, ${b})`;
		if (step.out === undefined) {
			const exact = constant !== undefined;
			if (negative) body.failIf(test);
			else body.failIf(exact ? `${a} !== ${b}` : `differ(${a}, ${b})`);
		} else emitTruth(body, step, negative ? (constant !== undefined ? `${a} !== ${b}` : `differ(${a}, ${b})`) : test);
		return;
	}
	if (body.knows) {
		const order = body.keep("order", `compareKnown(${body.cx}, ${a}, ${b})`, false);
		body.failIf(`${order} === undefined`);
		emitTruth(body, step, `${order} ${operator} 0`);
		return;
	}
	const numbers = [first, second]
		.filter((operand) => !(operand.kind === "constant" && typeof operand.value === "number"))
		.map((operand) => `typeof ${body.expression(operand)} === "number"`);
	const test = numbers.length === 0 ? "true" : numbers.join(" && ");
	emitTruth(body, step, `${test} ? ${a} ${operator} ${b} : compare(${a}, ${b}) ${operator} 0`);
}

function isPlain(value: Value): boolean {
	return typeof value === "string" || typeof value === "boolean" || value === null;
}

/** `x in {"a", "b"}` with few constant strings: compared one by one. */
function memberExpression(body: BodyEmitter, value: Operand, collection: Operand): string {
	if (collection.kind !== "constant") {
		return `isMember(${body.expression(value)}, ${body.expression(collection)})`;
	}
	const members =
		collection.value instanceof RegoSet
			? collection.value.unsorted()
			: Array.isArray(collection.value)
				? (collection.value as readonly Value[])
				: undefined;
	if (members === undefined || members.length === 0 || members.length > 6 || !members.every(isPlain)) {
		return `isMember(${body.expression(value)}, ${body.expression(collection)})`;
	}
	const name = body.simple(value, "value");
	return members.map((member) => `${name} === ${valueLiteral(member)}`).join(" || ");
}

/** A constant format of plain `%s`, `%v` and `%d`, whose arguments are strings and small integers: a concatenation. */
function formatInline(body: BodyEmitter, format: string, items: readonly Operand[]): Inline | undefined {
	const tests: string[] = [];
	const texts: string[] = [];
	let used = 0;
	for (const piece of format.split(/(%.?)/s)) {
		if (!piece.startsWith("%")) {
			if (piece !== "") texts.push(stringLiteral(piece));
			continue;
		}
		if (piece === "%%") {
			texts.push('"%"');
			continue;
		}
		const item = items[used++];
		if (item === undefined || item.kind !== "local") return undefined;
		const name = body.expression(item);
		if (piece === "%s" || piece === "%v") tests.push(`typeof ${name} === "string"`);
		else if (piece === "%d") tests.push(`Number.isSafeInteger(${name})`);
		else return undefined;
		texts.push(name);
	}
	if (used !== items.length || tests.length === 0) return undefined;
	return {
		when: tests.join(" && "),
		gives: texts[0]?.startsWith('"') ? texts.join(" + ") : ['""', ...texts].join(" + "),
	};
}

interface Inline {
	/** A test that lets no unknown value through that the result depends on. */
	readonly when: string;
	/** Holds for all operands: then an unknown one has to be asked for. */
	readonly takesAny?: boolean;
	readonly gives: string;
}

/** A method of strings, where both operands may be: one that is written and is none makes the call a mistake. */
function onStrings(method: string) {
	return ([a, b]: readonly string[], operands: readonly Operand[]): Inline | undefined => {
		const isNone = ({ kind }: Operand): boolean => kind !== "constant" && kind !== "local";
		if (
			operands.some((operand) => isNone(operand) || (operand.kind === "constant" && typeof operand.value !== "string"))
		)
			return undefined;
		const open = [a, b].filter((_, i) => operands[i]?.kind === "local");
		const when = open.length === 0 ? "true" : open.map((arg) => `typeof ${arg} === "string"`).join(" && ");
		return { when, gives: `${a}.${method}(${b})` };
	};
}

/** Builtins whose plain case is one JavaScript expression. Arguments are names or literals. */
const inlined: Readonly<Record<string, (args: readonly string[], operands: readonly Operand[]) => Inline | undefined>> =
	{
		startswith: onStrings("startsWith"),
		endswith: onStrings("endsWith"),
		contains: onStrings("includes"),
		count: ([a], [operand]) =>
			operand?.kind === "local" ? { when: `Array.isArray(${a})`, gives: `${a}.length` } : undefined,
		plus: ([a, b]) => integers(a as string, b as string, "+"),
		minus: ([a, b]) => integers(a as string, b as string, "-"),
		is_string: ([a]) => ({ when: "true", takesAny: true, gives: `typeof ${a} === "string"` }),
		is_boolean: ([a]) => ({ when: "true", takesAny: true, gives: `typeof ${a} === "boolean"` }),
		is_null: ([a]) => ({ when: "true", takesAny: true, gives: `${a} === null` }),
		is_array: ([a]) => ({ when: "true", takesAny: true, gives: `Array.isArray(${a})` }),
	};

function integers(a: string, b: string, operator: "+" | "-"): Inline | undefined {
	const open = [a, b].filter((text) => !/^-?[0-9]{1,9}$/.test(text));
	if (open.some((text) => !/^[A-Za-z_$][A-Za-z0-9_$]*$/.test(text))) return undefined;
	if (open.length === 0) return undefined;
	return {
		when: open.map((text) => `typeof ${text} === "number" && (${text} | 0) === ${text}`).join(" && "),
		gives: `${a} ${operator} ${b}`,
	};
}
