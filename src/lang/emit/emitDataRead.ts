/** References into `data`: to rules where their path says which, to base documents, and to whatever a key leads to when it runs. */
import type { Value } from "../../runtime/values/value.ts";
import { type RuleNode, reached } from "../analyze/ruleTree.ts";
import type { Local, Operand, Read } from "../core.ts";
import { operandLocals } from "../order/locals.ts";
import { type BodyEmitter, isPlainName } from "./emitBody.ts";
import { valueLiteral } from "./literals.ts";

export function emitDataRead(body: BodyEmitter, step: Read, root: "data" | "private"): void {
	const { path, out } = step;
	const { program, cx } = body;
	let node: RuleNode = program.trees[root];
	let at = 0;
	while (at < path.length && node.kind === "package") {
		const key = path[at] as Operand;
		const child = key.kind === "constant" ? node.child(key.value) : undefined;
		if (child === undefined) break;
		node = child;
		at++;
	}
	if (node.kind === "complete" || node.kind === "set" || node.kind === "dynamic") {
		readRule(body, step, node, at);
		return;
	}
	if (node.kind === "function") {
		readNothing(body, step);
		return;
	}
	if (at === path.length) {
		const here = valueLiteral(node.path);
		const taint = body.knows ? body.keep("met", `${cx}.run.taint`, false) : undefined;
		const word = wordOf(out, node.path.at(-1));
		const value = body.keep(word, `fullDocument(${cx}, nodeAt(program.tree, ${here}), ${here})`, false);
		body.failIf(
			taint === undefined ? `${value} === undefined` : `${value} === undefined || ${cx}.run.taint !== ${taint}`,
		);
		body.match(out, value);
		return;
	}
	const key = path[at] as Operand;
	if (key.kind === "constant") {
		readBase(body, step, node, at);
		return;
	}
	readRows(body, step, node, at);
}

/** A read that never gives anything. What follows is still written, and names its locals. */
function readNothing(body: BodyEmitter, { path, out }: Read): void {
	body.failIf("true");
	const locals = new Set<Local>();
	for (const operand of [...path, out]) operandLocals(operand, locals);
	for (const local of locals) if (!body.bound.has(local)) body.bind(local, "undefined");
}

function wordOf(out: Operand, key: Value | undefined): string {
	if (out.kind === "local" && out.local.origin === "written") return out.local.name;
	return typeof key === "string" ? key : "document";
}

function readRule(body: BodyEmitter, step: Read, node: RuleNode, at: number): void {
	const { path, out } = step;
	const { program, cx } = body;
	const constant = program.constantRule(node);
	if (constant !== undefined) {
		body.path(constant, path, at, out, false);
		return;
	}
	let name = program.ruleName(node);
	if (node.kind === "dynamic" && at < path.length) {
		const all = [...node.all()].filter((clause) => clause.kind !== "function");
		const meant = reached(program.trees[step.root.kind as "data" | "private"], path, false);
		const needed = all.filter((clause) => meant.includes(clause));
		if (needed.length === 0) {
			readNothing(body, step);
			return;
		}
		if (needed.length < all.length) name = program.partName(node, needed);
	}
	const whole = at === path.length && !(out.kind === "local" && !body.uses.asValue(out.local));
	const guarded = body.knows && whole && node.kind !== "complete";
	const taint = guarded ? body.keep("met", `${cx}.run.taint`, false) : undefined;
	const word = wordOf(at === path.length ? out : (path[at - 1] as Operand), node.path.at(-1));
	// One key of an object rule: what contradicts itself under other keys doesn't matter then.
	const key = node.kind === "dynamic" ? path[at] : undefined;
	const call =
		key !== undefined && body.isBound(key)
			? `atKey(${cx}, ${name}, ${name}$$build, ${body.expression(key)})`
			: `${name}(${cx})`;
	const before = guarded ? undefined : body.known(call);
	const value = before ?? body.keep(word, call, !guarded);
	const neverMissing = node.kind === "set" && program.plan.replaceable.length === 0;
	if (before === undefined && !neverMissing) body.failIf(`${value} === undefined`);
	if (taint !== undefined) body.failIf(`${cx}.run.taint !== ${taint}`);
	body.path(value, path, at, out, false);
}

/** Base documents: inline where nothing replaces them, through the context where something may. */
function readBase(body: BodyEmitter, step: Read, node: RuleNode, from: number): void {
	const { path, out } = step;
	const { cx, program } = body;
	let at = from;
	let value: string;
	if (program.plan.replaceable.length > 0) {
		while (at < path.length && body.isBound(path[at] as Operand)) at++;
		const keys = path.slice(0, at).map((key) => body.expression(key));
		value = body.keep(wordOf(out, lastName(path, at)), `${cx}.base([${keys.join(", ")}])`);
		body.failIf(`${value} === undefined`);
	} else {
		value = `${cx}.data`;
		for (at = 0; at < path.length; at++) {
			const key = path[at] as Operand;
			if (!body.isBound(key)) break;
			const name = key.kind === "constant" ? key.value : undefined;
			const plain = typeof name === "string" && isPlainName(name);
			const expression = plain
				? body.memberExpression(value, key, name)
				: `baseStep(${value}, ${body.expression(key)})`;
			const before = body.known(expression);
			if (before === undefined) {
				const last = at === path.length - 1;
				value = body.keep(last ? wordOf(out, name) : typeof name === "string" ? name : "document", expression);
				body.failIf(`${value} === undefined`);
			} else value = before;
		}
	}
	void node;
	body.path(value, path, at, out, false);
}

function lastName(path: readonly Operand[], at: number): Value | undefined {
	const key = path[at - 1];
	return key?.kind === "constant" ? key.value : undefined;
}

/** A package with a key that is known only when it runs, or with an open one. */
function readRows(body: BodyEmitter, step: Read, node: RuleNode, at: number): void {
	const { cx } = body;
	const rest = step.path.slice(at);
	const seen = new Set<Local>();
	const open: Operand[] = [];
	const keys = rest.map((key) => {
		if (body.isBound(key)) return body.expression(key);
		open.push(key);
		if (key.kind === "local") seen.add(key.local);
		return "undefined";
	});
	const here = valueLiteral(node.path);
	const rows = body.keep("rows", `documentRows(${cx}, program.tree, ${here}, [${keys.join(", ")}])`, false);
	body.line(`${cx}.run.spend(${rows}.length);`);
	const row = body.names.take("row");
	body.openLoop(`for (const ${row} of ${rows})`, "each");
	open.forEach((key, index) => {
		body.match(
			key,
			body.keep(key.kind === "local" && key.local.name !== "_" ? key.local.name : "key", `${row}[${index}]`, false),
		);
	});
	body.match(step.out, body.keep(wordOf(step.out, undefined), `${row}[${open.length}]`, false));
}
