/** `policy lint [PATH…]`: looks in policies for what is allowed but hardly meant, and puts right what can be put right safely. */
import path from "node:path";
import { Command } from "commander";
import { unknownLint, usageInvalid } from "../../diagnostics/catalogue/configuration.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { type Painter, placeText, renderDiagnostic, visible } from "../../diagnostics/render.ts";
import { dayOf } from "../../findings/day.ts";
import { lintCodes } from "../../packs/lintPolicies.ts";
import { plainDiagnostic, plainFix } from "../../report/json.ts";
import type { Source } from "../../text/source.ts";
import { suggest } from "../../text/suggest.ts";
import { choice, repeated } from "../choice.ts";
import { type DeclarationOptions, readDeclarations } from "../declarations/declarations.ts";
import { textOf } from "../fix/fixAll.ts";
import { unifiedDiff } from "../fix/unifiedDiff.ts";
import type { Host } from "../host/host.ts";
import { painterFor } from "../host/painter.ts";
import { fixLints, type LintFixes } from "../lint/fixLints.ts";
import { isError, type LintResult, lintSources } from "../lint/lintSources.ts";
import { readPolicyFiles } from "../policyFiles.ts";
import { addDeclarationOptions } from "../policyOptions.ts";
import { Refusal } from "../refusal.ts";

interface Options extends DeclarationOptions {
	readonly format: "text" | "json";
	readonly fix: boolean;
	readonly dryRun: boolean;
	readonly rule: readonly string[];
	readonly skip: readonly string[];
	readonly v0Compatible: boolean;
	readonly color: boolean;
}

export function lintCommand(host: Host, finish: (status: number) => void): Command {
	return addDeclarationOptions(new Command("lint"))
		.description("Look in policies for what is allowed but hardly meant: .rego and .policy files.")
		.argument("[path...]", "policy files and folders of them; this folder, if none is named", [])
		.option("--fix", "put right what can be put right without a change of meaning", false)
		.option("--dry-run", "with --fix: print the changes as a patch, write nothing", false)
		.option("--rule <code>", "only this lint (repeatable)", repeated(lintCode), [])
		.option("--skip <code>", "not this lint (repeatable)", repeated(lintCode), [])
		.option(
			"--format <format>",
			"what to print: text, json (default: text)",
			choice("--format", ["text", "json"] as const),
			"text",
		)
		.option("--v0-compatible", "the .rego files are Rego v0", false)
		.option("--no-color", "no colors, also on a terminal")
		.addHelpText(
			"after",
			"\nExit status: 0 where there is nothing to say, 1 where there is, 2 where a policy has an error, 3 where there is no policy.\n\nExamples:\n  policy lint policies/\n  policy lint --fix --dry-run policies/\n  policy lint --rule never-true --format json policies/",
		)
		.action(async (paths: readonly string[], options: Options) => finish(await lint(host, paths, options)));
}

async function lint(host: Host, paths: readonly string[], options: Options): Promise<number> {
	if (options.dryRun && !options.fix)
		throw new Refusal([usageInvalid({ text: "--dry-run says what --fix would do", hint: "write --fix --dry-run" })]);
	const files = readFiles(host, paths.length === 0 ? ["."] : paths);
	const codes = (options.rule.length === 0 ? lintCodes : options.rule).filter((code) => !options.skip.includes(code));
	const declarations = await readDeclarations(host, options);
	const settings = {
		version: options.v0Compatible ? "v0" : "v1",
		today: dayOf(host.now()),
		codes: new Set(codes),
		declarations,
	} as const;
	const lintAll = (sources: readonly Source[]): LintResult => lintSources(sources, settings);
	const first = lintAll(files.sources);
	const isWritable = ({ name, text }: Source): boolean => textOf(host.files, path.resolve(host.cwd, name)) === text;
	const fixes = options.fix ? fixLints(files.sources, first, lintAll, isWritable) : undefined;
	if (fixes !== undefined) deliver(host, files.sources, fixes, options.dryRun);
	const { lints, others } = fixes === undefined || options.dryRun ? first : fixes.result;
	const diagnostics = [...files.diagnostics, ...declarations.diagnostics, ...others];
	const painter = painterFor(host.stdout, host.env, options.color);
	if (!options.dryRun)
		host.stdout.write(
			options.format === "json"
				? asJson(files.sources.length, lints, diagnostics, fixes)
				: asText(files.sources.length, lints, diagnostics, painter),
		);
	if (fixes !== undefined)
		host.stderr.write(fixSummary(fixes, options.dryRun, painterFor(host.stderr, host.env, options.color)));
	if (diagnostics.some(isError)) return 2;
	if (files.sources.length === 0) return 3;
	return lints.length > 0 ? 1 : 0;
}

