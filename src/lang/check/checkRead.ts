/** References: what `root[path…]` gives, what it binds on the way, and which step of it can't be made. */
import {
	iterateScalar,
	readOfScalar,
	unknownField,
	unknownRule,
	wrongIndex,
} from "../../diagnostics/catalogue/typing.ts";
import { isUnknown, members } from "../../runtime/types/expand.ts";
import { elementAt, elements, fieldType, knownFields } from "../../runtime/types/lookup.ts";
import { any, never, number, type Type } from "../../runtime/types.ts";
import { isNumber } from "../../runtime/values/access.ts";
import type { Span } from "../../text/span.ts";
import { suggest } from "../../text/suggest.ts";
import type { NodePath, Operand, Read, Root } from "../core.ts";
import { bindPattern } from "./bindPattern.ts";
import { type Checking, type Surroundings, show, showKind } from "./checking.ts";
import { operandType, widen } from "./operandType.ts";

/** The type of what a read gives; `any` where it was reported that it gives nothing. Binds the locals of its path. */
export function checkRead(checking: Checking, step: Read, around: Surroundings): Type {
	if (step.root.kind === "data" && checking.strict) checkRuleName(checking, step.path, around);
	const from = start(checking, step.root, step.path, around);
	const cites = (taken: number): string => citePrefix(checking, step, taken);
	// `some x in xs`: what can't be gone through is `xs`, not the element's name.
	const collection = step.term === undefined && "span" in step.root ? step.root.span : undefined;
	return walk(checking, from.type, step.path, from.taken, cites, collection);
}

/** Follows the NODE of a verdict or of a fix; reports a step that can't be made. */
export function walkNode(checking: Checking, { root, path, span }: NodePath, around: Surroundings): void {
	const operands = path.map((part) => part.value);
	if (root.kind === "data" && checking.strict) checkRuleName(checking, operands, around);
	const from = start(checking, root, operands, around);
	walk(checking, from.type, operands, from.taken, (taken) => {
		const last = operands[taken - 1];
		if (last === undefined) return "span" in root ? checking.citeOperand(root) : root.kind;
		const end = checking.source.text[last.span.end] === "]" ? last.span.end + 1 : last.span.end;
		return checking.cite({ start: span.start, end });
	});
}

const SHORTEST_MISSPELLING = 4;

/**
 * A name below a package that no rule has may be a base document's. So it is only reported where it nearly is a rule's name:
 * it would be read as undefined, and nobody would notice.
 */
function checkRuleName(checking: Checking, path: readonly Operand[], around: Surroundings): void {
	const left = isReplaced("data", around) ? undefined : checking.ground.rules.data.leaves(path);
	const operand = left === undefined ? undefined : path[left.taken];
	if (left === undefined || operand?.kind !== "constant" || typeof operand.value !== "string") return;
	// Among short names any is near any other.
	const suggestion = operand.value.length < SHORTEST_MISSPELLING ? undefined : suggest(operand.value, left.known);
	if (suggestion === undefined) return;
	const words = path.slice(0, left.taken).map((word) => (word.kind === "constant" ? String(word.value) : "_"));
	checking.report(operand.span, unknownRule({ name: operand.value, of: ["data", ...words].join("."), suggestion }));
}

/** The type where the walk begins, and how much of the path that has used up. */
function start(
	checking: Checking,
	root: Root,
	path: readonly Operand[],
	around: Surroundings,
): { readonly type: Type; readonly taken: number } {
	const nowhere = { type: any, taken: 0 };
	switch (root.kind) {
		case "input":
			return { type: isReplaced("input", around) ? any : around.input, taken: 0 };
		case "data":
			return isReplaced("data", around) ? nowhere : (checking.ground.rules.data.find(path) ?? nowhere);
		case "private":
			return checking.ground.rules.private.find(path) ?? nowhere;
		case "param":
			return { type: checking.ground.paramType(root.param), taken: 0 };
		default:
			return { type: operandType(root, checking.locals) ?? any, taken: 0 };
	}
}

const isReplaced = (document: string, around: Surroundings): boolean => around.replaced.has(document);

/** Follows a path of operands from a type. */
function walk(
	checking: Checking,
	from: Type,
	path: readonly Operand[],
	taken: number,
	cites: (taken: number) => string,
	collection?: Span,
): Type {
	let type = from;
	for (let at = taken; at < path.length; at++) {
		const operand = path[at] as Operand;
		const next = step(checking, type, operand);
		if (next === undefined) {
			reportStep(checking, type, operand, cites(at), collection);
			type = any;
			// What else the path binds is bound, so that nothing after it looks unknown for the same reason.
			for (const later of path.slice(at)) bindPattern(later, any, checking.locals);
			return any;
		}
		type = next;
	}
	return type;
}

