/** `policy init [FOLDER]`: writes a `policy.yaml` for what is in a folder, and takes over the settings of other tools. */
import path from "node:path";
import { Command } from "commander";
import { usageInvalid } from "../../diagnostics/catalogue/configuration.ts";
import { renderDiagnostic, visible } from "../../diagnostics/render.ts";
import { kinds } from "../../documents/kinds.ts";
import { readDocuments } from "../../engine/readDocuments.ts";
import { compareText } from "../../findings/order.ts";
import { bundledPackNames, defaultPackNames } from "../bundledPacks.ts";
import type { Host } from "../host/host.ts";
import { painterFor } from "../host/painter.ts";
import { Draft } from "../init/draft.ts";
import { draftConfiguration } from "../init/draftConfiguration.ts";
import { importSettings } from "../init/importSettings.ts";
import { findInputs } from "../readInputs.ts";
import { Refusal } from "../refusal.ts";
import { openSession, type Session } from "../session.ts";
import { nameOf } from "../sourceName.ts";

interface InitOptions {
	readonly force: boolean;
	readonly dryRun: boolean;
	readonly color: boolean;
}

export function initCommand(host: Host, finish: (status: number) => void): Command {
	return new Command("init")
		.description(
			"Write a policy.yaml for what is in a folder, with what hadolint, Trivy, Checkov, kube-linter and conftest are told there.",
		)
		.argument("[folder]", "the folder (default: this one)", ".")
		.option("--force", "replace a policy.yaml that is there", false)
		.option("--dry-run", "print the policy.yaml and write nothing", false)
		.option("--no-color", "no colors, also on a terminal")
		.addHelpText(
			"after",
			"\nExit status: 0 written, 2 there is one already, or it can't be written.\n\nExamples:\n  policy init\n  policy init --dry-run services/web",
		)
		.action(async (folder: string, options: InitOptions) => finish(await init(host, folder, options)));
}

async function init(host: Host, given: string, { force, dryRun, color }: InitOptions): Promise<number> {
	const folder = path.resolve(host.cwd, given);
	if (host.files.stat(folder)?.kind !== "folder")
		throw new Refusal([usageInvalid({ text: `there is no folder \`${given}\`` })]);
	const there = ["policy.yaml", "policy.yml"].find((name) => host.files.stat(path.join(folder, name)) !== undefined);
	if (there !== undefined && !force && !dryRun)
		throw new Refusal([
			usageInvalid({
				text: `\`${nameOf(host.cwd, path.join(folder, there))}\` is there already`,
				hint: "replace it with --force, or see what would be written with --dry-run",
			}),
		]);
	const session = await openSession(host, [], { pack: bundledPackNames(), policy: [], builtins: [], config: false });
	const draft = new Draft(
		session.packs.flatMap(({ policies }) => policies),
		defaultPackNames,
	);
	const imported = importSettings(host.files, folder, draft);
	addOwnPolicies(host, folder, draft);
	const found = countDocuments(host, folder);
	const text = draftConfiguration(packsFor(session, found), draft);
	const file = path.join(folder, there ?? "policy.yaml");
	if (dryRun) host.stdout.write(text);
	else host.files.write(file, text);
	const painter = painterFor(host.stderr, host.env, color);
	for (const diagnostic of session.diagnostics) host.stderr.write(`${renderDiagnostic(diagnostic, painter)}\n`);
	const out = dryRun ? host.stderr : host.stdout;
	for (const line of summary(found, imported, draft)) out.write(`${visible(line)}\n`);
	if (!dryRun) out.write(`wrote ${nameOf(host.cwd, file)}\n`);
	return 0;
}

/** Folders that people keep their policies in, unless a tool's settings named them. */
function addOwnPolicies({ files }: Host, folder: string, draft: Draft): void {
	for (const name of ["policies", "policy"]) {
		const own = path.join(folder, name);
		if (files.stat(own)?.kind !== "folder" || draft.policies.some(({ value }) => value === name)) continue;
		if (!files.list(own).some((entry) => /\.(policy|rego)$/.test(entry.name))) continue;
		draft.policies.push({ value: name, from: "found here" });
		draft.say(`folder ${name}`, [`policies: ${name}`]);
	}
}

/** How many documents of each kind are in the folder. */
function countDocuments(host: Host, folder: string): ReadonlyMap<string, number> {
	const counts = new Map<string, number>();
	for (const input of findInputs(host.cwd, host.files, [folder], undefined).read(host.files))
		for (const { kind } of readDocuments(input, { kinds }).documents) counts.set(kind, (counts.get(kind) ?? 0) + 1);
	return counts;
}

/** The default packs; besides, by name only, bundled ones that have policies about what was found. */
function packsFor({ packs }: Session, found: ReadonlyMap<string, number>) {
	const fitting = packs.filter(({ policies }) =>
		policies.some(({ info }) => info.on !== undefined && found.has(info.on)),
	);
	const others = fitting.map(({ name }) => name).filter((name) => !defaultPackNames.includes(name));
	return { used: defaultPackNames, others: others.sort(compareText) };
}

function summary(found: ReadonlyMap<string, number>, imported: readonly string[], draft: Draft): readonly string[] {
	const counts = [...found].sort(([a], [b]) => compareText(a, b)).map(([kind, count]) => `${count} ${kind}`);
	const list = (head: string, lines: readonly string[]): readonly string[] =>
		lines.length === 0 ? [] : [head, ...lines.map((line) => `  ${line}`)];
	return [
		counts.length === 0 ? "found nothing to check yet" : `found ${counts.join(", ")}`,
		...(imported.length === 0 ? [] : [`read ${imported.join(", ")}`]),
		...list("translated:", [
			...draft.translated,
			...(draft.failOn === undefined ? [] : [`${draft.failOn.from}: failOn: ${draft.failOn.value}`]),
		]),
		...list("not translated:", draft.left),
	];
}
