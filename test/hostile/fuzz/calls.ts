/**
 * Every builtin with operands at random, asked of OPA too: the same value with the same text, or the same error with the same words.
 * A case is the builtin's name and an operand a line, as in `builtins`. Needs `opa` on PATH.
 */
import { BuiltinError } from "../../../src/runtime/builtins/builtin.ts";
import { builtins as all } from "../../../src/runtime/builtins/index.ts";
import { toRegoText } from "../../../src/runtime/values/regoText.ts";
import { attempt, makeCall, readCall } from "./builtins.ts";
import type { Fault, Fuzzer } from "./fuzzer.ts";
import { OpaServer, opaIsThere } from "./opaServer.ts";

/** What differs from run to run, asks the network or the machine, or gives nothing to compare. */
const unsteady = new Set([
	"http.send",
	"assign",
	"net.lookup_ip_addr",
	"opa.runtime",
	"time.now_ns",
	"rand.intn",
	"uuid.rfc4122",
]);
const spoken = new Set(["print", "internal.print", "trace", "internal.test_case", "internal.template_string"]);

const compared = [...all.values()].filter(
	({ name, deprecated, variadic }) =>
		!unsteady.has(name) && !spoken.has(name) && deprecated !== true && variadic !== true,
);

interface Said {
	readonly name: string;
	readonly ours: string;
	readonly theirs: string;
}
const bothFail = ({ ours, theirs }: Said): boolean =>
	ours.startsWith("eval_builtin") && theirs.startsWith("eval_builtin");

/** Where we differ and mean to: why, and what tells such a difference. */
const known: readonly (readonly [why: string, is: (said: Said) => boolean])[] = [
	[
		"what is wrong with Rego, GraphQL, YAML or DER is said by other parsers",
		(said) => bothFail(said) && /^(?:rego\.parse_module|graphql\.|yaml\.|crypto\.x509\.)/.test(said.name),
	],
	[
		"what is wrong with a key is told in Go's types, their fields in any order",
		(said) => bothFail(said) && /Go value of type|'alg' header/.test(said.theirs),
	],
	[
		"what the machine says of a file that isn't there",
		({ theirs }) => /invalid argument$|file name too long$|is a directory$/.test(theirs),
	],
	["bytes that are no UTF-8: our strings are texts", ({ theirs }) => /\\x[89a-f][0-9a-f]|\ufffd/.test(theirs)],
	[
		"in a template sets are lists, and any key may be read",
		({ name, theirs }) => name === "strings.render_template" && /invalid character/.test(theirs),
	],
	["a bound on work", ({ ours }) => /more than \d+ (?:tokens|addresses|numbers)|too big$/.test(ours)],
	[
		"Go's text of a number that is none in JSON",
		({ name, theirs }) => name === "to_number" && /invalid number literal/.test(theirs),
	],
	[
		"OPA takes its own error text for a format",
		({ theirs }) => /%!/.test(theirs) && /BADINDEX|NOVERB|MISSING/.test(theirs),
	],
	[
		"lines that only YAML 1.1 breaks",
		({ name, ours }) => name === "yaml.marshal" && /\\[NLP]|\\u(?:0085|2028|2029)/.test(ours),
	],
];

/** Past OPA's types: what is given to a function of its own is of any type. */
function moduleOf(name: string, lines: readonly string[], isRelation: boolean): string {
	const operands = lines.map((line) => `any_type(${line})`).join(", ");
	const call = isRelation ? `[x | ${name}(${operands}, x)]` : `${name}(${operands})`;
	return `package t\n\nany_type(x) := x\n\nresult := ${call}\n\ntext := sprintf("%v", [[result]])\n`;
}

interface OpaAnswer {
	readonly result?: { readonly result?: unknown; readonly text?: string };
	readonly errors?: readonly { readonly code: string; readonly message: string }[];
	readonly message?: string;
}

let server: OpaServer | undefined;

async function opaSays(module: string): Promise<string | undefined> {
	if (server === undefined) {
		server = new OpaServer();
		await server.ready();
	}
	try {
		const put = await server.ask("PUT", "/v1/policies/m", module);
		if (put.status >= 300) return undefined;
		const answer = await server.ask("POST", "/v1/data/t?strict-builtin-errors=true", "{}");
		const { result, errors: [error] = [], message } = JSON.parse(answer.text) as OpaAnswer;
		if (answer.status >= 300) return `${error?.code}: ${error?.message ?? message}`;
		return result?.text ?? "undefined";
	} catch {
		// It takes too long, or is gone: no answer is no disagreement.
		server.close();
		server = undefined;
		return undefined;
	}
}

const codes = { type: "eval_type_error", other: "eval_builtin_error" } as const;

async function check(text: string): Promise<Fault | undefined> {
	const read = readCall(text);
	if (read === undefined) return undefined;
	const { builtin, lines, values } = read;
	const { name } = builtin;
	if (unsteady.has(name)) return undefined;
	const given = attempt(builtin, values);
	const ours =
		given instanceof BuiltinError
			? `${codes[given.kind]}: ${name}: ${given.message}`
			: given === undefined
				? "undefined"
				: toRegoText([given]);
	if (/out of budget/.test(ours)) return undefined;
	const theirs = await opaSays(moduleOf(name, lines, builtin.relation === true));
	if (theirs === undefined || ours === theirs) return undefined;
	if (known.some(([, is]) => is({ name, ours, theirs }))) return undefined;
	return {
		what: `${name}: ${sortOf(ours)} here, ${sortOf(theirs)} there`,
		detail: `ours: ${ours.slice(0, 700)}\nOPA:  ${theirs.slice(0, 700)}`,
	};
}

/** A value, or an error without what is particular to one call. */
function sortOf(said: string): string {
	if (!said.startsWith("eval_")) return said === "undefined" ? said : "a value";
	return said
		.replace(/"(?:\\.|[^"])*"/g, "…")
		.replace(/\d+/g, "…")
		.slice(0, 80);
}

export const calls: Fuzzer = {
	name: "calls",
	isThere: opaIsThere(),
	make: (random) => makeCall(random, compared),
	check,
	close: () => server?.close(),
};
