/** The query of a program to JavaScript: a function that gives the values of its variables, once for each solution. */
import type { Span } from "../../text/span.ts";
import { LocalUses } from "../analyze/uses.ts";
import type { CoreQuery } from "../core.ts";
import { Code } from "./code.ts";
import { BodyEmitter } from "./emitBody.ts";
import type { ProgramEmitter } from "./emitProgram.ts";
import { stringLiteral } from "./literals.ts";

/** The function's text, and what the program tells of it. */
export function emitQuery(
	program: ProgramEmitter,
	query: CoreQuery,
	row: (span: Span) => string,
): { readonly code: string; readonly fields: readonly string[] } {
	const code = new Code(1);
	code.open("function query$solutions(cx) ");
	code.line("const out = new SetBuilder();");
	code.open("solve: ");
	const body = new BodyEmitter(program, code, row, LocalUses.ofBody(query.body, query.variables));
	body.names.take("out");
	body.ordered = true;
	body.fail = "break solve;";
	body.body(query.body, () => {
		const values = query.variables.map((local) => body.bound.get(local) as string);
		body.line(`out.push([${values.join(", ")}]);`);
	});
	code.close();
	code.line("return out.finish().unsorted();");
	code.close();
	const variables = query.variables.map((local) => stringLiteral(local.name)).join(", ");
	return { code: code.text, fields: ["query: query$solutions,", `variables: [${variables}],`] };
}
