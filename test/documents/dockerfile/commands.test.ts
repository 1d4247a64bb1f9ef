// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell text
import { describe, expect, test } from "vitest";
import { parse } from "./parse.ts";

interface Command {
	readonly name: string;
	readonly args: readonly string[];
	readonly [key: string]: unknown;
}

const commandsOf = (run: string, before = ""): readonly Command[] =>
	parse(`FROM alpine\n${before}RUN ${run}`).value.stages[0].runs[0].commands;

test.each<[string, string[]]>([
	["a b c", ["a b c"]],
	["a && b || c; d & e", ["a", "b", "c", "d", "e"]],
	["a | b |& c", ["a", "b", "c"]],
	["if a; then b; elif c; then d; else e; fi", ["a", "b", "c", "d", "e"]],
	["for x in 1 2; do a $x; done", ["a $x"]],
	["while a; do b; done", ["a", "b"]],
	["until a; do b; done", ["a", "b"]],
	["case $x in y) a;; *) b;; esac", ["a", "b"]],
	["(a; b) && { c; }", ["a", "b", "c"]],
	["f() { a; }; f", ["a", "f"]],
	["! a", ["a"]],
	["time a", ["a"]],
	["[ -f x ] && [[ -n $y ]]", ["[ -f x ]", "[[ -n $y ]]"]],
	["echo $(a $(b))", ["echo $(a $(b))", "a $(b)", "b"]],
	["echo `a`", ["echo `a`", "a"]],
	['echo "x $(a) y"', ["echo x $(a) y", "a"]],
	["a <(b) >(c)", ["a <(b) >(c)", "b", "c"]],
	["for x in $(a); do b; done", ["a", "b"]],
	["A=$(a) b", ["b", "a"]],
	["sh -c 'a && b'", ["sh -c a && b", "a", "b"]],
	['bash -exo pipefail -c "a | b"', ["bash -exo pipefail -c a | b", "a", "b"]],
	["su -c 'a'", ["su -c a"]],
	["", []],
	["# nothing", []],
	['["a", "b c"]', ["a b c"]],
])("%s holds %j", (run, expected) => {
	expect(commandsOf(run).map(({ name, args }) => [name, ...args].join(" "))).toEqual(expected);
});

test.each<[string, string, string[], string[]]>([
	["sudo apt-get update", "apt-get", ["update"], ["sudo"]],
	["sudo -u app -E A=1 make x", "make", ["x"], ["sudo"]],
	["/usr/bin/env -i A=1 B=2 make", "make", [], ["env"]],
	["env -u X -- A=1 make", "make", [], ["env"]],
	["exec -a name server", "server", [], ["exec"]],
	["nice -n 5 timeout -s KILL 10 make all", "make", ["all"], ["nice", "timeout"]],
	["xargs -n 1 -0 apk add", "apk", ["add"], ["xargs"]],
	["command -v git", "command", ["-v", "git"], []],
	["command git clone", "git", ["clone"], ["command"]],
	["sudo", "sudo", [], []],
	["sudo -l", "sudo", ["-l"], []],
	["time make", "make", [], ["time"]],
	["tini -- server --x", "server", ["--x"], ["tini"]],
	["gosu app server", "server", [], ["gosu"]],
	["/opt/bin/make all", "make", ["all"], []],
	['"$HOME/bin/tool" x', "tool", ["x"], []],
	["\\apt-get update", "apt-get", ["update"], []],
])("%s runs %s", (run, name, args, wrappers) => {
	expect(commandsOf(run)[0]).toMatchObject({ name, args, wrappers });
});

describe("a command knows", () => {
	test("what joins it to the one before", () => {
		const after = commandsOf("a && b || c; d & e | f\\\n").map((command) => command.after);
		expect(after).toEqual([undefined, "&&", "||", ";", "&", "|"]);
		const lines = parse("FROM a\nRUN <<E\na\nb; c\nE\n").value.stages[0].runs[0].commands;
		expect(lines.map((command: Command) => command.after)).toEqual([undefined, "\n", ";"]);
	});

	test("which others are in its pipeline", () => {
		const pipelines = commandsOf("a | b; c; d | (e; f) | g").map((command) => command.pipeline);
		expect(pipelines).toEqual([0, 0, undefined, 1, 1, 1, 1]);
	});

	test("what it stands in", () => {
		const within = (run: string) => commandsOf(run).map((command) => (command.within as string[]).join(" "));
		expect(within("if a; then (b); fi")).toEqual(["if condition", "if subshell"]);
		expect(within("while a; do b; done")).toEqual(["while condition", "while"]);
		expect(within("f() { a; }")).toEqual(["function group"]);
		expect(within("a $(b)")).toEqual(["", "substitution"]);
		expect(within("sh -c 'a $(b)'")).toEqual(["", "script", "script substitution"]);
	});

	test("which command it feeds by substitution or as a script", () => {
		const into = (run: string) => commandsOf(run).map((command) => command.into);
		expect(into('sh -c "$(curl x)"')).toContain(0);
		expect(into("bash <(curl x)")).toEqual([undefined, 0]);
		expect(into('a; eval "$(b | c)"')).toEqual([undefined, undefined, 1, 1]);
	});

	test("its assignments and redirections", () => {
		const [first, second, third] = commandsOf('A=1 B="$X" make > out 2>&1 < in; export C=3; cat <<< word');
		expect(first?.assignments).toEqual([
			{ name: "A", value: "1", dynamic: false },
			{ name: "B", value: "$X", dynamic: true },
		]);
		expect(first?.redirects).toEqual([
			{ op: ">", target: "out" },
			{ op: ">&", fd: 2, target: "1" },
			{ op: "<", target: "in" },
		]);
		expect(second?.assignments).toEqual([{ name: "C", value: "3", dynamic: false }]);
		expect(second?.args).toEqual(["C=3"]);
		expect(third?.redirects).toEqual([{ op: "<<<", target: "word" }]);
	});

	test("the redirections of a group, as an entry before it", () => {
		expect(commandsOf("(a; b) > /etc/x")[0]).toMatchObject({
			name: "",
			redirects: [{ op: ">", target: "/etc/x" }],
			within: ["subshell"],
		});
	});

	test("whether it is negated or in the background", () => {
		expect(commandsOf("! a; b &").map(({ negated, background }) => [negated, background])).toEqual([
			[true, false],
			[false, true],
		]);
	});
});

