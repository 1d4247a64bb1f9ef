/** What `policy query` and `policy bench` understand alike: policies, data, the input, and where the query stands. */
import type { Command } from "commander";
import { usageInvalid } from "../../diagnostics/catalogue/configuration.ts";
import type { Shape } from "../../documents/shapes/shape.ts";
import { readDocuments } from "../../engine/readDocuments.ts";
import type { Value } from "../../runtime/values/value.ts";
import { repeated } from "../choice.ts";
import type { DeclarationOptions } from "../declarations/declarations.ts";
import { type Host, HostError } from "../host/host.ts";
import { addDeclarationOptions } from "../policyOptions.ts";
import { findInputs } from "../readInputs.ts";
import { Refusal } from "../refusal.ts";
import { readValue } from "./readBase.ts";

export interface QueryOptions extends DeclarationOptions {
	readonly data: readonly string[];
	readonly input?: string;
	readonly stdinInput: boolean;
	readonly package?: string;
	readonly import: readonly string[];
	readonly v0Compatible: boolean;
	readonly color: boolean;
}

export function addQueryOptions(command: Command): Command {
	return addDeclarationOptions(command)
		.option(
			"-d, --data <path>",
			"load policies and data: .rego, .policy, .json and .yaml files, or a folder of them; acme.teams:FILE puts data below data.acme.teams (repeatable)",
			repeated(String),
			[],
		)
		.option("-i, --input <file>", "the input document, JSON or YAML; `-` is standard input")
		.option("-I, --stdin-input", "read the input document from standard input", false)
		.option("--package <name>", "evaluate the query as a part of this package")
		.option("--import <path>", "import a document for the query: `data.acme as a` (repeatable)", repeated(String), [])
		.option("--v0-compatible", "the query and the .rego files are in Rego v0", false);
}

/** The query's text and its input. Standard input can be only one of them. */
export async function readGiven(
	host: Host,
	query: string,
	{ input, stdinInput, shape }: Pick<QueryOptions, "input" | "stdinInput" | "shape">,
): Promise<{ readonly query: string; readonly input?: Value }> {
	const fromStdin = stdinInput || input === "-";
	if (stdinInput && input !== undefined && input !== "-")
		throw new Refusal([usageInvalid({ text: "--input and --stdin-input can't both be", hint: "choose one" })]);
	if (fromStdin && query === "-")
		throw new Refusal([
			usageInvalid({
				text: "standard input can't be the query and the input",
				hint: "give one of them as an argument",
			}),
		]);
	const stdin = async (): Promise<string> => new TextDecoder().decode(await host.stdin());
	const text = query === "-" ? await stdin() : query;
	if (fromStdin) return { query: text, input: readValue(await stdin(), "<stdin>") };
	if (input === undefined) return { query: text };
	return { query: text, input: shape === undefined ? readInput(host, input) : readInShape(host, input, shape) };
}

/** The one document of a file, in a tool's form. */
function readInShape(host: Host, name: string, shape: Shape): Value {
	const [file] = findInputs(host.cwd, host.files, [name], undefined, undefined, shape).read(host.files);
	const read = file && readDocuments(file, { kinds: [], shape });
	const [document, second] = read?.documents ?? [];
	const fault = (text: string, hint?: string) => new Refusal([usageInvalid({ text, hint })]);
	if (document === undefined) throw fault(`${shape.title} reads nothing from \`${name}\``);
	if (second !== undefined)
		throw fault(`\`${name}\` has several documents`, `take one: policy parse --shape ${shape.id} ${name}`);
	return document.value;
}

function readInput(host: Host, name: string): Value {
	try {
		return readValue(new TextDecoder().decode(host.files.read(name)), name);
	} catch (error) {
		if (!(error instanceof HostError)) throw error;
		throw new Refusal([usageInvalid({ text: `can't read the input \`${name}\`: ${error.reason}` })]);
	}
}
