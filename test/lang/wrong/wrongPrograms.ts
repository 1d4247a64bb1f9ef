/**
 * Programs that are wrong, from the files in `programs/`: one file a subject, and for each program what OPA says of it and what is said here.
 *
 *     ### title
 *     the module a.rego
 *     ---- file                  a further module: b.rego, c.rego, …
 *     ---- policy                a.policy instead of a.rego
 *     ---- strict                with `--strict`
 *     ---- opa: CODE a.rego:3:6  the first error of `opa check`, or `accepts`, or `none` for what is no Rego
 *     ---- because: REASON       only where it isn't the code that is given here
 *     ---- says
 *     the diagnostics
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Diagnostic } from "../../../src/diagnostics/diagnostic.ts";
import { renderDiagnostic } from "../../../src/diagnostics/render.ts";
import { compile } from "../../../src/lang/compile.ts";
import { lintModule } from "../../../src/lang/lint/lintModule.ts";
import { parseModule } from "../../../src/lang/parse/parseModule.ts";
import { Source } from "../../../src/text/source.ts";

const FOLDER = join(import.meta.dirname, "programs");

export interface WrongProgram {
	readonly title: string;
	/** Name and text of each module. */
	readonly modules: readonly (readonly [name: string, text: string])[];
	readonly strict: boolean;
	readonly opa: string;
	readonly because: string | undefined;
	readonly says: string;
}

export const subjects: readonly string[] = readdirSync(FOLDER).sort();

export function readPrograms(subject: string): readonly WrongProgram[] {
	return readFileSync(join(FOLDER, subject), "utf8").split(/^### /m).slice(1).map(readProgram);
}

function readProgram(text: string): WrongProgram {
	const end = text.indexOf("\n");
	const [first = "", ...parts] = text.slice(end + 1).split(/^---- /m);
	const texts = [first];
	let extension = "rego";
	let strict = false;
	let opa = "";
	let because: string | undefined;
	let says = "";
	for (const part of parts) {
		const line = part.slice(0, part.indexOf("\n"));
		const rest = part.slice(line.length + 1);
		if (line === "file") texts.push(rest);
		else if (line === "policy") extension = "policy";
		else if (line === "strict") strict = true;
		else if (line === "says") says = rest.trimEnd();
		else if (line.startsWith("opa: ")) opa = line.slice("opa: ".length);
		else if (line.startsWith("because: ")) because = line.slice("because: ".length);
		else throw new Error(`there is no part \`${line}\``);
	}
	const modules = texts.map((one, at) => [`${"abcdef"[at]}.${extension}`, `${one.trimEnd()}\n`] as const);
	return { title: text.slice(0, end), modules, strict, opa, because, says };
}

export function writePrograms(subject: string, programs: readonly WrongProgram[]): void {
	const text = programs.map(({ title, modules, strict, opa, because, says }) =>
		[
			`### ${title}`,
			modules.map(([, one]) => one.trimEnd()).join("\n---- file\n"),
			...(modules[0]?.[0].endsWith(".policy") ? ["---- policy"] : []),
			...(strict ? ["---- strict"] : []),
			`---- opa: ${opa}`,
			...(because === undefined ? [] : [`---- because: ${because}`]),
			"---- says",
			...(says === "" ? [] : [says]),
		].join("\n"),
	);
	writeFileSync(join(FOLDER, subject), `${text.join("\n\n")}\n`);
}

/** What is found in a program: by the parser, and by the compiler where there was nothing before. */
export function diagnose({ modules, strict }: WrongProgram): readonly Diagnostic[] {
	const parsed = modules.map(([name, text]) =>
		parseModule(new Source(name, text), { dialect: name.endsWith(".policy") ? "policy" : "rego" }),
	);
	const found = parsed.flatMap(({ diagnostics }) => diagnostics);
	if (found.length > 0) return found;
	const trees = parsed.flatMap(({ module }) => module ?? []);
	return [...compile(trees, { strict }).diagnostics, ...(strict ? trees.flatMap((tree) => lintModule(tree)) : [])];
}

/** Diagnostics as text, each with OPA's class where it has one. */
export const shown = (diagnostics: readonly Diagnostic[]): string =>
	diagnostics
		.map((one) => {
			const { opaCode } = one.kind;
			return `${renderDiagnostic(one)}${opaCode === undefined ? "" : `\n  = ${opaCode}`}`;
		})
		.join("\n");
