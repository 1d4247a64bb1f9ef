/**
 * Texts that a builtin is likely to take or only just to refuse, put together from pieces of what it reads: addresses, versions,
 * globs, URIs, times, and short strings over few letters, which overlap.
 */
import type { Random } from "./random.ts";

type Make = (random: Random) => string;

const some = (random: Random, most: number, make: Make, between = ""): string =>
	random.list(random.below(most + 1), () => make(random)).join(between);

const of =
	(...pieces: readonly string[]): Make =>
	(random) =>
		random.pick(pieces);

const number = of("0", "1", "2", "10", "01", "255", "256", "32", "33", "128", "129", "65536", "-1", "", "9".repeat(20));

/** Few letters and short, so that one is often a part of another. */
const short: Make = (random) =>
	some(random, 6, of("a", "b", "ab", "aa", "é", "e\u0301", "🐳", " ", "A", "ß", "İ", "\t", ".", "-", "0"));

const version: Make = (random) => {
	const core = random.list(random.chance(0.9) ? 3 : random.below(5), () => number(random)).join(".");
	const identifier = of("alpha", "beta", "1", "10", "2", "01", "a-b", "", "é", "rc", "0", "x1", "-");
	const pre = random.chance(0.5) ? `-${some(random, 3, identifier, ".")}` : "";
	const build = random.chance(0.3) ? `+${some(random, 3, identifier, ".")}` : "";
	return `${random.chance(0.2) ? random.pick(["v", "V", " ", "vv", "="]) : ""}${core}${pre}${build}${random.chance(0.03) ? " " : ""}`;
};

const address4: Make = (random) =>
	random.chance(0.7)
		? random.pick([
				"10.0.0.1",
				"10.0.0.0",
				"10.1.2.3",
				"192.168.0.1",
				"0.0.0.0",
				"255.255.255.255",
				"127.0.0.1",
				"172.16.0.0",
			])
		: random.list(random.chance(0.9) ? 4 : random.below(6), () => number(random)).join(".");
const group = of("0", "1", "ff", "2001", "db8", "ffff", "FFFF", "fffff", "", "g");
const address6: Make = (random) => {
	if (random.chance(0.6))
		return random.pick([
			"::1",
			"::",
			"2001:db8::1",
			"2001:db8::",
			"fe80::1%eth0",
			"::ffff:10.0.0.1",
			"::10.0.0.1",
			"fe80::",
			"::ffff:a00:1",
		]);
	const groups = random.list(1 + random.below(9), () => group(random)).join(":");
	return random.chance(0.5) ? groups.replace(/:[^:]*:/, "::") : groups;
};
const address: Make = (random) => (random.chance(0.6) ? address4 : address6)(random);
const network: Make = (random) => {
	const prefix = of(
		"8",
		"16",
		"24",
		"31",
		"32",
		"0",
		"33",
		"64",
		"104",
		"120",
		"127",
		"128",
		"129",
		"-1",
		"08",
		"",
		"x",
	);
	return random.chance(0.8) ? `${address(random)}/${prefix(random)}` : address(random);
};

const glob: Make = (random) =>
	some(random, 5, (inner) =>
		inner.chance(0.7)
			? inner.pick(["a", "b", "*", "**", "?", ".", "/", ":", "é", "🐳", "\\*", "\\", "-", "!", "]", "}", ",", "^"])
			: inner.chance(0.5)
				? `[${inner.pick(["", "!", "^"])}${some(inner, 3, of("a", "b", "a-c", "é", "-", "]", "\\", "z-a", "!", "."))}${inner.chance(0.9) ? "]" : ""}`
				: `{${some(inner, 3, of("a", "b", "", "*", "a*", "[ab]", "a{b,c}", "a.b", "?"), ",")}${inner.chance(0.9) ? "}" : ""}`,
	);
const globbed: Make = (random) =>
	some(random, 5, of("a", "b", "c", ".", "/", ":", "é", "🐳", "*", "-", "ab", "\n", "]"));

