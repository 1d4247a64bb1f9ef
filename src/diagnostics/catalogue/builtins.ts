/** What is wrong with builtins that a host brings, or that a file declares for one. */
import { define } from "../diagnostic.ts";

const nearest = (suggestion: string | undefined): string | undefined =>
	suggestion === undefined ? undefined : `did you mean \`${suggestion}\`?`;

export const builtinName = define<{ name: string }>(
	{
		code: "builtin-name",
		severity: "error",
		title: "A builtin has a name that no policy can write",
		cause:
			"A builtin is called by words with dots between them. They begin with a letter, and the first is none of Rego's own words, nor `input` or `data`.",
		wrong: "- name: result-new\n  args: [string]\n  returns: any",
		right: "- name: result.new\n  args: [string]\n  returns: any",
	},
	({ name }) => `a builtin can't be called \`${name}\``,
	() => "write words of letters, digits and `_`, with dots between them",
);

export const builtinTaken = define<{ name: string; by: string }>(
	{
		code: "builtin-taken",
		severity: "error",
		title: "There are two builtins of one name",
		cause:
			"The name is that of a builtin of the language, or it is declared twice. What policies mean by it must not depend on who declares it; in tests, `with` puts something else in a builtin's place.",
		wrong: "- name: startswith\n  args: [string, string]\n  returns: boolean",
		right: "- name: acme.startswith\n  args: [string, string]\n  returns: boolean",
	},
	({ name, by }) => `there is a builtin \`${name}\` already: ${by}`,
	() => "give it another name",
);

export const builtinDeclaration = define<{ text: string; hint?: string | undefined }>(
	{
		code: "builtin-declaration",
		severity: "error",
		title: "A file of builtins doesn't say what it should",
		cause:
			"`--builtins` takes a YAML or JSON file: a list of builtins with `name`, `args` and `returns`, or an object with such a list as `builtins`, as OPA's capabilities have it. `policy schema builtins` prints all that it may say.",
		wrong: "- name: result.new\n  args: string",
		right: "- name: result.new\n  args: [string]\n  returns: any",
	},
	({ text }) => text,
	({ hint }) => hint,
);

export const standInMissing = define<{ name: string; standIn: string; suggestion?: string | undefined }>(
	{
		code: "stand-in-missing",
		severity: "error",
		title: "There is no function that could stand in for a builtin",
		cause:
			"`as` names a function, by its whole path below `data`. It is looked for in the files that `modules` lists and in the policies themselves.",
		wrong: "- name: result.new\n  args: [string, any]\n  returns: any\n  as: data.stubs.nothing",
		right: "- name: result.new\n  args: [string, any]\n  returns: any\n  as: data.stubs.result_new",
	},
	({ name, standIn }) => `no function \`${standIn}\` is there to stand in for \`${name}\``,
	({ suggestion }) => nearest(suggestion) ?? "list its file in `modules`",
);

export const standInArity = define<{ name: string; standIn: string; given: number; wanted: number }>(
	{
		code: "stand-in-arity",
		severity: "error",
		title: "A function can't stand in for a builtin",
		cause: "What stands in for a builtin is called as the builtin is: with as many arguments.",
		wrong: "- name: result.new\n  args: [string, any]\n  returns: any\n  as: data.stubs.message # message(text)",
		right:
			"- name: result.new\n  args: [string, any]\n  returns: any\n  as: data.stubs.result_new # result_new(text, node)",
	},
	({ name, standIn, given, wanted }) =>
		`\`${standIn}\` takes ${count(given)}, but \`${name}\`, which it stands in for, takes ${wanted}`,
);

const count = (number: number): string => (number === 1 ? "1 argument" : `${number} arguments`);
