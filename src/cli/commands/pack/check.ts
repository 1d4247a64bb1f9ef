/** `policy pack check [FOLDER]`: whether a pack can be published. */
import path from "node:path";
import { Command } from "commander";
import { usageInvalid } from "../../../diagnostics/catalogue/configuration.ts";
import { packManifestMissing } from "../../../diagnostics/catalogue/packs.ts";
import { renderDiagnostic } from "../../../diagnostics/render.ts";
import { MANIFEST } from "../../../sharing/packManifest.ts";
import type { Host } from "../../host/host.ts";
import { painterFor } from "../../host/painter.ts";
import { checkPack } from "../../packs/checkPack.ts";
import { Refusal } from "../../refusal.ts";
import { nameOf } from "../../sourceName.ts";

export interface CheckOptions {
	readonly config?: string;
	readonly color: boolean;
}

export function packCheck(host: Host, finish: (status: number) => void): Command {
	return new Command("check")
		.description(
			"Look whether a pack can be published: pack.yaml, errors in policies, two bad and two good examples of each, all examples and tests passing, version, license.",
		)
		.argument("[folder]", "the folder of the pack (default: this one)", ".")
		.option("--config <file>", "the policy.yaml whose lock pins what the pack depends on (default: the nearest one)")
		.option("--no-color", "no colors, also on a terminal")
		.addHelpText(
			"after",
			"\nExit status: 0 it can be published, 1 something is missing or fails, 2 a policy or pack.yaml has errors.",
		)
		.action(async (folder: string, options: CheckOptions) => finish(await check(host, folder, options)));
}

async function check(host: Host, given: string, options: CheckOptions): Promise<number> {
	return printCheck(host, packFolder(host, given), options);
}

/** The folder of a pack: absolute. @throws Refusal */
export function packFolder(host: Host, given: string): string {
	const folder = path.resolve(host.cwd, given);
	if (host.files.stat(folder)?.kind !== "folder")
		throw new Refusal([usageInvalid({ text: `there is no folder \`${given}\`` })]);
	if (host.files.stat(path.join(folder, MANIFEST))?.kind !== "file")
		throw new Refusal([packManifestMissing({ where: nameOf(host.cwd, folder) })]);
	return folder;
}

/** Checks, tells what is wrong, and gives the exit status. */
export async function printCheck(host: Host, folder: string, { config, color }: CheckOptions): Promise<number> {
	const { manifest, policies, tests, diagnostics } = await checkPack(host, folder, config);
	const painter = painterFor(host.stderr, host.env, color);
	for (const diagnostic of diagnostics) host.stderr.write(`${renderDiagnostic(diagnostic, painter)}\n`);
	const errors = diagnostics.filter(({ kind }) => kind.severity === "error");
	const name =
		manifest === undefined ? nameOf(host.cwd, folder) : `${manifest.name} ${manifest.version ?? "(no version)"}`;
	const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
	const counts = `${plural(policies, "policy", "policies")}, ${plural(tests, "example or test", "examples and tests")}`;
	const verdict =
		errors.length === 0 ? "it can be published" : plural(errors.length, "thing is wrong", "things are wrong");
	host.stdout.write(`${name}: ${counts}: ${verdict}\n`);
	if (errors.length === 0) return 0;
	return errors.every(({ kind }) => kind.code === "pack-unpublishable") ? 1 : 2;
}
