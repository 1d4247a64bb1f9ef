/** Certificate revocation lists (RFC 5280, 5) from files. */
import { failure } from "../../runtime/builtins/builtin.ts";
import { equalBytes } from "../../runtime/bytes/equalBytes.ts";
import { toCharacters } from "../../runtime/bytes/utf8.ts";
import type { CryptoHost } from "../../runtime/crypto/cryptoHost.ts";
import { DerReader, field, tags } from "../../runtime/der/derReader.ts";
import { readTime } from "../../runtime/der/derTime.ts";
import { readPem } from "../../runtime/der/readPem.ts";
import { isSigned } from "../../runtime/jose/algorithms.ts";
import { ecdsaHalves } from "../../runtime/keys/ecdsaHalves.ts";
import type { Certificate } from "../../runtime/x509/certificate.ts";
import { readAlgorithm } from "../../runtime/x509/readCertificate.ts";
import { readName } from "../../runtime/x509/readName.ts";
import { type SignatureAlgorithm, signatureAlgorithm } from "../../runtime/x509/signatureAlgorithm.ts";

export interface RevocationList {
	/** The issuer's name, DER. */
	readonly issuer: Uint8Array;
	/** Milliseconds since the epoch. */
	readonly thisUpdate: number;
	readonly nextUpdate: number | undefined;
	/** Serial numbers with the time of revocation. */
	readonly revoked: ReadonlyMap<bigint, number>;
	readonly signed: Uint8Array;
	readonly algorithm: SignatureAlgorithm;
	readonly signature: Uint8Array;
}

const broken = "the revocation list is malformed";

/** PEM or DER. @throws BuiltinError with the reason */
export function readRevocationList(bytes: Uint8Array): RevocationList {
	const block = bytes[0] === tags.sequence ? undefined : readPem(toCharacters(bytes));
	if (bytes[0] !== tags.sequence && block?.type !== "X509 CRL") throw failure("it is no revocation list");
	const outer = new DerReader(block?.bytes ?? bytes).sequence(broken);
	const { whole: signed, content } = outer.element(tags.sequence, broken);
	const repeated = outer.content(tags.sequence, broken);
	const { bytes: signature } = outer.bitString(broken);
	const list = new DerReader(content);
	if (list.nextIs(tags.integer)) list.integer(broken);
	const inner = list.content(tags.sequence, broken);
	if (!equalBytes(inner, repeated)) throw failure(broken);
	const { identifier, parameters } = readAlgorithm(inner);
	const issuer = readName(list, broken);
	const thisUpdate = readTime(list).seconds * 1000;
	const hasNext = list.nextIs(tags.utcTime) || list.nextIs(tags.generalizedTime);
	const nextUpdate = hasNext ? readTime(list).seconds * 1000 : undefined;
	const revoked = list.nextIs(tags.sequence) ? entriesOf(list.sequence(broken)) : new Map<bigint, number>();
	// A list that speaks for some certificates only, or about others', would say too little.
	if (list.nextIs(field(0, true)) && hasCritical(list.inside(field(0, true), broken).sequence(broken)))
		throw failure("the revocation list has a critical extension that isn't understood");
	return {
		issuer: issuer.raw,
		thisUpdate,
		nextUpdate,
		revoked,
		signed,
		algorithm: signatureAlgorithm(identifier, parameters),
		signature,
	};
}

function entriesOf(entries: DerReader): ReadonlyMap<bigint, number> {
	const revoked = new Map<bigint, number>();
	while (!entries.isAtEnd) {
		const entry = entries.sequence(broken);
		const serial = entry.integer(broken);
		revoked.set(serial, readTime(entry).seconds * 1000);
	}
	return revoked;
}

function hasCritical(extensions: DerReader): boolean {
	while (!extensions.isAtEnd) {
		const extension = extensions.sequence(broken);
		extension.objectIdentifier(broken);
		if (extension.nextIs(tags.boolean) && extension.boolean(broken)) return true;
	}
	return false;
}

export type Standing = "good" | "revoked" | "unknown";

/** What the lists say of a certificate at a time; `issuer` is the next one on its chain. */
export function standingOf(
	certificate: Certificate,
	issuer: Certificate,
	lists: readonly RevocationList[],
	now: number,
	host: CryptoHost,
): Standing {
	const own = lists.filter(
		(list) => equalBytes(list.issuer, issuer.subject.raw) && list.thisUpdate <= now && isListSigned(list, issuer, host),
	);
	if (own.some(({ revoked }) => revoked.has(certificate.serialNumber))) return "revoked";
	if (own.some(({ nextUpdate }) => nextUpdate === undefined || now <= nextUpdate)) return "good";
	const { revocationLists, statusServers } = certificate.fields;
	// Who publishes nothing revokes nothing.
	return own.length === 0 && revocationLists.length + statusServers.length === 0 ? "good" : "unknown";
}

function isListSigned(
	{ signed, algorithm, signature }: RevocationList,
	issuer: Certificate,
	host: CryptoHost,
): boolean {
	const { scheme } = algorithm;
	const key = issuer.publicKey;
	if (scheme === undefined || key === undefined) return false;
	const plain = key.kind === "ec" ? ecdsaHalves(signature, key.curve) : signature;
	return plain !== undefined && isSigned(host, scheme, key, signed, plain);
}
