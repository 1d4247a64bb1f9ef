/** `policy pack push FOLDER|ARCHIVE oci://…`: publishes a pack, signed if a key is given. */
import path from "node:path";
import { Command } from "commander";
import { usageInvalid } from "../../../diagnostics/catalogue/configuration.ts";
import { nameOfRepository } from "../../../registry/repository.ts";
import { openPack } from "../../../sharing/openPack.ts";
import { attachBundle, packArtifactOf, publishPack } from "../../../sharing/publishPack.ts";
import { repeated } from "../../choice.ts";
import type { Host } from "../../host/host.ts";
import { type BuiltPack, buildPack } from "../../packs/buildPack.ts";
import { ociTarget } from "../../packs/ociTarget.ts";
import { addSigningOptions, bundleMaker, type SigningOptions } from "../../packs/signingOptions.ts";
import { refusing } from "../../packs/workspace.ts";
import { Refusal } from "../../refusal.ts";
import { openRegistries } from "../../registry/openRegistries.ts";
import { addRegistryOptions, type RegistryOptions } from "../../registry/registryOptions.ts";
import { version } from "../../version.ts";
import { type CheckOptions, packFolder, printCheck } from "./check.ts";

interface PushOptions extends CheckOptions, RegistryOptions, SigningOptions {
	readonly tag: readonly string[];
	readonly check: boolean;
}

const tagPattern = /^\w[\w.-]{0,127}$/;

export function packPush(host: Host, finish: (status: number) => void): Command {
	const command = new Command("push")
		.description(
			"Publish a pack in an OCI registry under its version. A folder is checked and built first, as by `policy pack build`.\nA version that is there with other content is never replaced.",
		)
		.argument("<pack>", "the folder of the pack, or an archive that `policy pack build` made")
		.argument("<target>", "oci://REGISTRY/REPOSITORY")
		.option("--tag <tag>", "put it under this tag, too (repeatable)", repeated(String), [])
		.option("--config <file>", "the policy.yaml whose lock pins what the pack depends on (default: the nearest one)")
		.option("--no-check", "publish it whatever `policy pack check` would say");
	return addRegistryOptions(addSigningOptions(command))
		.option("--no-color", "no colors, also on a terminal")
		.addHelpText(
			"after",
			"\nExit status: 0 it is there, 1 and 2 as of `policy pack check`, 2 also where the registry refuses it.\n\nExamples:\n  policy pack push acme oci://registry.example/acme/images --tag latest\n  policy pack push acme oci://registry.example/acme/images --sign-key acme.pem",
		)
		.action(async (pack: string, target: string, options: PushOptions) =>
			finish(await refusing(() => push(host, pack, target, options))),
		);
}

async function push(host: Host, given: string, targetText: string, options: PushOptions): Promise<number> {
	const target = ociTarget(targetText);
	const wrongTag = options.tag.find((tag) => !tagPattern.test(tag));
	if (wrongTag !== undefined) throw new Refusal([usageInvalid({ text: `\`${wrongTag}\` can't be a tag` })]);
	const makeBundle = bundleMaker(host, options);
	const isArchive = host.files.stat(path.resolve(host.cwd, given))?.kind === "file";
	const status = isArchive || !options.check ? 0 : await printCheck(host, packFolder(host, given), options);
	if (status !== 0) return status;
	const { manifest, archive } = isArchive ? readArchive(host, given) : buildPack(host, packFolder(host, given));
	if (target.version !== undefined && target.version !== manifest.version)
		throw new Refusal([
			usageInvalid({ text: `the pack has version ${manifest.version}, and ${target.version} is said here` }),
		]);
	const client = openRegistries(host, options);
	const artifact = packArtifactOf(archive, manifest);
	const { repository } = target;
	const isNew = await publishPack(client, repository, artifact, options.tag);
	const where = `oci://${nameOfRepository(repository)}`;
	host.stdout.write(`${where} ${manifest.version} ${isNew ? "pushed" : "was there already"}: ${artifact.digest}\n`);
	if (makeBundle === undefined) return 0;
	const { bytes, ...kind } = makeBundle(artifact.digest);
	const subject = { digest: artifact.digest, size: artifact.manifest.length };
	const signature = await attachBundle(client, repository, subject, bytes, kind);
	host.stdout.write(`signature attached: ${signature}\n`);
	return 0;
}

function readArchive(host: Host, given: string): Pick<BuiltPack, "manifest" | "archive"> {
	const archive = host.files.read(path.resolve(host.cwd, given));
	const { manifest, version: own } = openPack(archive, { engine: version() });
	return { manifest: { ...manifest, version: own }, archive };
}
