/** What the extensions of a certificate say (RFC 5280, 4.2). Takes them in order; throws BuiltinError in Go's words. */
import { failure } from "../builtins/builtin.ts";
import { fromUtf8 } from "../bytes/utf8.ts";
import { bitAt, DerReader, field, objectIdentifierText, tags } from "../der/derReader.ts";
import type { Extension, ExtensionFields } from "./certificate.ts";
import { noNameSpace, noNames, readAlternativeNames, readNameSpaces } from "./readNames.ts";

type Fields = { -readonly [Name in keyof ExtensionFields]: ExtensionFields[Name] };

export function readExtensions(extensions: readonly Extension[]): ExtensionFields {
	const fields: Fields = {
		keyUsage: 0,
		extendedKeyUsages: [],
		basicConstraints: undefined,
		names: noNames,
		permitted: noNameSpace,
		excluded: noNameSpace,
		isNameSpaceCritical: false,
		revocationLists: [],
		authorityKeyId: undefined,
		subjectKeyId: undefined,
		policies: undefined,
		policyMappings: [],
		requireExplicitPolicy: undefined,
		inhibitPolicyMapping: undefined,
		inhibitAnyPolicy: undefined,
		statusServers: [],
		issuerUrls: [],
		unhandled: [],
	};
	const unhandled: string[] = [];
	for (const extension of extensions) {
		const isHandled = readers.get(extension.id)?.(fields, extension) ?? false;
		if (extension.isCritical && !isHandled) unhandled.push(extension.id);
	}
	return { ...fields, unhandled };
}

/** Sets what the extension says; false where not all of it is understood. */
type Reader = (fields: Fields, extension: Extension) => boolean;

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
	["2.5.29.14", readSubjectKeyId],
	["2.5.29.15", readKeyUsage],
	["2.5.29.17", readSubjectNames],
	["2.5.29.19", readBasicConstraints],
	["2.5.29.30", readNameConstraints],
	["2.5.29.31", readRevocationLists],
	["2.5.29.32", readPolicies],
	["2.5.29.33", readPolicyMappings],
	["2.5.29.35", readAuthorityKeyId],
	["2.5.29.36", readPolicyConstraints],
	["2.5.29.37", readExtendedKeyUsages],
	["2.5.29.54", readInhibitAnyPolicy],
	["1.3.6.1.5.5.7.1.1", readAuthorityAccess],
]);

/** The extension that names the subject, which requests for certificates have too. */
export const subjectNamesId = "2.5.29.17";

function readKeyUsage(fields: Fields, { value }: Extension): boolean {
	const bits = new DerReader(value).bitString("x509: invalid key usage");
	fields.keyUsage = Array.from({ length: 9 }, (_, at) => (bitAt(bits, at) ? 1 << at : 0)).reduce(
		(all, bit) => all | bit,
	);
	return true;
}

function readBasicConstraints(fields: Fields, { value }: Extension): boolean {
	const fault = "x509: invalid basic constraints";
	const reader = new DerReader(value).sequence(fault);
	const isAuthority = reader.nextIs(tags.boolean) && reader.boolean(fault);
	const length = reader.nextIs(tags.integer) ? reader.integer(fault) : undefined;
	if (length !== undefined && (length < 0n || length >= 2n ** 63n)) throw failure(fault);
	fields.basicConstraints = { isAuthority, maxPathLength: length === undefined ? -1 : Number(length) };
	return true;
}

function readSubjectNames(fields: Fields, { value }: Extension): boolean {
	const names = readAlternativeNames(value);
	fields.names = names;
	return Object.values(names).some((kind: readonly unknown[]) => kind.length > 0);
}

function readNameConstraints(fields: Fields, { value, isCritical }: Extension): boolean {
	const { permitted, excluded, isHandled } = readNameSpaces(value);
	fields.permitted = permitted;
	fields.excluded = excluded;
	fields.isNameSpaceCritical = isCritical;
	return isHandled;
}

function readRevocationLists(fields: Fields, { value }: Extension): boolean {
	const fault = "x509: invalid CRL distribution point";
	const found: string[] = [];
	for (const points = new DerReader(value).sequence(`${fault}s`); !points.isAtEnd; ) {
		const names = points.sequence(fault).insideIf(field(0, true), fault)?.inside(field(0, true), fault);
		while (names?.nextIs(field(6))) found.push(fromUtf8(names.content(field(6), fault)));
	}
	fields.revocationLists = found;
	return true;
}

