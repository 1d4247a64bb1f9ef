/**
 * Going through a tree without knowing every sort of node: the children of a node in the order of the text, and a walk.
 * Knows the shapes of tree.ts and nothing of what they mean.
 */
import type {
	Body,
	ElseClause,
	Import,
	Literal,
	Module,
	Policy,
	PolicyMember,
	RefStep,
	Rule,
	RuleBody,
	RuleHead,
	TemplateText,
	Term,
	With,
} from "./tree.ts";

/** Everything in a tree that has a span and may hold further terms. */
export type TreeNode =
	| Term
	| TemplateText
	| Literal
	| With
	| RuleHead
	| RuleBody
	| ElseClause
	| Rule
	| Policy
	| PolicyMember
	| Import;

/** The terms and literals directly inside a node, in the order of the text. Steps of a reference give their terms. */
export function children(node: TreeNode): readonly TreeNode[] {
	if (!("kind" in node)) return childrenOfPart(node);
	switch (node.kind) {
		case "null":
		case "boolean":
		case "number":
		case "string":
		case "text":
		case "var":
			return [];
		case "template":
			return node.parts;
		case "ref":
			return [node.head, ...stepTerms(node.path)];
		case "call":
			return [node.operator, ...node.args];
		case "array":
		case "set":
			return node.items;
		case "object":
			return node.entries.flatMap(({ key, value }) => [key, value]);
		case "arrayComprehension":
		case "setComprehension":
			return [node.head, ...node.body];
		case "objectComprehension":
			return [node.key, node.value, ...node.body];
		case "infix":
			return [node.left, node.right];
		case "membership":
			return [...optional(node.key), node.value, node.collection];
		case "not":
			return [node.operand];
		case "body":
			return node.body;
		case "expression":
			return [node.term, ...node.with];
		case "notLiteral":
			return [node.operand, ...node.with];
		case "some":
			return node.vars;
		case "someIn":
			return [...optional(node.key), node.value, node.collection, ...node.with];
		case "every":
			return [...optional(node.key), node.value, node.domain, ...node.body, ...node.with];
		case "rule":
			return [node.head, ...optional(node.body), ...node.moreBodies, ...node.elses];
		case "policy":
			return [node.name, node.on, ...node.members];
		case "field":
		case "param":
			return [node.name, node.value];
		case "verdict":
			return [...optional(node.node), node.message, ...optional(node.fix), ...optional(node.body)];
		case "example":
			return [...optional(node.title), node.content];
	}
}

function childrenOfPart(node: With | RuleHead | RuleBody | ElseClause | Import): readonly TreeNode[] {
	if ("target" in node) return [node.target, node.value];
	if ("literals" in node) return node.literals;
	if ("name" in node)
		return [
			node.name,
			...stepTerms(node.path),
			...(node.args ?? []),
			...optional(node.contains),
			...optional(node.value),
		];
	if ("path" in node) return [node.path, ...optional(node.alias)];
	return [...optional(node.value), ...optional(node.body)];
}

function stepTerms(path: readonly RefStep[]): readonly Term[] {
	return path.map(({ term }) => term);
}

function optional<T>(node: T | undefined): readonly T[] {
	return node === undefined ? [] : [node];
}

/** Goes through a node and all below it, parents first. `visit` may return false to stay out of a node's children. */
export function walkTree(node: TreeNode | Body | Module, visit: (node: TreeNode) => boolean | undefined): void {
	const waiting: TreeNode[] = [...roots(node)].reverse();
	for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
		if (visit(next) === false) continue;
		const below = children(next);
		for (let index = below.length - 1; index >= 0; index--) waiting.push(below[index] as TreeNode);
	}
}

function roots(node: TreeNode | Body | Module): readonly TreeNode[] {
	if ("items" in node && "imports" in node) return [...node.imports, ...node.items];
	return Array.isArray(node) ? (node as Body) : [node as TreeNode];
}

/** How many levels of children lie below a node; counted with a stack of its own, so that no depth is too much. */
export function heightOf(node: TreeNode): number {
	let height = 0;
	const waiting: [TreeNode, number][] = [[node, 0]];
	for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
		const [at, depth] = next;
		if (depth > height) height = depth;
		for (const child of children(at)) waiting.push([child, depth + 1]);
	}
	return height;
}
