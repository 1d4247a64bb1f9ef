/**
 * Laws that builtins keep whatever their operands: what is encoded decodes to the same, sets are a lattice, orders are total. A case is a
 * law's text and an operand a line; its letters stand for the operands.
 */
import { BuiltinError } from "../../../src/runtime/builtins/builtin.ts";
import { toRegoText } from "../../../src/runtime/values/regoText.ts";
import { evaluateText, Undefined } from "../../runtime/builtins/evaluateTerm.ts";
import type { Fault, Fuzzer } from "./fuzzer.ts";
import { hostileTexts } from "./mutateText.ts";
import type { Random } from "./random.ts";

type Make = (random: Random) => string;

const letters = [
	"a",
	"b",
	"aa",
	"é",
	"e\u0301",
	"🐳",
	"ß",
	"İ",
	" ",
	"\t",
	"\n",
	".",
	"-",
	"0",
	"A",
	"%",
	"+",
	"/",
	"\u0085",
	"\ufeff",
];
const text = (random: Random): string =>
	random
		.list(random.below(6), () => random.pick(random.chance(0.8) ? letters : hostileTexts))
		.join("")
		.replace(/\p{Surrogate}/gu, "\ufffd");

const string: Make = (random) => JSON.stringify(text(random));
const filled: Make = (random) => JSON.stringify(text(random) || "x");
const word: Make = (random) =>
	`"${random.list(random.below(4), () => random.pick(["a", "b", "é", "🐳", " "])).join("")}"`;
const integer: Make = (random) =>
	random.pick([
		() => `${random.below(20) - 10}`,
		() => `${random.below(2 ** 31)}`,
		() => `-${random.below(2 ** 31)}${random.below(10 ** 9)}`,
		() => `1${"0".repeat(random.below(40))}`,
		() => `9007199254740${random.below(1000)}`,
	])();
const small: Make = (random) => `${random.below(40)}`;
const nonzero: Make = (random) =>
	`${random.chance(0.5) ? "-" : ""}${1 + random.below(random.chance(0.5) ? 9 : 10 ** 9)}`;
const number: Make = (random) =>
	random.chance(0.5)
		? integer(random)
		: `${random.chance(0.3) ? "-" : ""}${random.below(1000)}.${random.below(100000)}${random.chance(0.2) ? `e${random.below(20) - 10}` : ""}`;
/** Small enough for all of its digits to count. */
const decimal: Make = (random) => `${random.chance(0.3) ? "-" : ""}${random.below(1000)}.${random.below(100000)}`;
const list =
	(make: Make): Make =>
	(random) =>
		`[${random.list(random.below(5), () => make(random)).join(", ")}]`;
const set =
	(make: Make): Make =>
	(random) =>
		`({${random.list(1 + random.below(4), () => make(random)).join(", ")}} - {"gone"})`;
const object =
	(key: Make, value: Make): Make =>
	(random) =>
		`{${random.list(random.below(4), () => `${key(random)}: ${value(random)}`).join(", ")}}`;

const scalar: Make = (random) =>
	random.pick([() => "null", () => "true", () => "false", () => number(random), () => string(random)])();
const nested =
	(depth: number, asJson: boolean): Make =>
	(random) => {
		const inner = depth > 2 ? scalar : nested(depth + 1, asJson);
		const kinds = [
			scalar,
			scalar,
			list(inner),
			object(asJson ? string : inner, inner),
			...(asJson ? [] : [set(inner)]),
		];
		return random.pick(kinds)(random);
	};
const value = nested(0, false);
const json = nested(0, true);
const values = list(value);
const members = set(nested(1, false));
const fields = object(string, nested(1, true));

const moment: Make = (random) =>
	`${random.chance(0.2) ? "-" : ""}${random.below(2 ** 31)}${`${random.below(10 ** 9)}`.padStart(9, "0")}`;
const version: Make = (random) => {
	const core = random.list(3, () => random.below(12)).join(".");
	const identifiers = random.list(1 + random.below(3), () =>
		random.pick(["alpha", "beta", "1", "10", "2", "a-b", "x1"]),
	);
	return `"${core}${random.chance(0.5) ? `-${identifiers.join(".")}` : ""}${random.chance(0.2) ? "+b" : ""}"`;
};
const network: Make = (random) =>
	random.chance(0.6)
		? `"10.${random.below(4)}.${random.below(4)}.${random.below(256)}/${8 + random.below(25)}"`
		: `"2001:db8:${random.below(4)}::${random.below(4)}/${32 + random.below(97)}"`;
const graph: Make = object(word, list(word));

