/** Which shell runs the shell form: what SHELL, a `#!` line or the operating system says. */
import type { Value } from "../../../runtime/values/value.ts";
import type { Fields } from "../reading.ts";

export interface ShellInEffect {
	/** Without folder and `.exe`, in lowercase. */
	readonly name: string;
	readonly words: readonly string[];
	readonly given: boolean;
}

export const linuxShell: ShellInEffect = { name: "sh", words: ["/bin/sh", "-c"], given: false };
export const windowsShell: ShellInEffect = { name: "cmd", words: ["cmd", "/S", "/C"], given: false };

export function givenShell(words: readonly string[]): ShellInEffect {
	return { name: shellName(words[0] ?? ""), words, given: true };
}

/** The interpreter that a script's first line names, as the kernel reads it; `env` looks the program up. */
export function shebangShell(script: string): ShellInEffect | undefined {
	if (!script.startsWith("#!")) return undefined;
	const line = script.slice(2, script.includes("\n") ? script.indexOf("\n") : undefined).trim();
	const words = line.split(/[ \t]+/);
	const program = shellName(words[0] ?? "") === "env" ? words.slice(1).find((word) => !word.startsWith("-")) : words[0];
	return program === undefined || program === "" ? undefined : { name: shellName(program), words, given: true };
}

/** An object of its own for each instruction, so that a finding on it points at that instruction. */
export function shellFields({ name, words, given }: ShellInEffect): Fields {
	const fields: Record<string, Value> = { name, words: [...words], given };
	return fields;
}

/** How a script of that shell can be read; undefined where it can't. */
export function dialectOf({ name }: ShellInEffect): "sh" | "powershell" | "cmd" | undefined {
	if (/^(sh|bash|dash|ash|zsh|ksh|mksh|busybox)$/.test(name)) return "sh";
	if (name === "powershell" || name === "pwsh") return "powershell";
	return name === "cmd" ? "cmd" : undefined;
}

function shellName(path: string): string {
	return path
		.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1)
		.toLowerCase()
		.replace(/\.exe$/, "");
}
