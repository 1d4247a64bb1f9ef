/** Verification of packs' signatures by what policy.yaml says under `signedBy`; the files that it names are read here. */
import path from "node:path";
import type { TrustedRoot } from "@sigstore/protobuf-specs";
import type { SignedBy, VerifyBundle } from "../../sharing/signature.ts";
import type { SigstoreTrust } from "../../signatures/trust.ts";
import { type Host, HostError } from "../host/host.ts";

/** `folder` is the one that the files of `signedBy` are relative to. The libraries are loaded here: only for whoever asks for signatures. */
export async function packTrust(host: Host, folder: string): Promise<VerifyBundle> {
	const { readSigningKeys } = await import("../../signatures/signingKey.ts");
	const { verifyBundle } = await import("../../signatures/verifyBundle.ts");
	const { TrustedRoot } = await import("@sigstore/protobuf-specs");
	const trusts = new Map<SignedBy, SigstoreTrust | string>();
	const trustOf = (by: SignedBy): SigstoreTrust | string => {
		const known = trusts.get(by) ?? readTrust(by, (file) => readFile(host, folder, file), readSigningKeys, TrustedRoot);
		trusts.set(by, known);
		return known;
	};
	return (bundle, { bytes }, by) => {
		const trust = trustOf(by);
		if (typeof trust === "string") return { reason: trust };
		const verdict = verifyBundle(bundle, { bytes }, trust, host.crypto);
		if (!verdict.verified) return { reason: verdict.reason.text };
		const { identity, issuer, key } = verdict;
		return {
			signer: identity === undefined ? `key ${key}` : `${identity}${issuer === undefined ? "" : ` (${issuer})`}`,
		};
	};
}

/** The trust, or why it can't be had. */
function readTrust(
	{ key, identity, identityRegExp, issuer, trustRoot }: SignedBy,
	read: (file: string) => Uint8Array | string,
	readKeys: typeof import("../../signatures/signingKey.ts").readSigningKeys,
	roots: { fromJSON(json: unknown): TrustedRoot },
): SigstoreTrust | string {
	const file = key ?? trustRoot ?? "";
	const bytes = read(file);
	if (typeof bytes === "string") return `\`${file}\` can't be read: ${bytes}`;
	if (key !== undefined) {
		const keys = readKeys(bytes);
		return typeof keys === "string" ? `the key in \`${file}\` can't be used: ${keys}` : { kind: "key", keys };
	}
	try {
		const root = roots.fromJSON(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
		return {
			kind: "identity",
			root,
			...(identity === undefined ? {} : { identity }),
			...(identityRegExp === undefined ? {} : { identityPattern: identityRegExp }),
			...(issuer === undefined ? {} : { issuer }),
		};
	} catch {
		return `\`${file}\` is no trusted_root.json`;
	}
}

function readFile({ files }: Host, folder: string, file: string): Uint8Array | string {
	try {
		return files.read(path.resolve(folder, file));
	} catch (error) {
		if (error instanceof HostError) return error.reason;
		throw error;
	}
}

/** The texts of the files that trust comes from: with other ones, a verdict is another. */
export function trustTexts(host: Host, folder: string, by: SignedBy): readonly string[] {
	const files = [by.key, by.trustRoot].filter((file) => file !== undefined);
	return files.map((file) => {
		const read = readFile(host, folder, file);
		return typeof read === "string" ? "" : new TextDecoder().decode(read);
	});
}