test.each<[string, Record<string, unknown>]>([
	["curl", { value: "curl", quoted: false, dynamic: false }],
	["'a b'", { value: "a b", quoted: true, dynamic: false }],
	["a\\ b", { value: "a b", quoted: true, dynamic: false }],
	["$V", { value: "$V", dynamic: true, unquoted: ["$V"], resolved: "1.2" }],
	['"$V"', { value: "$V", quoted: true, dynamic: true, resolved: "1.2" }],
	["'$V'", { value: "$V", quoted: true, dynamic: false }],
	["x=${V%.*}", { value: "x=${V%.*}", dynamic: true, resolved: "x=1" }],
	["$W", { dynamic: true, resolved: "local" }],
	["$UNKNOWN", { dynamic: true, resolved: undefined }],
	['"$(id)"', { dynamic: true, unquoted: undefined }],
	["$(id)", { dynamic: true, unquoted: ["$(id)"], resolved: undefined }],
	["$((1+2))", { dynamic: true, resolved: undefined }],
	["$1", { dynamic: true, resolved: undefined }],
	["*.txt", { value: "*.txt", dynamic: false }],
])("the word %s", (text, expected) => {
	const [, command] = commandsOf(`W=local; run ${text}`, "ENV V=1.2\n");
	const word = ((command as Command).words as Record<string, unknown>[])[1] as Record<string, unknown>;
	expect(word.text).toBe(text);
	for (const [key, value] of Object.entries(expected)) expect([key, word[key]]).toEqual([key, value]);
});

test("a variable that a branch sets isn't resolved after it", () => {
	const commands = commandsOf("V=1; if a; then V=2; fi; run $V");
	expect(((commands.at(-1) as Command).words as { resolved?: string }[])[1]?.resolved).toBeUndefined();
});

test("variables tell who sets them", () => {
	const { instructions } = parse(
		"ARG G=1\nFROM alpine\nARG A=1\nENV E=1\nRUN S=1; for F in 1; do echo $A ${E} \"$S\" $F $G $N $1 $? '$Q' $((M+1)); done; read R; echo $R",
	).value;
	expect(
		Object.fromEntries(
			instructions[4].variables.map((variable: { name: string; source: string }) => [variable.name, variable.source]),
		),
	).toEqual({
		A: "arg",
		E: "env",
		S: "shell",
		F: "shell",
		G: "global",
		N: "none",
		M: "none",
		R: "shell",
	});
});

test("PowerShell and cmd are cut where they are sure to be", () => {
	const windows = (shell: string, run: string): string[] =>
		parse(
			`# escape=\`\nFROM mcr.microsoft.com/windows/servercore:ltsc2025\n${shell}RUN ${run}`,
		).value.stages[0].runs[0].commands.map(({ name, args }: Command) => [name, ...args].join(" "));
	const powershell = 'SHELL ["pwsh.exe", "-Command"]\n';
	expect(windows(powershell, "a 'x;y' ; if ($b) { c | d } ; e | f")).toEqual(["a x;y", "if ($b) { c | d }", "e", "f"]);
	expect(windows("", 'a "x & y" & b && c || d | e')).toEqual(["a x & y", "b", "c", "d", "e"]);
	expect(windows("", "C:\\tools\\curl.exe -k x")).toEqual(["curl -k x"]);
});

test("what isn't shell isn't read as shell", () => {
	const [run] = parse('FROM a\nSHELL ["/usr/bin/python3", "-c"]\nRUN import os; os.system("x")\n').value.stages[0].runs;
	expect(run).toMatchObject({
		script: 'import os; os.system("x")',
		shell: { name: "python3", given: true },
		commands: [],
	});
});

test("faulty shell text is told once, listed whole, and read as far as it goes", () => {
	const { value, diagnostics } = parse("FROM a\nRUN apk add curl && if x; then y");
	expect(diagnostics.map(({ code }) => code)).toEqual(["dockerfile-shell"]);
	expect(value.stages[0].runs[0].faults.length).toBeGreaterThan(0);
	expect(value.stages[0].runs[0].commands.map(({ name }: Command) => name)).toEqual(["apk", "x", "y"]);
});
