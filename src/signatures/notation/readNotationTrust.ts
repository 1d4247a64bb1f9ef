/** A trust policy with its stores and lists: takes bytes of files, gives the trust or what is wrong. */
import { attempt } from "../../documents/signature/attempt.ts";
import { BuiltinError } from "../../runtime/builtins/builtin.ts";
import { equalBytes } from "../../runtime/bytes/equalBytes.ts";
import { toCharacters } from "../../runtime/bytes/utf8.ts";
import { readPem } from "../../runtime/der/readPem.ts";
import type { Certificate } from "../../runtime/x509/certificate.ts";
import { readCertificates } from "../../runtime/x509/readCertificate.ts";
import type { NotationTrust } from "../trust.ts";
import { type RevocationList, readRevocationList } from "./revocationList.ts";
import { readTrustPolicies } from "./trustPolicy.ts";

export interface NotationFiles {
	readonly trustPolicy: Uint8Array;
	/** The files of a trust store `ca:NAME`; undefined where there is no such folder. */
	readonly storeFiles: (kind: string, name: string) => readonly NamedFile[] | undefined;
	readonly revocationLists: readonly NamedFile[];
}

export interface NamedFile {
	readonly name: string;
	readonly bytes: Uint8Array;
}

/** Certificates of one store. */
const MOST_CERTIFICATES = 1000;

/** @returns the trust, or in words what is wrong */
export function readNotationTrust({ trustPolicy, storeFiles, revocationLists }: NotationFiles): NotationTrust | string {
	const policies = readTrustPolicies(trustPolicy);
	if (typeof policies === "string") return policies;
	const stores = new Map<string, readonly Certificate[]>();
	for (const store of new Set(policies.flatMap((policy) => policy.stores))) {
		const [kind = "", name = ""] = store.split(":");
		const files = storeFiles(kind, name);
		if (files === undefined || files.length === 0) return `the trust store \`${store}\` has no certificates`;
		const certificates: Certificate[] = [];
		for (const file of files) {
			const read = certificatesIn(file, kind);
			if (typeof read === "string") return `\`${file.name}\` of the trust store \`${store}\` ${read}`;
			certificates.push(...read);
		}
		if (certificates.length > MOST_CERTIFICATES) return `the trust store \`${store}\` has too many certificates`;
		stores.set(store, certificates);
	}
	const lists: RevocationList[] = [];
	for (const { name, bytes } of revocationLists) {
		try {
			lists.push(readRevocationList(bytes));
		} catch (error) {
			if (error instanceof BuiltinError) return `\`${name}\`: ${error.message}`;
			throw error;
		}
	}
	return { kind: "notation", policies, stores, revocationLists: lists };
}

/** PEM or DER. Each is an authority's or vouches for itself; those for time stamps are roots (trust-store-trust-policy.md, "Trust Store"). */
function certificatesIn({ bytes }: NamedFile, kind: string): readonly Certificate[] | string {
	const blocks: Uint8Array[] = [];
	if (bytes[0] === 0x30) blocks.push(bytes);
	else
		for (let block = readPem(toCharacters(bytes)); block !== undefined; block = readPem(block.rest)) {
			if (block.type !== "CERTIFICATE") return `holds a block \`${block.type}\``;
			blocks.push(block.bytes);
		}
	const found = blocks.map((block) => attempt(() => readCertificates(block)));
	if (found.length === 0 || found.some((each) => each === undefined)) return "is no certificate";
	const certificates = found.flatMap((each) => each ?? []);
	const isRoot = ({ subject, issuer }: Certificate): boolean => equalBytes(subject.raw, issuer.raw);
	const isAuthority = ({ fields }: Certificate): boolean => fields.basicConstraints?.isAuthority === true;
	const isTaken = (each: Certificate): boolean =>
		kind === "tsa" ? isRoot(each) && isAuthority(each) : isRoot(each) || isAuthority(each);
	return certificates.every(isTaken) ? certificates : "isn't a certificate of an authority";
}