/** The type one step further, or undefined where no value has such a step. */
function step(checking: Checking, type: Type, operand: Operand): Type | undefined {
	if (operand.kind === "constant") {
		const key = operand.value;
		if (typeof key === "string") return fieldType(type, key);
		if (isNumber(key)) {
			const index = typeof key === "number" ? key : key.plain;
			return index === undefined ? undefined : fieldType(type, index);
		}
		return elementAt(type, operandType(operand, checking.locals, "exact") ?? any);
	}
	const known = operandType(operand, checking.locals, "exact");
	if (known !== undefined) return elementAt(type, known);
	const each = elements(type);
	if (each === undefined) return undefined;
	bindPattern(operand, widen(each.key), checking.locals);
	return each.value;
}

function reportStep(checking: Checking, type: Type, operand: Operand, text: string, collection?: Span): void {
	const key = operandType(operand, checking.locals, "exact");
	const all = members(type);
	const { names, open } = knownFields(type);
	const collections = all.filter(
		(member) => member.kind === "array" || member.kind === "object" || member.kind === "set",
	);
	if (key === undefined) {
		// OPA compiles `some x in "text"`: it is undefined.
		if (collection !== undefined && !checking.strict) return;
		checking.report(collection ?? operand.span, iterateScalar({ text, type: showKind(type) }));
	} else if (operand.kind === "constant" && isOpenTree(type) && !checking.strict) {
		// Rules with names below a path are beside base documents, of which OPA assumes nothing.
		return;
	} else if (collections.length === 0) {
		const what = operand.kind === "constant" && typeof operand.value === "string" ? `\`${operand.value}\`` : "element";
		checking.report(operand.span, readOfScalar({ text, type: showKind(type), key: what }));
	} else if (operand.kind === "constant" && typeof operand.value === "string" && names.length > 0 && !open) {
		const suggestion = suggest(operand.value, names);
		const name = operand.value;
		checking.report(
			operand.span,
			unknownField({ name, of: text, known: names, ...(suggestion === undefined ? {} : { suggestion }) }),
		);
	} else {
		checking.report(operand.span, wrongIndex(wrongIndexParts(checking, type, operand, text)));
	}
}

/** Whether anything may be at other names than the known ones. */
const isOpenTree = (type: Type): boolean =>
	members(type).some(
		(member) => member.kind === "object" && member.fields.size > 0 && member.rest?.value.kind === "any",
	);

function wrongIndexParts(
	checking: Checking,
	type: Type,
	operand: Operand,
	text: string,
): Parameters<typeof wrongIndex>[0] {
	const key = checking.citeOperand(operand);
	const cited = operand.kind === "constant" && typeof operand.value === "string" ? JSON.stringify(operand.value) : key;
	const keys = elements(type)?.key ?? never;
	const arrays = members(type).filter((member) => member.kind === "array");
	const isArray = arrays.length > 0;
	const expected = isArray ? showKind(number) : isUnknown(keys) ? "one it has" : showKind(keys);
	if (isArray && operand.kind === "constant" && isNumber(operand.value)) {
		const longest = Math.max(...arrays.map((member) => (member.kind === "array" ? member.items.length : 0)));
		const range = longest === 0 ? "nothing, for it is empty" : longest === 1 ? "0" : `0 to ${longest - 1}`;
		return { text, type: show(type), key: `\`${cited}\``, expected: range };
	}
	const hint =
		isArray && operand.kind === "constant" && typeof operand.value === "string"
			? `to look at every element, write \`some element in ${text}\` and read \`element.${operand.value}\``
			: undefined;
	return { text, type: show(type), key: `\`${cited}\``, expected, ...(hint === undefined ? {} : { hint }) };
}

/** The text of a reference up to one of its steps: what is said to have no such field. */
function citePrefix(checking: Checking, { root, term, path, span }: Read, taken: number): string {
	if (term?.kind === "ref") {
		// An import or a rule's name stands for several words of the path, so steps are counted from the end.
		const written = term.path.length - (path.length - taken);
		const last = term.path[written - 1];
		const end = written <= 0 || last === undefined ? term.head.span.end : last.span.end;
		return checking.cite({ start: term.span.start, end: withBracket(checking, end, last) });
	}
	return "span" in root ? checking.citeOperand(root) : checking.cite(span);
}

/** A step's end with its closing bracket, where the step's span leaves it out. */
function withBracket(
	checking: Checking,
	end: number,
	step: { readonly dot: boolean; readonly span: Span } | undefined,
): number {
	if (step === undefined || step.dot) return end;
	const { text } = checking.source;
	return text[end - 1] !== "]" && text[end] === "]" ? end + 1 : end;
}
