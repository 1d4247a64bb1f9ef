/** `policy pack sign`: signs a pack where it lies: in a registry, as an archive, or as a folder that git carries. */
import path from "node:path";
import { Command } from "commander";
import { usageInvalid } from "../../../diagnostics/catalogue/configuration.ts";
import { nameOfRepository } from "../../../registry/repository.ts";
import { packLimits } from "../../../sharing/archive/packLimits.ts";
import { digestOf } from "../../../sharing/digest.ts";
import { contentLayer } from "../../../sharing/ociManifest.ts";
import { attachBundle } from "../../../sharing/publishPack.ts";
import { tagOf } from "../../../sharing/sources/oci.ts";
import { packOfTree, TREE_SIGNATURE } from "../../../sharing/sources/tree.ts";
import type { Host } from "../../host/host.ts";
import { ociTarget } from "../../packs/ociTarget.ts";
import { readPackFolder } from "../../packs/readPackFolder.ts";
import { addSigningOptions, bundleMaker, type MadeBundle, type SigningOptions } from "../../packs/signingOptions.ts";
import { refusing } from "../../packs/workspace.ts";
import { Refusal } from "../../refusal.ts";
import { openRegistries } from "../../registry/openRegistries.ts";
import { addRegistryOptions, type RegistryOptions } from "../../registry/registryOptions.ts";
import { nameOf } from "../../sourceName.ts";
import { packFolder } from "./check.ts";

interface SignOptions extends RegistryOptions, SigningOptions {
	readonly output?: string;
}

export function packSign(host: Host, finish: (status: number) => void): Command {
	const command = new Command("sign")
		.description(
			"Sign a pack. In a registry the signature is attached as cosign does it; beside an archive it is ARCHIVE.sigstore.json, as `from: https://…` looks for it; in a folder it is pack.sigstore.json, which is committed with it and found by `from: git+https://…`.",
		)
		.argument("<pack>", "oci://REGISTRY/REPOSITORY@VERSION, an archive, or a folder")
		.option("-o, --output <file>", "where to write the signature of an archive or folder");
	return addRegistryOptions(addSigningOptions(command))
		.option("--no-color", "no colors, also on a terminal")
		.addHelpText(
			"after",
			"\nExit status: 0 signed, 2 something is wrong.\n\nExamples:\n  policy pack sign oci://registry.example/acme/images@1.2.0 --sign-key acme.pem\n  policy pack sign acme-1.2.0.tgz --sign-key acme.pem --passphrase-env ACME_PASSPHRASE",
		)
		.action(async (pack: string, options: SignOptions) => finish(await refusing(() => sign(host, pack, options))));
}

async function sign(host: Host, given: string, options: SignOptions): Promise<number> {
	const makeBundle = bundleMaker(host, options);
	if (makeBundle === undefined)
		throw new Refusal([
			usageInvalid({ text: "nobody signs", hint: "give a key with --sign-key, or a bundle with --bundle" }),
		]);
	if (given.startsWith("oci://")) return signInRegistry(host, given, options, makeBundle);
	const file = path.resolve(host.cwd, given);
	const isArchive = host.files.stat(file)?.kind === "file";
	if (isArchive && (host.files.stat(file)?.size ?? 0) > packLimits.packed)
		throw new Refusal([usageInvalid({ text: `\`${given}\` is larger than a pack may be` })]);
	const signed = isArchive
		? host.files.read(file)
		: packOfTree(given, readPackFolder(host.files, packFolder(host, given))).archive;
	const beside = isArchive ? `${file}.sigstore.json` : path.join(file, TREE_SIGNATURE);
	const target = options.output === undefined ? beside : path.resolve(host.cwd, options.output);
	host.files.write(target, makeBundle(digestOf(signed)).bytes);
	host.stdout.write(`wrote ${nameOf(host.cwd, target)}: signature of ${digestOf(signed)}\n`);
	return 0;
}

async function signInRegistry(
	host: Host,
	given: string,
	options: SignOptions,
	makeBundle: (digest: string) => MadeBundle,
): Promise<number> {
	const { repository, version } = ociTarget(given);
	if (version === undefined)
		throw new Refusal([
			usageInvalid({ text: `it isn't said which version of \`${given}\``, hint: `write \`${given}@1.0.0\`` }),
		]);
	const client = openRegistries(host, options);
	const { digest, bytes, object } = await client.manifest(repository, tagOf(version));
	const layer = contentLayer(object);
	if (typeof layer === "string")
		throw new Refusal([usageInvalid({ text: `\`${given}\` can't be signed as a pack: ${layer}` })]);
	const { bytes: bundle, ...kind } = makeBundle(digest);
	const signature = await attachBundle(client, repository, { digest, size: bytes.length }, bundle, kind);
	host.stdout.write(`oci://${nameOfRepository(repository)} ${version} ${digest}: signature attached: ${signature}\n`);
	return 0;
}
