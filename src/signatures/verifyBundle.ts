/** Sigstore bundles: is it a signature of this artifact, by whom one trusts? */
import { attempt } from "../documents/signature/attempt.ts";
import { readStatement } from "../documents/signature/statement.ts";
import { type Refused, refused, type Verification } from "../documents/signature/verification.ts";
import { equalBytes } from "../runtime/bytes/equalBytes.ts";
import { fromHex, toHex } from "../runtime/bytes/hex.ts";
import { fromUtf8 } from "../runtime/bytes/utf8.ts";
import type { CryptoHost } from "../runtime/crypto/cryptoHost.ts";
import { digests } from "../runtime/hashing/digests.ts";
import { parseJson } from "../runtime/values/json.ts";
import type { MessageDigest } from "./isSignedBy.ts";
import { type ReadBundle, readBundle } from "./sigstore/readBundle.ts";
import { verifySigned } from "./sigstore/verifySigned.ts";
import type { Artifact, SigstoreTrust } from "./trust.ts";

/** A bundle's bytes; more isn't read. */
const LARGEST = 16 * 2 ** 20;

/**
 * Verifies one bundle.
 * @param bundle JSON, UTF-8
 * @param artifact what it has to be of. With bytes any bundle can be verified; with digests envelopes with in-toto statements can, and signatures of bytes
 * where the bundle says the digest. Undefined: of whatever it says, which `subjects` tells then.
 * @returns never throws
 */
export function verifyBundle(
	bundle: Uint8Array,
	artifact: Artifact | undefined,
	trust: SigstoreTrust,
	host: CryptoHost,
): Verification {
	if (bundle.length > LARGEST) return refused("malformed", `it is larger than ${LARGEST / 2 ** 20} MiB`);
	let json: unknown;
	try {
		json = JSON.parse(fromUtf8(bundle));
	} catch {
		return refused("malformed", "it is no JSON");
	}
	return verifyBundleValue(json, artifact, trust, host);
}

/** The same for a bundle that is parsed. */
export function verifyBundleValue(
	json: unknown,
	artifact: Artifact | undefined,
	trust: SigstoreTrust,
	host: CryptoHost,
): Verification {
	if (typeof json !== "object" || json === null) return refused("malformed", "a bundle is a JSON object");
	const bytes = artifact !== undefined && "bytes" in artifact ? artifact.bytes : undefined;
	const read = readBundle(json, artifact);
	if ("verified" in read) return read;
	const another = isOfAnother(read, artifact);
	if (another !== undefined) return another;
	const witnessed = verifySigned(read.signed, trust, host);
	if (!witnessed.verified) return witnessed;
	const subjects = subjectsOf(read, bytes);
	if ("verified" in subjects) return subjects;
	return fits(subjects, artifact)
		? { ...witnessed, subjects }
		: refused("other_subject", `it is of ${shownDigests(subjects)}, not of what it lies with`);
}

/** A signature of bytes doesn't hold for other bytes. Said first: these words name the reason. */
function isOfAnother(read: ReadBundle, artifact: Artifact | undefined): Refused | undefined {
	if (!("claimed" in read) || artifact === undefined) return undefined;
	const { claimed } = read;
	const isSame =
		"bytes" in artifact
			? equalBytes(digests[claimed.hash].of(artifact.bytes), claimed.bytes)
			: artifact.digests.includes(named(claimed));
	return isSame ? undefined : refused("other_subject", `it is of ${named(claimed)}, not of what it lies with`);
}

const named = ({ hash, bytes }: MessageDigest): string => `${hash}:${toHex(bytes)}`;

/** What was verified to be signed. */
function subjectsOf(read: ReadBundle, bytes: Uint8Array | undefined): readonly string[] | Refused {
	if ("claimed" in read)
		return bytes === undefined ? [named(read.claimed)] : [`sha256:${toHex(digests.sha256.of(bytes))}`];
	const { payload } = read;
	if (payload.type !== "application/vnd.in-toto+json")
		return refused("unsupported", "its envelope holds something other than an in-toto statement");
	const statement = readStatement(attempt(() => parseJson(fromUtf8(payload.bytes))));
	return statement === undefined
		? refused("malformed", "its envelope's in-toto statement can't be read")
		: statement.digests;
}

function fits(subjects: readonly string[], artifact: Artifact | undefined): boolean {
	if (artifact === undefined) return true;
	if ("digests" in artifact) return artifact.digests.some((digest) => subjects.includes(digest));
	return subjects.some((subject) => {
		const [hash = "", hex = ""] = subject.split(":");
		const digest = Object.hasOwn(digests, hash) ? digests[hash as keyof typeof digests] : undefined;
		return (
			digest !== undefined &&
			hash.startsWith("sha") &&
			hash !== "sha1" &&
			equalBytes(digest.of(artifact.bytes), fromHex(hex))
		);
	});
}

const shownDigests = (subjects: readonly string[]): string =>
	subjects.length === 0 ? "nothing that has a digest" : subjects.slice(0, 3).join(", ");
