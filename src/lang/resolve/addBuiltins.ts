/** Joins the builtins of the language and those of a host: one table, by name, in which no name means two things. */
import { builtinName, builtinTaken } from "../../diagnostics/catalogue/builtins.ts";
import { at, type Diagnostic, type Message } from "../../diagnostics/diagnostic.ts";
import type { Builtin } from "../../runtime/builtins/builtin.ts";
import { builtins as own } from "../../runtime/builtins/index.ts";
import { keywordTexts } from "../lex/keywords.ts";
import { languageBuiltins } from "./languageBuiltins.ts";

export interface BuiltinTable {
	readonly builtins: ReadonlyMap<string, Builtin>;
	/** Builtins that are left out, and why: at their places where a file declares them. */
	readonly diagnostics: readonly Diagnostic[];
}

export function addBuiltins(foreign: readonly Builtin[]): BuiltinTable {
	if (foreign.length === 0) return { builtins: own, diagnostics: [] };
	const builtins = new Map(own);
	const diagnostics: Diagnostic[] = [];
	for (const builtin of foreign) {
		const fault = faultOf(builtin, builtins);
		if (fault === undefined) builtins.set(builtin.name, builtin);
		else {
			const declared = builtin.foreign?.declared;
			diagnostics.push(declared === undefined ? fault : at(declared.source, declared.span, fault));
		}
	}
	return { builtins, diagnostics };
}

function faultOf({ name }: Builtin, before: ReadonlyMap<string, Builtin>): Message | undefined {
	const [first = ""] = name.split(".");
	const isWritable = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(name);
	if (!isWritable || keywordTexts.has(first) || first === "input" || first === "data" || name.startsWith("internal."))
		return builtinName({ name });
	const other = before.get(name) ?? languageBuiltins.get(name);
	if (other === undefined) return undefined;
	const declared = other.foreign?.declared;
	const place =
		declared === undefined ? "" : ` at ${declared.source.name}:${declared.source.lineAt(declared.span.start)}`;
	return builtinTaken({
		name,
		by: other.foreign === undefined ? "it belongs to the language" : `it is declared${place || " twice"}`,
	});
}
