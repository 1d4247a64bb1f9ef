/** The options that say who signs: a key of a file, or a bundle that was made elsewhere. */

import path from "node:path";
import type { Command } from "commander";
import { usageInvalid } from "../../diagnostics/catalogue/configuration.ts";
import { packKeyUnusable } from "../../diagnostics/catalogue/packs.ts";
import { LARGEST_BUNDLE } from "../../sharing/signature.ts";
import { type PackSigner, signaturePredicate, signPack } from "../../sharing/signPack.ts";
import { type Host, HostError } from "../host/host.ts";
import { nodeSigner } from "../host/nodeSigner.ts";
import { Refusal } from "../refusal.ts";

export interface SigningOptions {
	readonly signKey?: string;
	readonly passphraseEnv?: string;
	readonly bundle?: string;
}

/** A bundle, and what of it a registry is told. */
export interface MadeBundle {
	readonly bytes: Uint8Array;
	readonly content: "dsse-envelope" | "message-signature";
	readonly predicateType?: string;
}

export function addSigningOptions(command: Command): Command {
	return command
		.option("--sign-key <file>", "sign with this private key: PEM, PKCS #8, EC P-256 or Ed25519")
		.option("--passphrase-env <name>", "the environment variable with the passphrase of an encrypted key")
		.option("--bundle <file>", "attach this Sigstore bundle, made elsewhere, as by `cosign sign-blob --bundle`");
}

/** Makes the bundle for what has a digest; undefined where nobody is to sign. @throws Refusal */
export function bundleMaker(
	host: Host,
	{ signKey, passphraseEnv, bundle }: SigningOptions,
): ((digest: string) => MadeBundle) | undefined {
	if (signKey !== undefined && bundle !== undefined)
		throw new Refusal([usageInvalid({ text: "--sign-key and --bundle can't both be given" })]);
	if (bundle !== undefined) {
		const given = readBundle(host, bundle);
		return () => given;
	}
	if (signKey === undefined) return undefined;
	const signer = signerOf(host, signKey, passphraseEnv);
	return (digest) => ({ bytes: signPack(digest, signer), content: "dsse-envelope", predicateType: signaturePredicate });
}

function signerOf(host: Host, file: string, passphraseEnv: string | undefined): PackSigner {
	const refuse = (reason: string): Refusal => new Refusal([packKeyUnusable({ file, reason })]);
	const passphrase = passphraseEnv === undefined ? undefined : host.env[passphraseEnv];
	if (passphraseEnv !== undefined && passphrase === undefined)
		throw refuse(`there is no environment variable ${passphraseEnv}`);
	const signer = nodeSigner(read(host, file, refuse), passphrase);
	if ("fault" in signer) throw refuse(signer.fault);
	return signer;
}

function readBundle(host: Host, file: string): MadeBundle {
	const refuse = (reason: string): Refusal =>
		new Refusal([usageInvalid({ text: `\`${file}\` can't be attached: ${reason}` })]);
	const bytes = read(host, file, refuse);
	if (bytes.length > LARGEST_BUNDLE) throw refuse(`it is larger than ${LARGEST_BUNDLE} bytes`);
	let json: unknown;
	try {
		json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
	} catch {
		throw refuse("it is no JSON");
	}
	if (
		typeof json !== "object" ||
		json === null ||
		!("mediaType" in json) ||
		!String(json.mediaType).startsWith("application/vnd.dev.sigstore.bundle")
	)
		throw refuse("it is no Sigstore bundle");
	if ("messageSignature" in json) return { bytes, content: "message-signature" };
	if ("dsseEnvelope" in json) return { bytes, content: "dsse-envelope", predicateType: signaturePredicate };
	throw refuse("it has no signature");
}

function read(host: Host, file: string, refuse: (reason: string) => Refusal): Uint8Array {
	try {
		return host.files.read(path.resolve(host.cwd, file));
	} catch (error) {
		if (error instanceof HostError) throw refuse(error.reason);
		throw error;
	}
}
