/** One signature as a document. Verified when its value is asked for, anew for each image that it is found with: trust may be about some images only. */
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import type { Source } from "../../text/source.ts";
import type { Document, ImageIdentity } from "../document.ts";
import { identityOfReferences } from "../image-reference/imageIdentity.ts";
import { type Claims, claimsOf } from "./claims.ts";
import type { SignatureMaterial } from "./material.ts";
import type { Provenance } from "./statement.ts";
import { type Reason, refused, type Verification, type VerifySignature } from "./verification.ts";

export interface FoundSignature {
	readonly source: Source;
	readonly name: string;
	/** Absent: a statement that nobody has signed; then its claims are given. */
	readonly material?: SignatureMaterial;
	readonly claims?: Claims;
	/** What it is attached to; absent where it lies by itself. */
	readonly attached?: {
		readonly digests: readonly string[];
		readonly references: readonly string[];
		/** Those that lead to it itself, and not to an index that it is in. */
		readonly ownReferences: readonly string[];
		readonly bytes?: Uint8Array;
	};
	readonly locate: Document["locate"];
	readonly scope?: Document["scope"];
}

export function signatureDocument(found: FoundSignature, verify: VerifySignature | undefined): Document {
	const { source, name, material, attached, locate, scope } = found;
	let claims: Claims | undefined;
	let own: Value | undefined;
	const claimed = (): Claims => {
		claims ??= found.claims ?? (material === undefined ? noClaims : claimsOf(material));
		return claims;
	};
	const identity = identityOfReferences(attached?.references ?? []);
	const namesOf = ({ references, repositories = [] }: ImageIdentity): string[] => [...references, ...repositories];
	const verified = (digests: readonly string[], names: readonly string[]): Verification => {
		if (material === undefined) return refused("unsigned", "nobody has signed it");
		if (verify === undefined) return refused("no_trust", "the settings don't say whose signatures to trust");
		return verify(material, { digests, names, ...(attached?.bytes && { bytes: attached.bytes }) });
	};
	const asValue = (verification: Verification, names: readonly string[]): PlainObject =>
		normalized(material?.format ?? "unsigned", claimed(), verification, {
			digests: attached?.digests ?? claimed().digests,
			names,
			attached: attached !== undefined,
		});
	return {
		kind: "signature",
		source,
		name,
		get value() {
			own ??= asValue(verified(attached?.digests ?? [], namesOf(identity)), identity.references);
			return own;
		},
		valueFor(image) {
			const names = namesOf(image);
			return asValue(
				verified(attached?.digests ?? image.digests, names.length > 0 ? names : namesOf(identity)),
				image.references,
			);
		},
		get subject() {
			const digests = (attached?.digests ?? claimed().digests).filter((digest) => digest.startsWith("sha256:"));
			const { references } = identityOfReferences(attached?.ownReferences ?? []);
			return { digests, ids: [], references };
		},
		locate,
		...(scope && { scope }),
	};
}

const noClaims: Claims = { form: "attestation", digests: [], names: [] };

function normalized(
	format: string,
	claims: Claims,
	verification: Verification,
	subject: { readonly digests: readonly string[]; readonly names: readonly string[]; readonly attached: boolean },
): PlainObject {
	const { form, predicateType, provenance } = claims;
	const about = { format, form, ...(predicateType !== undefined && { predicate_type: predicateType }) };
	const rest = { subject: subjectNode(subject), claims: claimsNode(claims) };
	if (!verification.verified)
		return {
			...about,
			verified: false,
			reason: reasonNode(verification.reason),
			warnings: [],
			times: [],
			logged: false,
			...rest,
		};
	const { identity, issuer, key, signedAt, times, logged, logIndex, subjects, warnings = [] } = verification;
	return {
		...about,
		verified: true,
		warnings: warnings.map(reasonNode),
		...texts({ identity, issuer, key, signed_at: signedAt }),
		times: times.map(({ source, time }) => ({ source, time })),
		logged,
		...texts({ log_index: logIndex }),
		...rest,
		subject: subjectNode({ ...subject, digests: subjects }),
		...(provenance && { provenance: provenanceNode(provenance) }),
	};
}

const reasonNode = ({ code, text }: Reason): PlainObject => ({ code, text });

const subjectNode = ({
	digests,
	names,
	attached,
}: {
	readonly digests: readonly string[];
	readonly names: readonly string[];
	readonly attached: boolean;
}): PlainObject => ({ digests: [...digests], names: [...names], attached });

function claimsNode(claims: Claims): PlainObject {
	const { digests, names, identity, issuer, keyHint, signedAt, expiresAt, logIndex, scheme, certificate } = claims;
	return {
		digests: [...digests],
		names: [...names],
		...texts({
			identity,
			issuer,
			key_hint: keyHint,
			signed_at: signedAt,
			expires_at: expiresAt,
			log_index: logIndex,
			scheme,
		}),
		...(certificate && {
			certificate: {
				subject: certificate.subject,
				issuer: certificate.issuer,
				not_before: certificate.notBefore,
				not_after: certificate.notAfter,
				fingerprint: certificate.fingerprint,
			},
		}),
		...(claims.provenance && { provenance: provenanceNode(claims.provenance) }),
		annotations: { ...claims.annotations },
	};
}

function provenanceNode({ builder, buildType, source, ref, commit, materials }: Provenance): PlainObject {
	return {
		...texts({ builder, build_type: buildType, source, ref, commit }),
		materials: materials.map(({ uri, digests }) => ({ uri, digests: [...digests] })),
	};
}

const texts = (fields: Readonly<Record<string, string | undefined>>): Record<string, string> =>
	Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined));
