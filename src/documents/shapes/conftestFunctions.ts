/** The functions that Conftest brings to policies (its `builtins` folder); mostly their tests call them. */
import { failure } from "../../runtime/builtins/builtin.ts";
import { hostBuiltin } from "../../runtime/builtins/hostBuiltin.ts";
import { any, arrayOf, string } from "../../runtime/types.ts";
import { Source } from "../../text/source.ts";
import type { DocumentKind } from "../document.ts";

/** @param kinds those that have the ids of Conftest's parsers */
export function conftestFunctions(kinds: readonly DocumentKind[]) {
	const parseConfig = hostBuiltin(
		{
			name: "parse_config",
			doc: "A text as the parser of this name reads it.",
			args: [
				{ name: "parser", type: string },
				{ name: "text", type: string },
			],
			returns: { type: any },
		},
		(parser, text, context) => {
			const kind = kinds.find(({ id }) => id === parser);
			if (kind === undefined)
				throw failure(`there is no parser \`${parser}\` here: ${kinds.map(({ id }) => id).join(", ")}`);
			context.spend(text.length);
			const { documents, diagnostics } = kind.parse(new Source(`<${parser}>`, text), { buildArgs: {} });
			const fault = diagnostics.find(({ kind }) => kind.severity === "error");
			if (fault !== undefined) throw failure(fault.text);
			const [first, second] = documents;
			// What is one input is a list of one where the parser's result is a list of lists.
			const isList = second !== undefined || parser === "dockerfile" || parser === "ignore";
			return isList ? documents.map(({ value }) => value) : (first?.value ?? null);
		},
	);
	const refused = (name: string, type: typeof string | ReturnType<typeof arrayOf>) =>
		hostBuiltin(
			{ name, doc: "Reads files, which no policy may here.", args: [{ name: "path", type }], returns: { type: any } },
			() => {
				throw failure("no policy may read a file here: give the text to parse_config");
			},
		);
	return [parseConfig, refused("parse_config_file", string), refused("parse_combined_config_files", arrayOf(string))];
}
