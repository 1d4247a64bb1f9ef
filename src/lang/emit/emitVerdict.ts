/** A policy's verdict to JavaScript: the finding as a plain object with its place and fix (DESIGN 2.2, 2.4). */

import type { RuleNode } from "../analyze/ruleTree.ts";
import type { LocalUses } from "../analyze/uses.ts";
import type { Branch, Clause, Fix, LenientPart, Local, NodePath, Operand, Read, Step } from "../core.ts";
import type { BodyEmitter } from "./emitBody.ts";
import { emitDataRead } from "./emitDataRead.ts";
import { emitPart } from "./emitText.ts";
import { stringLiteral } from "./literals.ts";

/** Adds the finding of one solution to `out`. */
export function emitVerdict(body: BodyEmitter, clause: Clause, branch: Branch): void {
	const { verdict } = clause;
	if (verdict === undefined) return;
	const origins = new Origins(branch.body);
	if (body.knows) {
		body.quiet = true;
		body.line(`${body.cx}.run.quiet++;`);
	}
	const path = verdict.node === undefined ? "[]" : body.keep("path", place(body, verdict.node, origins), false);
	const fix = verdict.fix === undefined ? undefined : emitFix(body, verdict.fix, origins);
	const message = body.expression(branch.value);
	const finding = `"action": ${stringLiteral(verdict.action)}, "message": ${message}, "path": ${path}`;
	body.line(`out.push(${fix === undefined ? `{ ${finding} }` : `withFix({ ${finding} }, ${fix})`});`);
	if (body.knows) {
		body.quiet = false;
		body.line(`${body.cx}.run.quiet--;`);
	}
}

/** Before a verdict's body is emitted: keys of loops on the way to its nodes are needed, though the policy never names them. */
export function keepWays(clause: Clause, uses: LocalUses): void {
	const { verdict } = clause;
	const [branch] = clause.branches;
	if (verdict === undefined || branch === undefined) return;
	const origins = new Origins(branch.body);
	for (const node of [verdict.node, verdict.fix?.node]) {
		if (node?.root.kind === "local") for (const key of origins.keysTo(node.root.local)) uses.force(key);
	}
}

/** Where the locals of a body were read from: the read that bound each. */
class Origins {
	readonly #reads = new Map<Local, Read>();
	readonly #aliases = new Map<Local, Operand>();

	constructor(steps: readonly Step[]) {
		this.#add(steps);
	}

	#add(steps: readonly Step[]): void {
		for (const step of steps) {
			if (step.kind === "read" && step.out.kind === "local" && !this.#reads.has(step.out.local)) {
				this.#reads.set(step.out.local, step);
			} else if (step.kind === "unify" && step.left.kind === "local") this.#aliases.set(step.left.local, step.right);
		}
	}

	/** The wildcards that stand in the way to a local. */
	*keysTo(local: Local): Iterable<Local> {
		const alias = this.#aliases.get(local);
		if (alias?.kind === "local" && !this.#reads.has(local)) yield* this.keysTo(alias.local);
		const read = this.#reads.get(local);
		for (const key of read?.path ?? []) if (key.kind === "local") yield key.local;
		if (read?.root.kind === "local") yield* this.keysTo(read.root.local);
	}

	/** The way from the input to a local's value, where every step of it is known; undefined where it came another way. */
	wayTo(local: Local, body: BodyEmitter): Operand[] | undefined {
		const alias = this.#aliases.get(local);
		if (alias?.kind === "local" && !this.#reads.has(local)) return this.wayTo(alias.local, body);
		const read = this.#reads.get(local);
		if (read === undefined || !read.path.every((key) => body.isBound(key))) return undefined;
		if (read.root.kind === "input") return [...read.path];
		if (read.root.kind !== "local") return undefined;
		const before = this.wayTo(read.root.local, body);
		return before === undefined ? undefined : [...before, ...read.path];
	}
}

/** A node's pointer as an expression. */
function place(body: BodyEmitter, node: NodePath, origins: Origins): string {
	const { root } = node;
	const keys = node.path.map((part) => partKey(body, part));
	const list = (before: readonly string[]): string => `[${[...before, ...keys].join(", ")}]`;
	switch (root.kind) {
		case "input":
			return `inputPlace(${body.cx}, ${list([])})`;
		case "local": {
			const way = origins.wayTo(root.local, body);
			if (way !== undefined) return `inputPlace(${body.cx}, ${list(way.map((key) => body.expression(key)))})`;
			return `valuePlace(${body.cx}, ${body.expression(root)}, ${list([])})`;
		}
		case "data":
		case "private": {
			// Through a rule: what it gives is looked for in the input.
			const prefix = rulePrefix(body.program.trees[root.kind], node.path);
			const local: Local = { name: "from", origin: "made", declared: undefined, span: node.span };
			body.uses.force(local);
			const { kind } = root;
			const start = body.names.take("from");
			body.line(`let ${start};`);
			body.attempt(() => {
				const out: Operand = { kind: "local", local, span: node.span };
				emitDataRead(body, { kind: "read", root, path: prefix, out, span: node.span }, kind);
				body.line(`${start} = ${body.expression(out)};`);
			});
			return `valuePlace(${body.cx}, ${start}, [${keys.slice(prefix.length).join(", ")}])`;
		}
		default:
			return "[]";
	}
}

/** The part of a path that leads to a rule, or out of the tree. */
function rulePrefix(tree: RuleNode, path: readonly LenientPart[]): Operand[] {
	const prefix: Operand[] = [];
	let at: RuleNode | undefined = tree;
	for (const { body, value } of path) {
		if (at === undefined || at.kind !== "package" || body.length > 0 || value.kind !== "constant") break;
		prefix.push(value);
		at = at.child(value.value);
	}
	return prefix;
}

function partKey(body: BodyEmitter, part: LenientPart): string {
	return emitPart(body, part, "key");
}

/** The edit as an expression, undefined where a part of it is undefined or unknown. */
function emitFix(body: BodyEmitter, fix: Fix, origins: Origins): string {
	const fields = [`"op": ${stringLiteral(fix.op)}`, `"node": ${place(body, fix.node, origins)}`];
	if (fix.path !== undefined) fields.push(`"path": ${emitPart(body, fix.path, "at")}`);
	if (fix.value !== undefined) {
		fields.push(`${fix.op === "set" ? '"value"' : '"text"'}: ${emitPart(body, fix.value, "edit")}`);
	}
	return `{ ${fields.join(", ")} }`;
}
