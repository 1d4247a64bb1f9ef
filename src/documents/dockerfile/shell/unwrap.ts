/** Programs that run another program given in their arguments: what is really run, by `sudo env A=1 nice -n 5 apt-get …`. */

interface Wrapper {
	/** Options that take the next word as their value. */
	readonly valued: string;
	/** Words of its own before the program: `timeout 5 …`, `gosu app …`. */
	readonly operands?: number;
	/** Whether `NAME=value` words may stand before the program. */
	readonly assignments?: boolean;
	/** Options with which it runs nothing: `command -v git`. */
	readonly inert?: string;
}

const wrappers: ReadonlyMap<string, Wrapper> = new Map([
	[
		"sudo",
		{
			valued: "-u -g -h -p -C -r -t -T -U -D -R --user --group --host --prompt --chdir",
			assignments: true,
			inert: "-l -v -k -K -V -e",
		},
	],
	["doas", { valued: "-u -C" }],
	["env", { valued: "-u --unset -C --chdir", assignments: true, inert: "-S --split-string --version --help" }],
	["exec", { valued: "-a" }],
	["command", { valued: "", inert: "-v -V" }],
	["builtin", { valued: "" }],
	["time", { valued: "-o -f --output --format", inert: "-V" }],
	["nice", { valued: "-n --adjustment" }],
	["ionice", { valued: "-c -n -p --class --classdata", inert: "-p" }],
	["nohup", { valued: "" }],
	["setsid", { valued: "" }],
	["stdbuf", { valued: "-i -o -e --input --output --error" }],
	["timeout", { valued: "-k -s --kill-after --signal", operands: 1 }],
	["xargs", { valued: "-a -d -E -I -L -n -P -s --arg-file --delimiter --max-args --max-procs --replace" }],
	["eatmydata", { valued: "" }],
	["tini", { valued: "-p -e" }],
	["dumb-init", { valued: "-r --rewrite" }],
	["catatonit", { valued: "" }],
	["gosu", { valued: "", operands: 1 }],
	["su-exec", { valued: "", operands: 1 }],
	["setpriv", { valued: "--reuid --regid --groups --inh-caps --ambient-caps --bounding-set --securebits" }],
]);

const assignment = /^[A-Za-z_][A-Za-z0-9_]*=/;

export interface Unwrapped {
	/** Index of the word that is the program; undefined where there are no words. */
	readonly program: number | undefined;
	/** Names of the wrappers before it, from outside in. */
	readonly wrappers: readonly string[];
	/** Indexes of `NAME=value` words among them. */
	readonly assignments: readonly number[];
}

/** A program's name without its folder and without Windows' `.exe`. */
export function programName(word: string): string {
	return word.slice(Math.max(word.lastIndexOf("/"), word.lastIndexOf("\\")) + 1).replace(/\.exe$/i, "");
}

/** Takes the wrappers off a command's words (quotes removed). A wrapper that runs nothing is the program itself. */
export function unwrap(words: readonly string[]): Unwrapped {
	const names: string[] = [];
	const assignments: number[] = [];
	let at = 0;
	for (;;) {
		const name = programName(words[at] ?? "");
		const wrapper = wrappers.get(name);
		if (wrapper === undefined) break;
		const next = skipWrapper(words, at + 1, wrapper, assignments);
		if (next === undefined) break;
		names.push(name);
		at = next;
	}
	return { program: at < words.length ? at : undefined, wrappers: names, assignments };
}

/** Index of the word that a wrapper runs, or undefined where it runs none. */
function skipWrapper(
	words: readonly string[],
	from: number,
	{ valued, operands = 0, assignments: takesAssignments = false, inert = "" }: Wrapper,
	assignments: number[],
): number | undefined {
	const takesValue = valued.split(" ");
	const runsNothing = inert.split(" ");
	const found: number[] = [];
	let at = from;
	for (; at < words.length; at++) {
		const word = words[at] as string;
		if (word === "--") {
			at++;
			break;
		}
		if (word.startsWith("-") && word.length > 1) {
			if (runsNothing.includes(word)) return undefined;
			if (takesValue.includes(word)) at++;
		} else if (takesAssignments && assignment.test(word)) found.push(at);
		else break;
	}
	// `env -- A=1 program` has its assignments after the dashes.
	while (takesAssignments && at < words.length && assignment.test(words[at] as string)) found.push(at++);
	at += operands;
	if (at >= words.length) return undefined;
	assignments.push(...found);
	return at;
}
