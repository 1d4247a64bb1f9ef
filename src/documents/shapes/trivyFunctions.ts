/** The functions that Trivy brings to its checks (pkg/iac/rego: custom.go, builtins.go), as far as findings need them. */
import { hostBuiltin } from "../../runtime/builtins/hostBuiltin.ts";
import { bitsIn, parseAddress } from "../../runtime/network/ipAddress.ts";
import { asNetwork, containsNetwork, type Network, parseNetwork } from "../../runtime/network/network.ts";
import { any, arrayOf, boolean, number, string } from "../../runtime/types.ts";
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import { JoinedText } from "../dockerfile/joinedText.ts";
import { PlaceMap } from "../dockerfile/places.ts";
import { CommandList } from "../dockerfile/shell/commandList.ts";
import { readScript } from "../dockerfile/shell/readScript.ts";
import { asObject, fieldOf, listOf, objectOf, textOf } from "../fields.ts";

/** A result's fields, and what the input calls them: a command of a Dockerfile has words of its own. */
const placeFields = [
	["startline", "startline"],
	["startline", "StartLine"],
	["endline", "endline"],
	["endline", "EndLine"],
	["filepath", "filepath"],
	["filepath", "Path"],
	["resource", "resource"],
	["managed", "managed"],
	["explicit", "explicit"],
	["sourceprefix", "sourceprefix"],
] as const;

/** What a part of the input says of its place. */
function placeOf(cause: Value): PlainObject {
	const object = asObject(cause);
	const told = objectOf(object, "__defsec_metadata") ?? object;
	const found = placeFields.flatMap(([field, word]) => {
		const value = fieldOf(told, word);
		return value === undefined ? [] : [[field, value] as const];
	});
	return Object.fromEntries(found);
}

const resultNew = hostBuiltin(
	{
		name: "result.new",
		doc: "A finding with a message about a part of the input, whose place it takes along.",
		args: [
			{ name: "message", type: string },
			{ name: "cause", type: any },
		],
		returns: { type: any },
	},
	(message, cause) => ({ ...placeOf(cause), msg: message }),
);

const isManaged = hostBuiltin(
	{
		name: "isManaged",
		doc: "Whether something is part of the configuration, not just mentioned by it.",
		args: [{ name: "resource", type: any }],
		returns: { type: boolean },
	},
	(resource) => placeOf(resource).managed !== false,
);

const parseCommands = hostBuiltin(
	{
		name: "sh.parse_commands",
		doc: "The words of each simple command of a shell script.",
		args: [{ name: "script", type: string }],
		returns: { type: arrayOf(arrayOf(string)) },
	},
	(script, context) => {
		context.spend(script.length);
		const list = new CommandList(new PlaceMap());
		readScript(JoinedText.fixed(script, { start: 0, end: 0 }), () => undefined, list);
		return list.commands.map((command) => listOf(command, "words").map(wordText));
	},
);

const wordText = (word: Value): string => textOf(asObject(word), "value") ?? "";

/** Networks that nobody outside reaches (RFC 1918, 4193; loopback and link-local). */
const inside = [
	"10.0.0.0/8",
	"172.16.0.0/12",
	"192.168.0.0/16",
	"127.0.0.0/8",
	"169.254.0.0/16",
	"fc00::/7",
	"fe80::/10",
	"::1/128",
].map((text) => parseNetwork(text) as Network);

function rangeOf(text: string): Network | undefined {
	const address = parseAddress(text);
	return address === undefined ? parseNetwork(text) : asNetwork(address);
}

const range = { name: "range", type: string } as const;

const isPublic = hostBuiltin(
	{
		name: "cidr.is_public",
		doc: "Whether a range has addresses that are reached from everywhere.",
		args: [range],
		returns: { type: boolean },
	},
	(text) => {
		if (text === "*") return true;
		const found = rangeOf(text);
		return found === undefined ? undefined : !inside.some((network) => containsNetwork(network, found));
	},
);

const countAddresses = hostBuiltin(
	{ name: "cidr.count_addresses", doc: "How many addresses a range has.", args: [range], returns: { type: number } },
	(text) => {
		// "*" has as many as Trivy can count.
		if (text === "*") return 2n ** 64n - 1n;
		const found = rangeOf(text);
		return found && 2n ** BigInt(bitsIn(found.family) - found.prefix);
	},
);

const secrets = [
	/(?:passw(?:or)?d|secret|token|api_?key|private_?key|access_?key)[\w-]*["']?\s*[:=]\s*\\?["']?[^\s"'\\]{6,}/i,
	/AKIA[0-9A-Z]{16}/,
	/ghp_[0-9A-Za-z]{36}/,
	/-----BEGIN [A-Z ]*PRIVATE KEY-----/,
];

const scanString = hostBuiltin(
	{
		name: "squealer.scan_string",
		doc: "Whether a text looks as if it held a secret.",
		args: [{ name: "text", type: string }],
		returns: { type: any },
	},
	(text, context) => {
		context.spend(text.length);
		const transgressionFound = secrets.some((secret) => secret.test(text));
		return { transgressionFound, description: transgressionFound ? "it looks like a secret" : "" };
	},
);

export const trivyFunctions = [resultNew, isManaged, parseCommands, isPublic, countAddresses, scanString];
