/** What is wrong with policy.yaml, pack.yaml, a command line or an ignore comment. */
import { suggest } from "../../text/suggest.ts";
import { define } from "../diagnostic.ts";

// ── Ignore comments and exceptions ───────────────────────────────────────────────────────────────────────────────

export const ignoreMalformed = define<{ text: string }>(
	{
		code: "ignore-malformed",
		severity: "error",
		title: "An ignore comment can't be read",
		cause:
			"The comment begins like an ignore comment, but its verb is none of `ignore` and `ignore-file`, or it names no policy. It would have no effect, and nobody would know.",
		wrong: "# policy: ignore-line HS1007 -- internal mirror\nFROM mirror.acme.example/base",
		right: "# policy: ignore HS1007 -- internal mirror\nFROM mirror.acme.example/base",
	},
	({ text }) => `\`${text}\` is no ignore comment`,
	() => "write `policy: ignore CODE -- reason` or `policy: ignore-file CODE -- reason`",
);

export const ignoreMisplaced = define(
	{
		code: "ignore-misplaced",
		severity: "error",
		title: "An ignore comment stands where a Dockerfile has no comments",
		cause:
			"In a Dockerfile only a line that begins with `#` is a comment. After an instruction, `#` is part of that instruction.",
		wrong: "USER root # policy: ignore HS1080 -- needed to bind port 80",
		right: "# policy: ignore HS1080 -- needed to bind port 80\nUSER root",
	},
	() => "this is part of the instruction, not a comment",
	() => "put the comment on the line above",
);

export const suppressionWithoutReason = define<{ what: string }>(
	{
		code: "suppression-without-reason",
		severity: "error",
		title: "An exception doesn't say why",
		cause:
			"Whoever reads the file next must be able to judge whether the exception still holds. Without a reason it excuses nothing.",
		wrong: "# policy: ignore HS1080\nUSER root",
		right: "# policy: ignore HS1080 -- nginx binds port 80 before it drops privileges\nUSER root",
	},
	({ what }) => `no reason is given for ignoring ${what}`,
	() => "add ` -- ` and the reason",
);

export const suppressionDateInvalid = define<{ date: string }>(
	{
		code: "suppression-date-invalid",
		severity: "error",
		title: "An exception's end is no date",
		cause: "The word after `until` is the last day on which the exception holds, written YYYY-MM-DD.",
		wrong: "# policy: ignore HS1080 -- until the rewrite is done until spring\nUSER root",
		right: "# policy: ignore HS1080 -- until the rewrite is done until 2027-03-31\nUSER root",
	},
	({ date }) => `\`${date}\` is no date`,
	() => "write the last day it holds as YYYY-MM-DD",
);

export const suppressionExpired = define<{ code: string; until: string }>(
	{
		code: "suppression-expired",
		severity: "error",
		title: "An exception has run out",
		cause: "Its last day has passed. The findings that it excused count again.",
		wrong: "# policy: ignore HS1080 -- waiting for release 3 until 2020-01-31\nUSER root",
		right: "USER 10001",
	},
	({ code, until }) => `the exception for \`${code}\` ended on ${until}`,
	() => "put right what it excused, or give a new reason and date",
);

export const suppressionEndsSoon = define<{ code: string; until: string; days: number }>(
	{
		code: "suppression-ends-soon",
		severity: "info",
		title: "An exception runs out within two weeks",
		cause: "After its last day, what it excuses counts again and may fail the run.",
		wrong: "# policy: ignore HS1080 -- waiting for release 3 until (today)\nUSER root",
		right: "USER 10001",
	},
	({ code, until, days }) =>
		`the exception for \`${code}\` ends ${days === 0 ? "today" : days === 1 ? "tomorrow" : `in ${days} days`}, on ${until}`,
);

export const suppressionUnused = define<{ code: string }>(
	{
		code: "suppression-unused",
		severity: "warning",
		title: "An exception excuses nothing",
		cause:
			"Nothing that it names is found where it reaches. It was put right, it moved away, or the comment stands in the wrong place.",
		wrong: "# policy: ignore HS1080 -- needed for port 80\nUSER 10001",
		right: "USER 10001",
	},
	({ code }) => `nothing here is excused by ignoring \`${code}\``,
	() => "remove it, or move it to the line above what it is meant for",
);