interface Law {
	readonly text: string;
	readonly operands: Readonly<Record<string, Make>>;
	/** The law says nothing where the left side has no value. */
	readonly isPartial?: boolean;
}

const law = (operands: Law["operands"], ...texts: readonly string[]): readonly Law[] =>
	texts.map((each) => ({ text: each.replace(/^\? /, ""), operands, isPartial: each.startsWith("? ") }));

const S = { A: string, B: string };

/** A capital letter is an operand. What begins with `?` need not have a value. */
export const laws: readonly Law[] = [
	...law(
		{ ...S },
		"strings.reverse(strings.reverse(A)) == A",
		"lower(lower(A)) == lower(A)",
		"upper(upper(A)) == upper(A)",
		"trim_space(trim_space(A)) == trim_space(A)",
		"trim(trim(A, B), B) == trim(A, B)",
		"trim_right(trim_left(A, B), B) == trim(A, B)",
		'startswith(concat("", [A, B]), A)',
		'endswith(concat("", [A, B]), B)',
		'contains(concat("", [B, A, B]), A)',
		'count(concat("", [A, B])) == count(A) + count(B)',
		'trim_prefix(concat("", [A, B]), A) == B',
		'trim_suffix(concat("", [A, B]), B) == A',
		"concat(B, split(A, B)) == A",
		"substring(A, 0, -1) == A",
		"substring(A, 0, count(A)) == A",
		'substring(concat("", [A, B]), count(A), -1) == B',
		"strings.replace_n({}, A) == A",
		"strings.any_prefix_match(A, [B]) == startswith(A, B)",
		"strings.any_suffix_match([A], B) == endswith(A, B)",
		'sprintf("%s", [A]) == A',
		'sprintf("%v%v", [A, B]) == concat("", [A, B])',
		"base64.decode(base64.encode(A)) == A",
		"base64.is_valid(base64.encode(A))",
		"base64url.decode(base64url.encode(A)) == A",
		"base64url.decode(base64url.encode_no_pad(A)) == A",
		"hex.decode(hex.encode(A)) == A",
		"urlquery.decode(urlquery.encode(A)) == A",
		"json.unmarshal(json.marshal(A)) == A",
		"glob.match(glob.quote_meta(A), [], A)",
		"glob.match(glob.quote_meta(A), null, B) == (A == B)",
		"count(crypto.sha256(A)) == 64",
		"crypto.hmac.equal(A, B) == (A == B)",
		"(A < B) == (B > A)",
		'count(strings.split_n(A, "a", 2)) <= 2',
	),
	...law(
		{ A: string, B: filled },
		"strings.count(A, B) == count(split(A, B)) - 1",
		"contains(A, B) == (indexof(A, B) >= 0)",
		"(indexof_n(A, B) == []) == (indexof(A, B) == -1)",
		"replace(A, B, B) == A",
		"strings.replace_n({B: B}, A) == A",
		'contains(replace(A, B, ""), B) <= (contains(A, B))',
		"urlquery.decode_object(urlquery.encode_object({B: [A, B]})) == {B: [A, B]}",
		'io.jwt.verify_hs256(io.jwt.encode_sign({"alg": "HS256"}, {B: A}, {"kty": "oct", "k": base64url.encode_no_pad(B)}), B)',
	),
	...law({ A: list(word) }, '? split(concat(",", array.concat(A, [""])), ",") == array.concat(A, [""])'),
	...law(
		{ A: members, B: members, C: members },
		"A | B == B | A",
		"A & B == B & A",
		"A | A == A",
		"A & A == A",
		"(A | B) | C == A | (B | C)",
		"(A & B) & C == A & (B & C)",
		"A & (A | B) == A",
		"A | (A & B) == A",
		"A & (B | C) == (A & B) | (A & C)",
		"A - (B | C) == (A - B) & (A - C)",
		"(A - B) | (A & B) == A",
		"(A - A) == set()",
		"union({A, B, C}) == A | (B | C)",
		"intersection({A, B, C}) == A & (B & C)",
		"count(A | B) == count(A) + count(B) - count(A & B)",
		"object.subset(A | B, A)",
		"sort(A) == sort(sort(A))",
		"json.unmarshal(json.marshal(A)) == json.unmarshal(json.marshal(sort(A)))",
	),
	...law(
		{ A: values, B: values, N: small },
		"array.reverse(array.reverse(A)) == A",
		"array.reverse(array.concat(A, B)) == array.concat(array.reverse(B), array.reverse(A))",
		"array.concat(array.slice(A, 0, N), array.slice(A, N, count(A))) == A",
		"count(array.concat(A, B)) == count(A) + count(B)",
		"array.flatten([A, B]) == array.concat(A, B)",
		"sort(sort(A)) == sort(A)",
		"sort(array.reverse(A)) == sort(A)",
		"count(sort(A)) == count(A)",
		"? min(A) <= max(A)",
		"? min(A) == min(sort(A))",
		"? max(array.concat(A, B)) >= max(A)",
		"object.subset(A, array.slice(A, N, N + 1))",
	),
	...law(
		{ A: fields, B: fields, K: list(string) },
		"object.union(A, {}) == A",
		"object.union(A, A) == A",
		"object.union_n([A, B]) == object.union(A, B)",
		"object.keys(object.union(A, B)) == object.keys(A) | object.keys(B)",
		"object.remove(A, object.keys(A)) == {}",
		"object.filter(A, object.keys(A)) == A",
		"object.union(object.filter(A, K), object.remove(A, K)) == A",
		"object.subset(A, A)",
		"object.subset(object.union(A, B), B)",
		"object.get(A, [], 1) == A",
		"json.patch(A, []) == A",
		"json.remove(A, []) == A",
		'json.patch(json.patch(A, [{"op": "add", "path": ["\\u0001"], "value": B}]), [{"op": "remove", "path": ["\\u0001"]}]) == A',
		'json.patch(A, [{"op": "add", "path": ["\\u0001"], "value": B}, {"op": "test", "path": ["\\u0001"], "value": B}]) == object.union(A, {"\\u0001": B})',
		"json.unmarshal(json.marshal(A)) == A",
	),
	...law(
		{ A: json },
		"json.unmarshal(json.marshal(A)) == A",
		"json.is_valid(json.marshal(A))",
		"json.marshal(json.unmarshal(json.marshal(A))) == json.marshal(A)",
		'json.unmarshal(json.marshal_with_options(A, {"pretty": true})) == A',
		'json.unmarshal(json.marshal_with_options(A, {"indent": " ", "prefix": ""})) == A',
		"? yaml.unmarshal(yaml.marshal(A)) == A",
		"? yaml.is_valid(yaml.marshal(A))",
	),
	...law(
		{ A: value, B: value, C: value },
		"A == A",
		"(A == B) == (B == A)",
		"(A < B) == (B > A)",
		"(A <= B) == ((A < B) != (A == B))",
		"(A < B) != (A >= B)",
		"sort([A, B, C]) == sort([C, B, A])",
		"min([A, B]) <= max([A, B])",
		"A in [B, A]",
		"A in {A, B}",
		"(A in {B}) == (A == B)",
		"count({A, B}) + to_number(A == B) == 2",
		'type_name(A) in {"null", "boolean", "number", "string", "array", "object", "set"}',
		'is_string(A) == (type_name(A) == "string")',
		'is_number(A) == (type_name(A) == "number")',
		'is_set(A) == (type_name(A) == "set")',
		'is_object(A) == (type_name(A) == "object")',
		'is_array(A) == (type_name(A) == "array")',
		"json.is_valid(json.marshal(A))",
	),
	...law(
		{ A: integer, B: integer, D: nonzero, N: small },
		"A + B == B + A",
		"A * B == B * A",
		"(A - B) + B == A",
		"A * (B + D) == (A * B) + (A * D)",
		"(N * D) / D == N",
		"abs(A % D) < abs(D)",
		"(A - (A % D)) % D == 0",
		"abs(A) == abs(0 - A)",
		"floor(D) == D",
		"ceil(D) == D",
		"round(D) == D",
		"to_number(format_int(A, 10)) == A",
		'to_number(sprintf("%d", [A])) == A',
		"bits.xor(bits.xor(A, B), B) == A",
		"bits.negate(bits.negate(A)) == A",
		"bits.rsh(bits.lsh(A, N), N) == A",
		"bits.lsh(A, 1) == A * 2",
		"bits.or(A, B) - bits.and(A, B) == bits.xor(A, B)",
		"bits.negate(bits.and(A, B)) == bits.or(bits.negate(A), bits.negate(B))",
		"numbers.range(A, A + N) == array.reverse(numbers.range(A + N, A))",
		"count(numbers.range(A, A + N)) == N + 1",
		"numbers.range_step(A, A + N, 1) == numbers.range(A, A + N)",
		"sum([A, B, D]) == (A + B) + D",
		"product([A, B]) == product([B, A])",
		'units.parse(sprintf("%d", [abs(A)])) == abs(A)',
		'units.parse_bytes(sprintf("%dKB", [N])) < units.parse_bytes(sprintf("%dKB", [N + 1]))',
		'units.parse_bytes(sprintf("%dKB", [N])) <= units.parse_bytes(sprintf("%dKiB", [N]))',
		'units.parse_bytes(sprintf("%dKiB", [N])) <= units.parse_bytes(sprintf("%dMiB", [N]))',
		'units.parse(sprintf("%dm", [N * 1000])) == N',
	),
	...law(
		{ A: number, B: number, D: decimal },
		"A + B == B + A",
		"A * B == B * A",
		"abs(floor(D) - D) <= 1",
		"abs(round(D) - D) <= 0.5",
		"(A < B) == (B > A)",
		"json.unmarshal(json.marshal(A)) == A",
		"A - A == 0",
		"max([A, B]) >= min([A, B])",
	),
	...law(
		{ A: moment, B: moment, N: small },
		"time.parse_rfc3339_ns(time.format(A)) == A",
		'time.parse_ns("2006-01-02T15:04:05.999999999Z07:00", time.format([A, "Europe/Berlin", "2006-01-02T15:04:05.999999999Z07:00"])) == A',
		"time.add_date(time.add_date(A, 0, 0, N), 0, 0, 0 - N) == A",
		"time.add_date(A, 0, 0, N) - A == (N * 86400) * 1000000000",
		"time.diff(A, B) == time.diff(B, A)",
		"time.diff(A, A) == [0, 0, 0, 0, 0, 0]",
		'time.parse_duration_ns(sprintf("%dns", [N])) == N',
		'time.parse_duration_ns(sprintf("%dh", [N])) == time.parse_duration_ns(sprintf("%dm", [N * 60]))',
		'time.parse_duration_ns(sprintf("%dd", [N])) == time.parse_duration_ns(sprintf("%dh", [N * 24]))',
		"time.weekday(time.add_date(A, 0, 0, 7)) == time.weekday(A)",
	),
	...law(
		{ A: network, B: network, C: network },
		"net.cidr_contains(A, A)",
		"net.cidr_contains(A, B) <= net.cidr_intersects(A, B)",
		"net.cidr_intersects(A, B) == net.cidr_intersects(B, A)",
		"net.cidr_intersects(A, B) == ((net.cidr_contains(A, B) == false) <= net.cidr_contains(B, A))",
		"net.cidr_merge(net.cidr_merge([A, B, C])) == net.cidr_merge([A, B, C])",
		"net.cidr_merge([A, B]) == net.cidr_merge([B, A])",
		"net.cidr_merge({A, B, C}) == net.cidr_merge([C, A, B, A])",
		"net.cidr_is_valid(A)",
		"(net.cidr_contains_matches(A, B) == {[A, B]}) == net.cidr_contains(A, B)",
	),
	...law(
		{ A: version, B: version, C: version },
		"semver.compare(A, A) == 0",
		"semver.compare(A, B) + semver.compare(B, A) == 0",
		"abs((semver.compare(A, B) + semver.compare(B, C)) + semver.compare(C, A)) <= 1",
		"semver.is_valid(A)",
	),
	...law({ A: graph, B: set(word) }, "graph.reachable(A, graph.reachable(A, B)) == graph.reachable(A, B)"),
];

