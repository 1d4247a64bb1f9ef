/** `sprintf` with more or fewer values than its format asks for: Go prints `%!s(MISSING)` and `%!(EXTRA …)` into the text. */
import { sprintfArguments } from "../../diagnostics/catalogue/linting.ts";
import { sprintf } from "../../runtime/builtins/go/sprintf.ts";
import type { Call, Module } from "../tree.ts";
import { walkTree } from "../visit.ts";
import { calledBuiltin } from "./calledBuiltin.ts";
import type { Report } from "./lint.ts";

export function lintSprintfArguments(module: Module, report: Report): void {
	walkTree(module, (node) => {
		if ("kind" in node && node.kind === "call") lintCall(node, module, report);
		return true;
	});
}

function lintCall(call: Call, module: Module, report: Report): void {
	const [format, values] = call.args;
	if (format?.kind !== "string" || values?.kind !== "array" || calledBuiltin(call, module)?.name !== "sprintf") return;
	// `%*d` takes its width from the values, and `%!(` is written as it is only to say such a thing.
	if (/%[^a-zA-Z%]*\*|!\(/.test(format.value)) return;
	const given = values.items.length;
	const complaint = complaintOf(format.value, given);
	if (complaint === undefined) return;
	const wanted = Array.from({ length: MOST }, (_, count) => count).find(
		(count) => complaintOf(format.value, count) === undefined,
	);
	if (wanted === undefined) return;
	report(values.span, sprintfArguments({ wanted, given }));
}

/** More values than anybody writes into one format. */
const MOST = 64;

/** What Go has to say of a format with so many values. */
function complaintOf(format: string, count: number): string | undefined {
	const values = Array.from({ length: count }, () => ({ kind: "string", value: "" }) as const);
	return /%!(\(EXTRA |.\((MISSING|BADINDEX)\))/su.exec(sprintf(format, values, () => undefined))?.[0];
}
