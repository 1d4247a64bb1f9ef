/** The capability behind `rego.parse_module`: text to OPA's JSON of it, or OPA's way of saying what is wrong. */
import { nameAfterDot } from "../../diagnostics/catalogue/parsing.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { failure } from "../../runtime/builtins/builtin.ts";
import type { PlainObject } from "../../runtime/values/value.ts";
import { Source } from "../../text/source.ts";
import { parseModule } from "../parse/parseModule.ts";
import { moduleJson } from "./moduleJson.ts";

/** @throws BuiltinError */
export function parseModuleJson(name: string, text: string): PlainObject {
	const { module, diagnostics } = parseModule(new Source(name, text), { dialect: "rego" });
	const errors = diagnostics.filter(({ kind }) => kind.severity === "error");
	if (module === undefined || errors.length > 0) {
		const nothing = /^(?:\s|#[^\n]*)*$/.test(text);
		throw failure(
			nothing ? `${name === "" ? "0:0" : `${name}:0`}: rego_parse_error: empty module` : errorText(name, errors),
		);
	}
	return moduleJson(module, name);
}

function errorText(name: string, errors: readonly Diagnostic[]): string {
	const said = errors.map((error) => {
		const { line, column } = error.source?.position(error.span?.start ?? 0) ?? { line: 0, column: 0 };
		return `${name === "" ? `${line}:${column}` : `${name}:${line}`}: rego_parse_error: ${opaWords(error)}`;
	});
	return said.length === 1 ? `1 error occurred: ${said[0]}` : `${said.length} errors occurred:\n${said.join("\n")}`;
}

/** Where a text ends too early, OPA's words for that come first, for who looks for them. */
function opaWords({ kind, source, span, text }: Diagnostic): string {
	const isAtEnd = source !== undefined && span !== undefined && source.text.slice(span.start).trim() === "";
	if (!isAtEnd) return text;
	const wanted = kind === nameAfterDot({ found: "" }).kind ? ": expected ident" : "";
	return `unexpected eof token${wanted} (${text})`;
}
