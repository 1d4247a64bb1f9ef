/** The tree of documents to JavaScript: which function gives the document at which path. */
import type { Value } from "../../runtime/values/value.ts";
import type { RuleNode } from "../analyze/ruleTree.ts";
import type { ProgramEmitter } from "./emitProgram.ts";
import { valueLiteral } from "./literals.ts";

/** The tree of documents as an expression. Rules inside a dynamic document are part of it. */
export function emitTree(program: ProgramEmitter, node: RuleNode, depth: number): string {
	const read = node.clauses.length > 0 && node.kind !== "function" ? program.ruleName(node) : "undefined";
	const pad = "\t".repeat(depth + 1);
	const children: string[] = [];
	if (node.kind !== "dynamic") {
		for (const child of node.children.values()) {
			if (child.kind === "function" && child.children.size === 0) continue;
			children.push(`${pad}[${valueLiteral(child.path.at(-1) as Value)}, ${emitTree(program, child, depth + 1)}],`);
		}
	}
	if (children.length === 0) return `documentNode(${read}, [])`;
	return `documentNode(${read}, [\n${children.join("\n")}\n${"\t".repeat(depth)}])`;
}
