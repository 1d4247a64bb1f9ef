/** Regular expressions and globs that are written out and can't be read: the call is undefined, and so never holds. */
import { invalidPattern } from "../../diagnostics/catalogue/linting.ts";
import { BuiltinError } from "../../runtime/builtins/builtin.ts";
import { parseGlob } from "../../runtime/glob/parseGlob.ts";
import { compilePattern } from "../../runtime/regex/compilePattern.ts";
import type { Module, Term } from "../tree.ts";
import { walkTree } from "../visit.ts";
import { calledBuiltin } from "./calledBuiltin.ts";
import { cited, type Report } from "./lint.ts";

export function lintInvalidPatterns(module: Module, report: Report): void {
	walkTree(module, (node) => {
		if (!("kind" in node) || node.kind !== "call") return true;
		const builtin = calledBuiltin(node, module);
		const read = builtin === undefined ? undefined : readers[builtin.name];
		if (builtin === undefined || read === undefined) return true;
		const pattern: Term | undefined = node.args[builtin.args.findIndex(({ name }) => name === "pattern")];
		if (pattern?.kind !== "string") return true;
		const reason = faultOf(() => read(pattern.value));
		if (reason !== undefined)
			report(pattern.span, invalidPattern({ reason: cited(reason.replace("error parsing regexp: ", "")) }));
		return true;
	});
}

/** Builtins with an operand `pattern`, and what reads it. */
const readers: Readonly<Record<string, (pattern: string) => unknown>> = {
	"regex.match": compilePattern,
	re_match: compilePattern,
	"regex.find_n": compilePattern,
	"regex.find_all_string_submatch_n": compilePattern,
	"regex.split": compilePattern,
	"regex.replace": compilePattern,
	"glob.match": parseGlob,
};

function faultOf(read: () => unknown): string | undefined {
	try {
		read();
		return undefined;
	} catch (error) {
		if (error instanceof BuiltinError) return error.message;
		throw error;
	}
}
