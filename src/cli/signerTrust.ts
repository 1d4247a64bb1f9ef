/** The signers that policy.yaml trusts as a function that verifies: reads the files that it names, and loads what verifies only where it names any. */
import path from "node:path";
import { trustInvalid } from "../diagnostics/catalogue/signatures.ts";
import { at, type Diagnostic } from "../diagnostics/diagnostic.ts";
import type { VerifySignature } from "../documents/signature/verification.ts";
import { compareText } from "../findings/order.ts";
import { compileGlob } from "../runtime/glob/compileGlob.ts";
import type { NotationFiles } from "../signatures/notation/readNotationTrust.ts";
import type { TrustWords } from "../signatures/readTrust.ts";
import type { TrustRule } from "../signatures/verifier.ts";
import type { Configuration, Placed, Signer } from "./config/configuration.ts";
import { type Host, HostError, type HostFiles } from "./host/host.ts";

export interface SignerTrust {
	/** Absent where the configuration says nothing of signers. */
	readonly verifySignature?: VerifySignature;
	readonly diagnostics: readonly Diagnostic[];
}

/** Bytes of one file that says whom to trust. */
const LARGEST = 8 * 2 ** 20;

type Files = Pick<HostFiles, "read" | "list" | "stat">;

type TrustHost = Pick<Host, "crypto" | "now"> & { readonly files: Files };
type Trusting = Pick<Configuration, "folder" | "images">;

export async function openSignerTrust(host: TrustHost, configuration: Trusting): Promise<SignerTrust> {
	if (configuration.images.signers.length === 0) return { diagnostics: [] };
	return (await loadSignerTrust())(host, configuration);
}

export type OpenSignerTrust = (host: TrustHost, configuration: Trusting) => SignerTrust;

/** For who opens several, and can't wait for each. */
export async function loadSignerTrust(): Promise<OpenSignerTrust> {
	const { verifierOf } = await import("../signatures/verifier.ts");
	const { readTrust } = await import("../signatures/readTrust.ts");
	const { readNotationTrust } = await import("../signatures/notation/readNotationTrust.ts");
	return (host, { folder, images: { signers } }) => {
		if (signers.length === 0) return { diagnostics: [] };
		const rules: TrustRule[] = [];
		const diagnostics: Diagnostic[] = [];
		for (const placed of signers) {
			const rule = ruleOf(placed, (signer) => {
				const { notation } = signer;
				if (notation === undefined) return readTrust(wordsOf(signer, host.files, folder));
				return saysMore(signer)
					? "`notation` stands by itself: key and identity are for other signatures"
					: readNotationTrust(notationFiles(notation, host.files, folder));
			});
			if ("trust" in rule) rules.push(rule);
			else diagnostics.push(rule);
		}
		const now = (): number => Number(host.now() / 1_000_000n);
		return { verifySignature: verifierOf(rules, { crypto: host.crypto, now }), diagnostics };
	};
}

function wordsOf(signer: Signer, files: Files, folder: string): TrustWords {
	const { key, trustRoot, identityRegExp, issuerRegExp, identity, issuer } = signer;
	return {
		...(key && { keys: key.map((name) => readFile(files, folder, name)) }),
		...(trustRoot !== undefined && { root: readFile(files, folder, trustRoot) }),
		...(identity !== undefined && { identity }),
		...(identityRegExp !== undefined && { identityPattern: identityRegExp }),
		...(issuer !== undefined && { issuer }),
		...(issuerRegExp !== undefined && { issuerPattern: issuerRegExp }),
		ignoreLog: signer.ignoreLog === true,
		ignoreCertificateLog: signer.ignoreCertificateLog === true,
	};
}

const saysMore = ({ images: _, notation: __, ...rest }: Signer): boolean => Object.keys(rest).length > 0;

/** Files of one trust store. */
const MOST_STORE_FILES = 200;

function notationFiles(
	{ trustPolicy, trustStore, crls = [] }: NonNullable<Signer["notation"]>,
	files: Files,
	folder: string,
): NotationFiles {
	return {
		trustPolicy: readFile(files, folder, trustPolicy),
		storeFiles: (kind, name) => {
			const store = path.join(trustStore, "x509", kind, name);
			if (files.stat(path.resolve(folder, store))?.kind !== "folder") return undefined;
			const found = files
				.list(path.resolve(folder, store))
				.filter((each) => each.kind === "file")
				.map((each) => path.join(store, each.name))
				.sort(compareText);
			if (found.length > MOST_STORE_FILES) throw new HostError(store, `it has more than ${MOST_STORE_FILES} files`);
			return found.map((file) => ({ name: file, bytes: readFile(files, folder, file) }));
		},
		revocationLists: crls.map((name) => ({ name, bytes: readFile(files, folder, name) })),
	};
}

function ruleOf(
	{ value, source, span }: Placed<Signer>,
	read: (signer: Signer) => TrustRule["trust"] | string,
): TrustRule | Diagnostic {
	try {
		const trust = read(value);
		if (typeof trust === "string") return at(source, span, trustInvalid({ reason: trust }));
		const { images } = value;
		return { trust, ...(images && { isAbout: nameMatcher(images) }) };
	} catch (error) {
		if (!(error instanceof HostError)) throw error;
		return at(source, span, trustInvalid({ reason: `can't read ${error.path}: ${error.reason}` }));
	}
}

/** `*` stops at a slash, `**` doesn't; a pattern without a tag is for every tag. */
function nameMatcher(globs: readonly string[]): (name: string) => boolean {
	const matchers = globs.map((glob) => compileGlob(glob, "/"));
	return (name) => matchers.some((matches) => matches(name));
}

function readFile(files: Pick<HostFiles, "read" | "stat">, folder: string, name: string): Uint8Array {
	const file = path.resolve(folder, name);
	const size = files.stat(file)?.size;
	if (size === undefined) throw new HostError(name, "there is no such file");
	if (size > LARGEST) throw new HostError(name, `it is larger than ${LARGEST / 2 ** 20} MiB`);
	try {
		return files.read(file);
	} catch (error) {
		throw error instanceof HostError ? new HostError(name, error.reason) : error;
	}
}