const escaped = of("%20", "%2F", "%2f", "%41", "%zz", "%", "%e9", "%C3%A9", "%00", "%25", "%2", "+", "%5B");
const word = of(
	"a",
	"b",
	"example.com",
	"é",
	"~",
	"-",
	"_",
	".",
	"..",
	"*",
	"!",
	"'",
	"(",
	"@",
	"&",
	"=",
	",",
	";",
	"$",
	" ",
	"\\",
	"^",
	"|",
	'"',
	"<",
	"[",
	"]",
	"{",
	"\u007f",
	"\n",
	":",
);
const part: Make = (random) => some(random, 3, (inner) => (inner.chance(0.7) ? word : escaped)(inner));
const host: Make = (random) => {
	switch (random.below(6)) {
		case 0:
			return `[${address6(random)}]`;
		case 1:
			return `[${address(random)}${random.pick(["%25eth0", "%25", "%eth0", "%2", "%25a%20b", "%25%zz", ""])}]`;
		case 2:
			return address4(random);
		case 3:
			return part(random);
		default:
			return random.pick(["example.com", "EXAMPLE.com", "localhost", "", "a.b.c", "é.com", "a_b", "%41.com", "xn--a"]);
	}
};
const uri: Make = (random) => {
	const scheme = random.chance(0.7)
		? `${random.pick(["http", "https", "HTTP", "ftp", "mailto", "a+b-c.d", "1a", "é", "", "urn", "file", "postgres", "a%20b"])}:`
		: "";
	const user = random.chance(0.2) ? `${part(random)}${random.pick(["", ":", ":x"])}@` : "";
	const port = random.chance(0.4) ? `:${random.pick(["80", "", "0", "99999", "x", "-1", "8 0", "80:90", "8%30"])}` : "";
	const authority = random.chance(0.7) ? `//${user}${host(random)}${port}` : "";
	const path = random.chance(0.7)
		? `${random.pick(["/", "", "//", "///", "./", "../"])}${some(random, 3, part, "/")}`
		: "";
	const query = random.chance(0.3) ? `?${part(random)}${random.pick(["", "=", "&a=b", "?", "/"])}` : "";
	const fragment = random.chance(0.3) ? `#${part(random)}${random.pick(["", "#", "/", "?"])}` : "";
	return scheme + authority + path + query + fragment;
};
const query: Make = (random) =>
	some(
		random,
		3,
		(inner) => `${part(inner)}${inner.chance(0.8) ? "=" : ""}${part(inner)}`,
		random.pick(["&", "&&", ";"]),
	);

const layout: Make = (random) =>
	some(
		random,
		5,
		of(
			"2006",
			"06",
			"01",
			"1",
			"Jan",
			"January",
			"02",
			"2",
			"_2",
			"002",
			"15",
			"03",
			"3",
			"04",
			"4",
			"05",
			"5",
			".000",
			".999",
			",000",
			"PM",
			"pm",
			"MST",
			"Z07:00",
			"-0700",
			"Z0700",
			"-07",
			"Mon",
			"Monday",
			"T",
			"-",
			" ",
			":",
			"/",
		),
		random.pick(["", "-", " "]),
	);
const when: Make = (random) => {
	const pad = (count: number): string => `${random.below(count)}`.padStart(2, "0");
	const zone = random.pick(["Z", "+01:00", "-07:00", "", "z", "+0100", "+24:00", " UTC", "-00:00"]);
	return `${random.pick(["2017", "1969", "2262", "0000", "9999", "17"])}-${pad(14)}-${pad(33)}${random.pick(["T", "t", " "])}${pad(25)}:${pad(61)}:${pad(61)}${random.pick(["", ".1", ".123456789", ".", ",5", ".1234567891"])}${zone}`;
};
const duration: Make = (random) =>
	random.pick(["", "", "-", "+"]) +
	some(
		random,
		3,
		(inner) =>
			inner.pick(["1", "1.5", ".5", "0", "10", "1.", "", "99999999999", "-1", "1e3"]) +
			inner.pick(["h", "m", "s", "ms", "us", "µs", "ns", "d", "w", "y", "", "H", "x"]),
	);