export const baselineStale = define<{ count: number; policy: string; file: string }>(
	{
		code: "baseline-stale",
		severity: "warning",
		title: "A baseline accepts what is no longer there",
		cause:
			"Findings that the baseline knows were put right. As long as they stand in it, they could come back without anybody noticing.",
		wrong: "policy eval --baseline policy.baseline.json   # after `USER root` was put right",
		right: "policy eval --baseline policy.baseline.json --write-baseline",
	},
	({ count, policy, file }) =>
		`${count === 1 ? "a finding" : `${count} findings`} of this baseline ${count === 1 ? "is" : "are"} gone: \`${policy}\` in \`${file}\`${count === 1 ? "" : " and others"}`,
	() => "take what is gone out of it with --write-baseline",
);

export const baselineInvalid = define<{ reason: string }>(
	{
		code: "baseline-invalid",
		severity: "error",
		title: "A baseline can't be read",
		cause: "The file isn't one that `--write-baseline` wrote, or it was changed since. Nothing in it is accepted.",
		wrong: "policy eval --baseline report.json",
		right: "policy eval --write-baseline=policy.baseline.json",
	},
	({ reason }) => `this is no baseline: ${reason}`,
	() => "write it anew with --write-baseline",
);

export const suppressionForbidden = define<{ code: string }>(
	{
		code: "suppression-forbidden",
		severity: "error",
		title: "Ignore comments are not allowed here",
		cause:
			"The configuration says `inlineIgnores: forbid`: exceptions belong into policy.yaml, where they are reviewed.",
		wrong: "# policy: ignore HS1080 -- needed for port 80\nUSER root",
		right: "exceptions:\n  - policy: HS1080\n    files: Dockerfile\n    reason: needed for port 80",
	},
	({ code }) => `ignoring \`${code}\` in a comment is not allowed by this configuration`,
	() => "ask for an entry under `exceptions` in policy.yaml",
);

export const unknownPolicy = define<{ name: string; suggestion?: string | undefined }>(
	{
		code: "unknown-policy",
		severity: "error",
		title: "No policy has this name",
		cause:
			"An ignore comment or a configuration names a policy that isn't there, by code, name or id. It would have no effect.",
		wrong: "# policy: ignore HS108O -- needed for port 80\nUSER root",
		right: "# policy: ignore HS1080 -- needed for port 80\nUSER root",
	},
	({ name }) => `no policy is called \`${name}\``,
	({ suggestion }) =>
		suggestion === undefined ? "see `policy explain` for the list" : `did you mean \`${suggestion}\`?`,
);

export const unknownLint = define<{ name: string; suggestion?: string | undefined }>(
	{
		code: "unknown-lint",
		severity: "error",
		title: "No lint has this code",
		cause:
			"An ignore comment in a policy file, or `--rule` or `--skip`, names a warning about policies that there isn't. It would have no effect.",
		wrong: '# policy: ignore unused-varable -- it says what the pair is\n[name, version] := split(ref, ":")',
		right: '# policy: ignore unused-variable -- it says what the pair is\n[name, version] := split(ref, ":")',
	},
	({ name }) => `no lint is called \`${name}\``,
	({ suggestion }) => (suggestion === undefined ? "docs/linting.md lists them" : `did you mean \`${suggestion}\`?`),
);

// ── What was asked for ───────────────────────────────────────────────────────────────────────────────────────────

/** What to say after a name that isn't there: the nearest one, or all of them where they are few. */
function nearest(name: string, known: readonly string[]): string | undefined {
	const meant = suggest(name, known);
	if (meant !== undefined) return `did you mean \`${meant}\`?`;
	return known.length === 0 || known.length > 20
		? undefined
		: `there ${known.length === 1 ? "is" : "are"} ${known.map((one) => `\`${one}\``).join(", ")}`;
}

export const usageInvalid = define<{ text: string; hint?: string | undefined }>(
	{
		code: "usage-invalid",
		severity: "error",
		title: "The command line can't be understood",
		cause: "An option, argument or command isn't one that exists, or lacks what it needs. Nothing was done.",
		wrong: "policy eval --fail-at high",
		right: "policy eval --fail-on high",
	},
	({ text }) => text,
	({ hint }) => hint,
);

export const unknownPack = define<{ name: string; known: readonly string[] }>(
	{
		code: "unknown-pack",
		severity: "error",
		title: "No pack has this name",
		cause:
			"A pack is named that is neither bundled nor a folder. What it would have checked wasn't checked, so the run doesn't pass.",
		wrong: "policy eval --pack hygeine",
		right: "policy eval --pack hygiene",
	},
	({ name }) => `there is no pack \`${name}\``,
	({ name, known }) => nearest(name, known),
);

