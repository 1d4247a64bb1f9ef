/** When a Notary Project signature was made, as far as anybody but the signer says so, and whether its certificates were valid then. */
import { attempt } from "../../documents/signature/attempt.ts";
import type { NotationEnvelope } from "../../documents/signature/notationEnvelope.ts";
import type { ProvenTime, Reason, ReasonCode } from "../../documents/signature/verification.ts";
import { BuiltinError } from "../../runtime/builtins/builtin.ts";
import type { Certificate } from "../../runtime/x509/certificate.ts";
import { verifyChain } from "../../runtime/x509/verifyChain.ts";
import type { NotationTrust, VerifierHost } from "../trust.ts";
import { readTimestampToken, type TimestampToken } from "./timestampToken.ts";
import type { TrustPolicy } from "./trustPolicy.ts";

type Checked = { readonly times: readonly ProvenTime[] } | Reason;

const because = (code: ReasonCode, text: string): Reason => ({ code, text });
const timeText = (time: number): string => new Date(time).toISOString().replace(/\.000Z$/, "Z");

const areValidAt = (chain: readonly Certificate[], from: number, until: number = from): boolean =>
	chain.every(({ notBefore, notAfter }) => notBefore.seconds * 1000 <= from && until <= notAfter.seconds * 1000);

export function checkTime(
	envelope: NotationEnvelope,
	chain: readonly Certificate[],
	policy: TrustPolicy,
	trust: NotationTrust,
	host: VerifierHost,
): Checked {
	const { authenticSigningTime, signingScheme } = envelope;
	if (signingScheme === "notary.x509.signingAuthority") {
		if (authenticSigningTime === undefined) return because("malformed", "its authority gives no time");
		return areValidAt(chain, authenticSigningTime)
			? { times: [{ source: "signing_authority", time: timeText(authenticSigningTime) }] }
			: because("outside_certificate_life", "it was signed when its certificates weren't valid");
	}
	const authorities = policy.stores.filter((store) => store.startsWith("tsa:"));
	const isValidNow = areValidAt(chain, host.now());
	if (authorities.length === 0 || (policy.stampsAfterExpiry && isValidNow))
		return isValidNow
			? { times: [] }
			: because(
					"outside_certificate_life",
					"its certificates aren't valid now, and no time stamp counts that says when it was signed",
				);
	const { timestamp } = envelope;
	if (timestamp === undefined)
		return because("timestamp_missing", "no authority has stamped the time when it was signed");
	const roots = authorities.flatMap((store) => trust.stores.get(store) ?? []);
	const token = readToken(timestamp, envelope.signature, roots, host);
	if ("code" in token) return token;
	return areValidAt(chain, token.from, token.until)
		? { times: [{ source: "authority", time: timeText(token.time) }] }
		: because("outside_certificate_life", "it was stamped when its certificates weren't valid");
}

/** RFC 5280's time stamping, as Go numbers it. */
const timeStamping = 8;
const million = 1_000_000n;

function readToken(
	der: Uint8Array,
	signature: Uint8Array,
	roots: readonly Certificate[],
	{ crypto }: VerifierHost,
): TimestampToken | Reason {
	let token: TimestampToken;
	try {
		token = readTimestampToken(der, signature, crypto);
	} catch (error) {
		if (error instanceof BuiltinError) return because("timestamp_invalid", error.message);
		throw error;
	}
	const now = BigInt(Math.floor(token.from)) * million;
	const options = { now, dnsName: "", keyUsages: [timeStamping], spend: () => undefined };
	const isTrusted = roots.some(
		(root) => attempt(() => verifyChain(token.signer, token.others, root, options, crypto)) !== undefined,
	);
	return isTrusted
		? token
		: because("timestamp_invalid", "its time stamp's authority leads to no root of the trust policy's stores");
}