const unit: Make = (random) =>
	random.pick(["", "", "", "-", "+", '"', " "]) +
	random.pick([
		"1",
		"0",
		"1.5",
		".5",
		"1e3",
		"1E3",
		"10",
		"0.1",
		"1e-3",
		"1e",
		"1.",
		"123456789012345678901",
		"1e99999",
		"",
		"١",
	]) +
	random.pick([
		"",
		"",
		"k",
		"K",
		"Ki",
		"KiB",
		"kb",
		"m",
		"M",
		"Mi",
		"mi",
		"MB",
		"G",
		"Gi",
		"T",
		"Ti",
		"P",
		"E",
		"Ei",
		"e",
		"n",
		"u",
		" ",
		"b",
		"B",
		"Q",
		"mb",
		"KIB",
		" k",
		'"',
	]);

const pattern: Make = (random) =>
	some(
		random,
		4,
		of(
			"a",
			"b",
			".",
			"a*",
			"a+?",
			"(a|b)",
			"(?i)A",
			"[a-c]",
			"[^a]",
			"^",
			"$",
			"\\b",
			"\\d",
			"\\pL",
			"a{2}",
			"a{2,}",
			"(",
			")",
			"[",
			"*",
			"\\",
			"(?P<n>a)",
			"(?:b)",
			"é",
			"🐳",
			"\\x{1f433}",
			"a{,2}",
			"(?s).",
			"\\Qa.b\\E",
			"(?=a)",
			"\\1",
			"[[:alpha:]]",
			"",
			"|",
		),
	);
const replacement: Make = (random) =>
	some(random, 3, of("$1", "${1}", "$n", "${n}", "$", "$$", "a", "$1x", "${", "é", "$0", "\\1"));

const format: Make = (random) =>
	some(random, 3, (inner) =>
		inner.chance(0.6)
			? `%${inner.pick(["", "", "+", "-", "#", "0", " ", "+#"])}${inner.pick(["", "", "5", "10", "*", ".2", "5.1", ".", "[1]", "[2]", "[9]", "[x]"])}${inner.pick(["v", "s", "d", "q", "x", "X", "t", "f", "e", "g", "b", "o", "c", "U", "T", "%", "w", "!", "p", "E", "G", "O", ""])}`
			: inner.pick(["a", "é", "%", " "]),
	);

const base64: Make = (random) =>
	some(random, 3, of("YQ==", "YWI=", "YWJj", "YQ", "YT8-", "_-8", "+/8=", "=", "*", "\n", " ", "é", "YQ="));
const hex: Make = (random) => some(random, 3, of("61", "C3", "a9", "c3a9", "zz", "6", "0x", " ", "é"));
const uuid: Make = (random) => {
	const id = random.pick([
		"6ba7b810-9dad-11d1-80b4-00c04fd430c8",
		"f47ac10b-58cc-4372-8567-0e02b2c3d479",
		"000003e8-cba8-21ef-b100-325096b39f47",
		"00000000-0000-0000-0000-000000000000",
	]);
	return random.pick([
		id,
		`{${id}}`,
		`urn:uuid:${id}`,
		id.replaceAll("-", ""),
		id.toUpperCase(),
		`${id}0`,
		id.slice(1),
		`x${id.slice(1)}`,
		`URN:UUID:${id}`,
		`[${id}]`,
	]);
};
const pointer: Make = (random) =>
	random.pick(["", "/"]) + some(random, 3, of("a", "b", "0", "-", "~0", "~1", "01", "é", "", "~", "1"), "/");
