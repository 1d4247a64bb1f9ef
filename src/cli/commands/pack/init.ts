/** `policy pack init [FOLDER]`: a new pack with one policy, to go on from. */
import path from "node:path";
import { Command } from "commander";
import { usageInvalid } from "../../../diagnostics/catalogue/configuration.ts";
import { isPackName, MANIFEST } from "../../../sharing/packManifest.ts";
import type { Host } from "../../host/host.ts";
import { draftPack } from "../../packs/draftPack.ts";
import { Refusal } from "../../refusal.ts";
import { nameOf } from "../../sourceName.ts";
import { version } from "../../version.ts";

interface InitOptions {
	readonly name?: string;
}

export function packInit(host: Host, finish: (status: number) => void): Command {
	return new Command("init")
		.description("Write a new pack: pack.yaml, a policy with its examples, and a README.")
		.argument("[folder]", "the folder of the pack (default: this one)", ".")
		.option("--name <name>", "the pack's name (default: the folder's)")
		.addHelpText(
			"after",
			"\nExit status: 0 written, 2 there is a pack already.\n\nExample:\n  policy pack init acme-images && policy pack check acme-images",
		)
		.action((folder: string, options: InitOptions) => finish(init(host, folder, options)));
}

function init(host: Host, given: string, options: InitOptions): number {
	const folder = path.resolve(host.cwd, given);
	const name = options.name ?? path.basename(folder).toLowerCase();
	if (!isPackName(name)) {
		const hint = "say it with --name: lowercase letters and digits, with `-`, `_` or `.` between them";
		throw new Refusal([usageInvalid({ text: `\`${name}\` can't be the name of a pack`, hint })]);
	}
	const files = draftPack(name, version());
	const there = [...files.keys()].filter((file) => host.files.stat(path.join(folder, file)) !== undefined);
	if (there.length > 0) {
		const text = `${there.map((file) => `\`${nameOf(host.cwd, path.join(folder, file))}\``).join(", ")} ${there.length === 1 ? "is" : "are"} there already`;
		throw new Refusal([
			usageInvalid({
				text,
				hint: `a pack begins with an empty folder; add \`${MANIFEST}\` by hand to one that has policies`,
			}),
		]);
	}
	for (const [file, text] of files) {
		host.files.write(path.join(folder, file), text);
		host.stdout.write(`wrote ${nameOf(host.cwd, path.join(folder, file))}\n`);
	}
	return 0;
}
