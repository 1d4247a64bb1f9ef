/** Verification of packs' signatures by what policy.yaml says under `signedBy`; the files that it names are read here. */
import path from "node:path";
import type { SignedBy, VerifyBundle } from "../../sharing/signature.ts";
import type { TrustWords } from "../../signatures/readTrust.ts";
import type { SigstoreTrust } from "../../signatures/trust.ts";
import { type Host, HostError } from "../host/host.ts";

/** `folder` is the one that the files of `signedBy` are relative to. The libraries are loaded here: only for whoever asks for signatures. */
export async function packTrust(host: Host, folder: string): Promise<VerifyBundle> {
	const { readTrust } = await import("../../signatures/readTrust.ts");
	const { verifyBundle } = await import("../../signatures/verifyBundle.ts");
	const trusts = new Map<SignedBy, SigstoreTrust | string>();
	const trustOf = (by: SignedBy): SigstoreTrust | string => {
		const known = trusts.get(by);
		if (known !== undefined) return known;
		const words = wordsOf(by, (file) => readFile(host, folder, file));
		const trust = typeof words === "string" ? words : readTrust(words);
		trusts.set(by, trust);
		return trust;
	};
	return (bundle, { bytes }, by) => {
		const trust = trustOf(by);
		if (typeof trust === "string") return { reason: trust };
		const verdict = verifyBundle(bundle, { bytes }, trust, host.crypto);
		if (!verdict.verified) return { reason: verdict.reason.text };
		const { identity, issuer, key } = verdict;
		if (identity === undefined) return { signer: `key ${key}` };
		return { signer: issuer === undefined ? identity : `${identity} (${issuer})` };
	};
}

/** What is trusted, with the files read; or which of them can't be. */
function wordsOf(by: SignedBy, read: (file: string) => Uint8Array | string): TrustWords | string {
	const { key, identity, identityRegExp, issuer, issuerRegExp, trustRoot, ignoreLog, ignoreCertificateLog } = by;
	const [keyBytes, root] = [key, trustRoot].map((file) => (file === undefined ? undefined : read(file)));
	if (typeof keyBytes === "string") return `\`${key}\` can't be read: ${keyBytes}`;
	if (typeof root === "string") return `\`${trustRoot}\` can't be read: ${root}`;
	return {
		...(keyBytes && { keys: [keyBytes] }),
		...(root && { root }),
		...(identity !== undefined && { identity }),
		...(identityRegExp !== undefined && { identityPattern: identityRegExp }),
		...(issuer !== undefined && { issuer }),
		...(issuerRegExp !== undefined && { issuerPattern: issuerRegExp }),
		...(ignoreLog !== undefined && { ignoreLog }),
		...(ignoreCertificateLog !== undefined && { ignoreCertificateLog }),
	};
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