const json: Make = (random) => {
	const scalar = of(
		"1",
		"-0",
		"1.0",
		"1e3",
		"01",
		".5",
		"1.",
		"true",
		"nul",
		'"a"',
		'"\\u00e9"',
		'"\\ud83d\\udc33"',
		'"\\ud83d"',
		'"\n"',
		"NaN",
		"1e400",
		"9007199254740993",
		'""',
		" ",
		"",
	);
	return random.pick([
		() => scalar(random),
		() => `[${some(random, 3, scalar, ",")}]`,
		() => `{"a": ${scalar(random)}${random.pick(["", ",", ', "a": 2', ', "b": [1'])}}`,
		() => `${scalar(random)}${random.pick([" ", "\n", "x", "]", " 1"])}`,
	])();
};
const yaml: Make = (random) =>
	some(
		random,
		4,
		of(
			"a: 1\n",
			"b: [x, y]\n",
			"- 1\n",
			"- a: b\n",
			"  c: d\n",
			"yes",
			"1.0",
			"0o7",
			"0x1f",
			"1_000",
			"~",
			"null",
			"'a'",
			'"b\\n"',
			"&x 1\n",
			"*x\n",
			"<<: *x\n",
			"|\n  a\n",
			">-\n  a\n",
			"---\n",
			"...\n",
			"# c\n",
			"2001-01-01",
			".inf",
			"!!str 1",
			"? a\n: b\n",
			"{a: b}",
			"on",
			"1e3",
			"- - 1\n",
		),
	);

const arrayOfShort: Make = (random) => `[${some(random, 4, (inner) => JSON.stringify(short(inner)), ", ")}]`;
const key = of('"a"', "1", "true", "null", '"b"', "[1]", '"é"');
const small: Make = (random) =>
	random.pick([
		() => key(random),
		() => `[${some(random, 3, key, ", ")}]`,
		() => `{${random.list(1 + random.below(3), () => key(random)).join(", ")}}`,
		() => `{${some(random, 3, (inner) => `${key(inner)}: ${key(inner)}`, ", ")}}`,
		() => `{"a": {"b": ${key(random)}, "c": [${key(random)}, {"d": ${key(random)}}]}}`,
	])();
const edge = of(
	"0",
	"1",
	"2",
	"3",
	"-1",
	"-2",
	"10",
	"1.5",
	"-0",
	"1e3",
	"9007199254740993",
	"100000000000000000000",
	"0.1",
	"-0.5",
	"2.5",
	"1e-3",
	"1e21",
	"1e22",
	"123456789.125",
);

const quoted =
	(make: Make): Make =>
	(random) =>
		JSON.stringify(make(random).replace(/\p{Surrogate}/gu, "\ufffd"));