function make(random: Random): string {
	const chosen = random.pick(laws);
	return [
		chosen.text,
		...Object.entries(chosen.operands).map(([letter, operand]) => `${letter} ${operand(random)}`),
	].join("\n");
}

function check(text: string): Fault | undefined {
	const [name = "", ...lines] = text.split("\n");
	const chosen = laws.find((one) => one.text === name);
	const operands = new Map(lines.map((line) => [line.charAt(0), line.slice(2)]));
	if (chosen === undefined || Object.keys(chosen.operands).some((letter) => !operands.has(letter))) return undefined;
	for (const operand of operands.values()) {
		try {
			evaluateText(operand);
		} catch {
			// The line is no value.
			return undefined;
		}
	}
	// A letter on its own: not one in a word or in a string.
	const written = name.replace(/"(?:\\.|[^"])*"|\b[A-Z]\b/g, (found) =>
		found.startsWith('"') ? found : `${operands.get(found)}`,
	);
	try {
		const result = evaluateText(written);
		return result === true ? undefined : { what: `not kept: ${name}`, detail: toRegoText(result).slice(0, 300) };
	} catch (problem) {
		const isExpected = problem instanceof BuiltinError || problem instanceof Undefined;
		if (isExpected && chosen.isPartial === true) return undefined;
		if (!isExpected) throw problem;
		return { what: `no value: ${name}`, detail: problem instanceof BuiltinError ? problem.message : "undefined" };
	}
}

export const lawful: Fuzzer = { name: "laws", make, check };