function lintCode(code: string): string {
	if (!lintCodes.includes(code)) throw new Refusal([unknownLint({ name: code, suggestion: suggest(code, lintCodes) })]);
	return code;
}

function readFiles(
	host: Host,
	paths: readonly string[],
): { readonly sources: readonly Source[]; readonly diagnostics: readonly Diagnostic[] } {
	const found = paths.map((one) => {
		const files = readPolicyFiles(host.cwd, host.files, one, true);
		if (files === undefined)
			throw new Refusal([
				usageInvalid({ text: `there is no file or folder \`${one}\``, hint: "name one that is there" }),
			]);
		return files;
	});
	const sources = new Map(found.flatMap((files) => files.sources.map((source) => [source.name, source])));
	return { sources: [...sources.values()], diagnostics: found.flatMap((files) => files.diagnostics) };
}

/** Writes the files that change, or prints what would. */
function deliver(host: Host, before: readonly Source[], { sources }: LintFixes, dryRun: boolean): void {
	for (const [index, { name, text }] of sources.entries()) {
		const old = (before[index] as Source).text;
		if (old === text) continue;
		if (dryRun) host.stdout.write(unifiedDiff(name, old, text));
		else host.files.write(path.resolve(host.cwd, name), text);
	}
}

function asText(
	files: number,
	lints: readonly Diagnostic[],
	diagnostics: readonly Diagnostic[],
	painter: Painter,
): string {
	const errors = diagnostics.filter(isError).length;
	const fixable = lints.filter(({ fix }) => fix !== undefined).length;
	const parts = [
		`${plural(files, "file", "files")}: ${lints.length === 0 ? "nothing to say" : plural(lints.length, "lint", "lints")}`,
		...(fixable === 0 ? [] : [`--fix puts right ${fixable}`]),
		...(errors === 0 ? [] : [painter.error(plural(errors, "error", "errors"))]),
	];
	const lines = [...diagnostics, ...lints].map((diagnostic) => renderDiagnostic(diagnostic, painter));
	return `${[...lines, parts.join(", ")].join("\n")}\n`;
}

function asJson(
	files: number,
	lints: readonly Diagnostic[],
	diagnostics: readonly Diagnostic[],
	fixes: LintFixes | undefined,
): string {
	const plain = (lint: Diagnostic): object => ({
		...plainDiagnostic(lint),
		...(lint.fix === undefined || lint.source === undefined ? {} : { fix: plainFix(lint.source, lint.fix) }),
	});
	const shown = {
		files,
		lints: lints.map(plain),
		diagnostics: diagnostics.map(plainDiagnostic),
		...(fixes === undefined ? {} : { fixed: fixes.fixed.map(plainDiagnostic) }),
	};
	return `${JSON.stringify(shown, null, 2)}\n`;
}

function fixSummary({ fixed, unfixed, result }: LintFixes, dryRun: boolean, painter: Painter): string {
	const head = fixed.length === 0 ? "nothing was put right" : `${dryRun ? "would put" : "put"} right ${fixed.length}`;
	const left = result.lints.length === 0 ? "" : `, ${result.lints.length} left`;
	const lines = unfixed.map(
		({ lint: { source, span, kind, text }, why }) =>
			`  ${painter.warning("not put right")}: ${visible(`${placeText(source, span)} ${kind.code} ${text}: ${why}`)}`,
	);
	return `${[painter.bold(`${head}${left}`), ...lines].join("\n")}\n`;
}

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