/** What makes the operands of builtins, the first whose name fits; each operand by its position, the last for all further ones. */
const makers: readonly (readonly [names: RegExp, ...operands: readonly Make[]])[] = [
	[/^semver\./, quoted(version)],
	[/^net\.cidr_(?:contains|intersects|is_valid)$/, quoted(network)],
	[
		/^net\.cidr_(?:contains_matches|merge)$/,
		(random) => {
			const member: Make = (inner) => (inner.chance(0.8) ? quoted(network)(inner) : `[${quoted(network)(inner)}, 1]`);
			switch (random.below(4)) {
				case 0:
					return member(random);
				case 1:
					return `{${some(random, 3, (inner) => `"${inner.pick(["x", "y", "z"])}": ${member(inner)}`, ", ")}}`;
				case 2:
					return `{${random.list(1 + random.below(3), () => member(random)).join(", ")}}`;
				default:
					return `[${some(random, 4, member, ", ")}]`;
			}
		},
	],
	[
		/^net\.cidr_expand$/,
		(random) =>
			`"${random.pick(["10.0.0.0", "10.0.0.7", "::1", "fe80::"])}/${random.pick(["30", "31", "32", "126", "128", "33", "29"])}"`,
	],
	[
		/^glob\.match$/,
		quoted(glob),
		(random) => random.pick(["[]", "null", '["."]', '["/", ":"]', '["é"]', '["🐳"]', '[""]', '["ab"]', '["*"]']),
		quoted(globbed),
	],
	[/^glob\.quote_meta$/, quoted(glob)],
	[/^uri\./, quoted(uri)],
	[/^urlquery\.decode/, quoted(query)],
	[/^urlquery\.encode$/, quoted(part)],
	[/^time\.parse_ns$/, quoted(layout), quoted(when)],
	[/^time\.parse_rfc3339_ns$/, quoted(when)],
	[/^time\.parse_duration_ns$/, quoted(duration)],
	[
		/^time\.format$/,
		(random) =>
			`[${random.below(2 ** 31)}000000000, "${random.pick(["UTC", "Europe/Berlin", "America/New_York", "", "Asia/Kolkata"])}", ${quoted(layout)(random)}]`,
	],
	[/^units\./, quoted(unit)],
	[/^regex\.(?:replace)$/, quoted(short), quoted(pattern), quoted(replacement)],
	[/^regex\.globs_match$/, quoted(glob), quoted(glob)],
	[
		/^regex\.template_match$/,
		quoted((random) => `${short(random)}{${pattern(random)}}${short(random)}`),
		quoted(short),
		of('"{"', '"<"'),
		of('"}"', '">"'),
	],
	[/^regex\./, quoted(pattern), quoted(short), edge],
	[
		/^sprintf$/,
		quoted(format),
		(random) => `[${some(random, 3, (inner) => (inner.chance(0.5) ? edge : small)(inner), ", ")}]`,
	],
	[/^base64/, quoted(base64)],
	[/^hex\.decode$/, quoted(hex)],
	[/^uuid\.parse$/, quoted(uuid)],
	[/^json\.(?:unmarshal|is_valid)$/, quoted(json)],
	[/^yaml\.(?:unmarshal|is_valid)$/, quoted(yaml)],
	[
		/^json\.patch$/,
		small,
		(random) =>
			`[${some(random, 3, (inner) => `{"op": "${inner.pick(["add", "remove", "replace", "move", "copy", "test", "x"])}", "path": ${quoted(pointer)(inner)}, "from": ${quoted(pointer)(inner)}, "value": ${key(inner)}}`, ", ")}]`,
	],
	[/^json\.(?:filter|remove)$/, small, (random) => `[${some(random, 3, quoted(pointer), ", ")}]`],
	[/^(?:concat)$/, quoted(short), arrayOfShort],
	[/^strings\.any_/, (random) => (random.chance(0.5) ? quoted(short) : arrayOfShort)(random)],
	[
		/^strings\.replace_n$/,
		(random) => `{${some(random, 3, (inner) => `${quoted(short)(inner)}: ${quoted(short)(inner)}`, ", ")}}`,
		quoted(short),
	],
	[/^(?:substring)$/, quoted(short), edge, edge],
	[/^format_int$/, edge, of("2", "8", "10", "16", "3", "2.0", "1e1")],
	[/^strings\.split_n$/, quoted(short), quoted(short), edge],
	[
		/^(?:contains|endswith|indexof|indexof_n|lower|replace|split|startswith|strings\.count|strings\.reverse|trim.*|upper)$/,
		quoted(short),
	],
	[
		/^to_number$/,
		(random) =>
			quoted((inner) =>
				inner.pick([
					"1",
					"1.0",
					" 1",
					"1 ",
					"+1",
					"0x10",
					"1e3",
					"Inf",
					"nan",
					"-0",
					".5",
					"5.",
					"1_0",
					"",
					"١",
					"--1",
					"1e",
					"0b1",
					"infinity",
					"NaN",
					"1e400",
				]),
			)(random),
	],
	[/^(?:plus|minus|mul|div|rem|abs|ceil|floor|round|bits\..*|numbers\..*|equal|neq|lt|lte|gt|gte)$/, edge],
	[
		/^(?:count|sum|product|max|min|sort)$/,
		(random) => (random.chance(0.5) ? small(random) : `[${some(random, 4, edge, ", ")}]`),
	],
	[
		/^(?:object|array|union|intersection|and|or|json\.marshal|internal\.member|type_name|is_|graph|set_|any|all)/,
		small,
	],
];

/** A likely operand as Rego text; undefined where nothing is known of the builtin. */
export function likelyOperand(random: Random, name: string, position: number): string | undefined {
	const entry = makers.find(([names]) => names.test(name));
	if (entry === undefined) return undefined;
	const [, ...operands] = entry;
	return (operands[Math.min(position, operands.length - 1)] as Make)(random);
}