function readAuthorityKeyId(fields: Fields, { value, isCritical }: Extension): boolean {
	if (isCritical) throw failure("x509: authority key identifier incorrectly marked critical");
	const fault = "x509: invalid authority key identifier";
	const reader = new DerReader(value).sequence(fault);
	fields.authorityKeyId = reader.nextIs(field(0)) ? reader.content(field(0), fault) : undefined;
	return true;
}

function readSubjectKeyId(fields: Fields, { value, isCritical }: Extension): boolean {
	if (isCritical) throw failure("x509: subject key identifier incorrectly marked critical");
	fields.subjectKeyId = new DerReader(value).content(tags.octetString, "x509: invalid subject key identifier");
	return true;
}

function readPolicyConstraints(fields: Fields, { value }: Extension): boolean {
	const fault = "x509: invalid policy constraints extension";
	const reader = new DerReader(value).sequence(fault);
	if (reader.nextIs(field(0))) fields.requireExplicitPolicy = count(reader.integer(fault, field(0)), fault);
	if (reader.nextIs(field(1))) fields.inhibitPolicyMapping = count(reader.integer(fault, field(1)), fault);
	return true;
}

function readInhibitAnyPolicy(fields: Fields, { value }: Extension): boolean {
	const fault = "x509: invalid inhibit any policy extension";
	fields.inhibitAnyPolicy = count(new DerReader(value).integer(fault), fault);
	return true;
}

function count(integer: bigint, fault: string): number {
	if (integer < -(2n ** 63n) || integer >= 2n ** 63n) throw failure(fault);
	return Number(integer);
}

function readExtendedKeyUsages(fields: Fields, { value }: Extension): boolean {
	const fault = "x509: invalid extended key usages";
	const found: string[] = [];
	for (const reader = new DerReader(value).sequence(fault); !reader.isAtEnd; )
		found.push(reader.objectIdentifier(fault));
	fields.extendedKeyUsages = found;
	return true;
}

function readPolicies(fields: Fields, { value }: Extension): boolean {
	const fault = "x509: invalid certificate policies";
	const found: string[] = [];
	for (const reader = new DerReader(value).sequence(fault); !reader.isAtEnd; ) {
		const policy = identifierOf(reader.sequence(fault), fault);
		if (found.includes(policy)) throw failure(fault);
		found.push(policy);
	}
	fields.policies = found;
	return true;
}

function readPolicyMappings(fields: Fields, { value }: Extension): boolean {
	const fault = "x509: invalid policy mappings extension";
	const found: { readonly issuer: string; readonly subject: string }[] = [];
	for (const reader = new DerReader(value).sequence(fault); !reader.isAtEnd; ) {
		const pair = reader.sequence(fault);
		found.push({ issuer: identifierOf(pair, fault), subject: identifierOf(pair, fault) });
	}
	fields.policyMappings = found;
	return true;
}

/** Of any size: policies are named by numbers that fit nowhere else. */
function identifierOf(reader: DerReader, fault: string): string {
	const text = objectIdentifierText(reader.content(tags.objectIdentifier, fault));
	if (text === undefined) throw failure(fault);
	return text;
}

const statusProtocol = "1.3.6.1.5.5.7.48.1";
const issuers = "1.3.6.1.5.5.7.48.2";

function readAuthorityAccess(fields: Fields, { value, isCritical }: Extension): boolean {
	if (isCritical) throw failure("x509: authority info access incorrectly marked critical");
	const fault = "x509: invalid authority info access";
	const found: { readonly method: string; readonly url: string }[] = [];
	for (const reader = new DerReader(value).sequence(fault); !reader.isAtEnd; ) {
		const access = reader.sequence(fault);
		const method = access.objectIdentifier(fault);
		if (access.nextIs(field(6))) found.push({ method, url: fromUtf8(access.content(field(6), fault)) });
	}
	const urls = (wanted: string): string[] => found.filter(({ method }) => method === wanted).map(({ url }) => url);
	fields.statusServers = urls(statusProtocol);
	fields.issuerUrls = urls(issuers);
	return true;
}