export const unknownPolicySelected = define<{ name: string; known: readonly string[] }>(
	{
		code: "unknown-policy-selected",
		severity: "error",
		title: "A policy that was asked for isn't there",
		cause:
			"The command names a policy or a policy file that doesn't exist. What it would have checked wasn't checked, so the run doesn't pass.",
		wrong: "policy eval --policy polices/",
		right: "policy eval --policy policies/",
	},
	({ name }) => `there is no policy \`${name}\``,
	({ name, known }) => nearest(name, known),
);

export const unknownNamespace = define<{ name: string; known: readonly string[] }>(
	{
		code: "unknown-namespace",
		severity: "error",
		title: "No rule is in this package",
		cause:
			"Only rules of the packages that `--namespace` names are evaluated (with `--shape conftest`: of `main`, if nothing is said), and none of the policies has a rule `deny`, `violation` or `warn` there. So nothing was checked by it, and the run doesn't pass.",
		wrong: "policy eval --shape conftest --policy policies/ --namespace mian deploy/",
		right: "policy eval --shape conftest --policy policies/ --namespace main deploy/",
	},
	({ name }) => `no rule \`deny\`, \`violation\` or \`warn\` is in the package \`${name}\``,
	({ known }) =>
		known.length === 0
			? "none of the policies has such a rule"
			: `such rules are in ${known.join(", ")}: name them with --namespace, or all with --namespace '*'`,
);

export const unknownKind = define<{ name: string; known: readonly string[] }>(
	{
		code: "unknown-kind",
		severity: "error",
		title: "No kind of document has this name",
		cause: "Documents are of one of a list of kinds; `policy schema` lists them.",
		wrong: "policy eval --kind docker Dockerfile.prod",
		right: "policy eval --kind dockerfile Dockerfile.prod",
	},
	({ name }) => `there is no kind of document \`${name}\``,
	({ name, known }) => nearest(name, known),
);

export const fileUnclaimed = define<{ reason: string }>(
	{
		code: "file-unclaimed",
		severity: "warning",
		title: "A file that was named is of no known kind",
		cause:
			"The command line names a file that no kind of document claims, so nothing in it was checked. Files found in folders are passed over silently; one that is named is expected to be checked.",
		wrong: "policy eval build/image.txt",
		right: "policy eval --kind dockerfile build/image.txt",
	},
	({ reason }) => `this was not checked: ${reason}`,
	() => "say what it is with --kind",
);

export const nothingChecked = define<{ why: string; hint: string }>(
	{
		code: "nothing-checked",
		severity: "warning",
		title: "Nothing was checked",
		cause:
			"No policy came to a verdict on any document: there was no file, nothing in the files was understood, or no policy is about them. A run that checks nothing isn't green.",
		wrong: "policy eval docs/",
		right: "policy eval --allow-empty docs/",
	},
	({ why }) => `nothing was checked: ${why}`,
	({ hint }) => hint,
);

export const nothingToExplain = define<{ why: string; hint?: string | undefined }>(
	{
		code: "nothing-to-explain",
		severity: "warning",
		title: "There is nothing to explain",
		cause:
			"`policy explain FILE:LINE` explains findings, and why a named policy gives none. There is no finding at the line and no policy was named, or the named one isn't about any document there.",
		wrong: "policy explain Dockerfile:1",
		right: "policy explain Dockerfile:1 --policy HS1080",
	},
	({ why }) => `nothing to explain: ${why}`,
	({ hint }) => hint,
);

export const coverageTooLow = define<{ covered: string; threshold: string }>(
	{
		code: "coverage-too-low",
		severity: "error",
		title: "The tests cover too little",
		cause:
			"Of the lines of the policies and their tests, fewer were evaluated than `--threshold` asks for. What no test evaluates may do anything.",
		wrong: "policy test --threshold 90 policies/   # 80 of 100 lines are covered",
		right: "policy test --coverage -v policies/   # shows which lines still need a test",
	},
	({ covered, threshold }) => `the tests cover ${covered}% of the lines, and ${threshold}% are asked for`,
	() => "`policy test --coverage -v` shows the lines that aren't covered",
);

export const outputFailed = define<{ path: string; reason: string }>(
	{
		code: "output-failed",
		severity: "error",
		title: "A result could not be written",
		cause: "The file that a report or a fix was to be written to could not be created or replaced.",
		wrong: "policy eval --output json=/no/such/folder/report.json",
		right: "mkdir -p out && policy eval --output json=out/report.json",
	},
	({ path, reason }) => `cannot write \`${path}\`: ${reason}`,
);

export const internalError = define<{ text: string }>(
	{
		code: "internal-error",
		severity: "error",
		title: "Holystone made a mistake",
		cause: "Something happened that should not be possible. It is a fault of this program, not of your files.",
		wrong: "policy eval Dockerfile   # whatever it holds",
		right: "a report of the command and the file, so that it can be put right",
	},
	({ text }) => `internal error: ${text}`,
	() => "this is a mistake in holystone; please report it, with the command and the file that led to it",
);

// ── policy.yaml ──────────────────────────────────────────────────────────────────────────────────────────────────

export const configurationNotYaml = define<{ reason: string }>(
	{
		code: "configuration-not-yaml",
		severity: "error",
		title: "A configuration file is no valid YAML",
		cause: "The file can't be read as YAML, so nothing in it is in force.",
		wrong: "packs: [hygiene",
		right: "packs: [hygiene]",
	},
	({ reason }) => reason,
);

export const configurationUnknownKey = define<{ key: string; known: readonly string[] }>(
	{
		code: "configuration-unknown-key",
		severity: "error",
		title: "A configuration file has a key that means nothing",
		cause: "The key isn't one that the configuration knows. It would have no effect, and nobody would know.",
		wrong: "severitys:\n  HS1080: low",
		right: "severities:\n  HS1080: low",
	},
	({ key }) => `unknown key \`${key}\``,
	({ key, known }) => nearest(key, known),
);

export const configurationInvalid = define<{ text: string; hint?: string | undefined }>(
	{
		code: "configuration-invalid",
		severity: "error",
		title: "A configuration file has a value that doesn't fit",
		cause: "The value is of the wrong type, isn't one of those allowed, or something that must be there is missing.",
		wrong: "failOn: hihg",
		right: "failOn: high",
	},
	({ text }) => text,
	({ hint }) => hint,
);

export const unknownParameter = define<{
	of: "policy" | "pack";
	policy: string;
	name: string;
	known: readonly string[];
}>(
	{
		code: "unknown-parameter",
		severity: "error",
		title: "A policy has no parameter of this name",
		cause: "The configuration sets a parameter that the policy doesn't declare. It would have no effect.",
		wrong: "params:\n  trusted_base:\n    registry: [registry.acme.example]",
		right: "params:\n  trusted_base:\n    registries: [registry.acme.example]",
	},
	({ of, policy, name }) =>
		of === "pack"
			? `no policy of the pack \`${policy}\` has a parameter \`${name}\``
			: `policy \`${policy}\` has no parameter \`${name}\``,
	({ name, known }) => nearest(name, known),
);

export const parameterMismatch = define<{ policy: string; name: string; expected: string; actual: string }>(
	{
		code: "parameter-mismatch",
		severity: "error",
		title: "A parameter has a value of the wrong type",
		cause: "The policy declares the type of each parameter, and the configuration's value isn't of that type.",
		wrong: "params:\n  trusted_base:\n    registries: registry.acme.example",
		right: "params:\n  trusted_base:\n    registries: [registry.acme.example]",
	},
	({ policy, name, expected, actual }) =>
		`parameter \`${name}\` of \`${policy}\` wants ${expected}, but this is ${actual}`,
);

export const dataInvalid = define<{ name: string; reason: string }>(
	{
		code: "data-invalid",
		severity: "error",
		title: "A data file can't be used",
		cause: "What is given with --data becomes what policies read as `data`: a JSON or YAML file that holds a mapping.",
		wrong: "policy eval --data teams.txt",
		right: "policy eval --data teams.json",
	},
	({ name, reason }) => `can't use \`${name}\` as data: ${reason}`,
	() => "give a JSON or YAML file that holds a mapping",
);

export const dataLeftOut = define<{ name: string; reason: string }>(
	{
		code: "data-left-out",
		severity: "warning",
		title: "A file beside tests isn't part of their data",
		cause:
			"JSON and YAML files in the folders that are tested become `data`, below the names of their folders. This one can't: it holds no mapping, several documents, or a key that another file has too. A test that reads it will fail.",
		wrong: 'policies/teams.json:\n  ["core", "web"]',
		right: 'policies/teams.json:\n  {"teams": ["core", "web"]}',
	},
	({ name, reason }) => `\`${name}\` isn't part of the tests' data: ${reason}`,
);

export const evaluationFailed = define<{ text: string }>(
	{
		code: "evaluation-failed",
		severity: "error",
		title: "A query stopped with an error",
		cause:
			"The query was understood, but evaluating it failed: rules gave different values, or the budget of steps was spent.",
		wrong: "policy query 'numbers.range(1, 1000000000)'",
		right: "policy query 'numbers.range(1, 1000)'",
	},
	({ text }) => text,
);
