/** Notary Project's trust policy (specs/trust-store-trust-policy.md, version 1.0) as notation reads it: which signers for which repositories, and how strictly. */
import { asObject, listOf, objectOf, textOf, textsOf } from "../../documents/fields.ts";
import { attempt } from "../../documents/signature/attempt.ts";
import { fromUtf8 } from "../../runtime/bytes/utf8.ts";
import { parseJson } from "../../runtime/values/json.ts";
import type { PlainObject } from "../../runtime/values/value.ts";
import { parseSubject, type SubjectAttribute } from "./subjectAttributes.ts";

export type Check = "authenticity" | "authenticTimestamp" | "expiry" | "revocation";
export type Action = "enforce" | "log" | "skip";

export interface TrustPolicy {
	readonly name: string;
	/** Repositories, `registry/repository`, or `*` alone. */
	readonly scopes: readonly string[];
	/** Undefined: nothing is verified. */
	readonly actions: Readonly<Record<Check, Action>> | undefined;
	/** Whether a time stamp is asked for only once a certificate has expired. */
	readonly stampsAfterExpiry: boolean;
	/** `ca:NAME`, `signingAuthority:NAME`, `tsa:NAME`. */
	readonly stores: readonly string[];
	/** Attributes that a signer's subject must have, each list for one signer. Undefined: any signer. */
	readonly signers: readonly (readonly SubjectAttribute[])[] | undefined;
}

const checks: readonly Check[] = ["authenticity", "authenticTimestamp", "expiry", "revocation"];

const all = (authenticity: Action, others: Action): Readonly<Record<Check, Action>> => ({
	authenticity,
	authenticTimestamp: others,
	expiry: others,
	revocation: others,
});

const levels: ReadonlyMap<string, Readonly<Record<Check, Action>> | undefined> = new Map([
	["strict", all("enforce", "enforce")],
	["permissive", all("enforce", "log")],
	["audit", all("log", "log")],
	["skip", undefined],
]);

/** @returns the policies, or in words why notation wouldn't take the file either */
export function readTrustPolicies(bytes: Uint8Array): readonly TrustPolicy[] | string {
	const document = attempt(() => asObject(parseJson(fromUtf8(bytes))));
	if (document === undefined) return "the trust policy is no JSON object";
	if (textOf(document, "version") !== "1.0") return "the trust policy's version isn't 1.0";
	const policies: TrustPolicy[] = [];
	for (const item of listOf(document, "trustPolicies")) {
		const policy = readPolicy(asObject(item));
		if (typeof policy === "string") return policy;
		policies.push(policy);
	}
	return policies.length === 0 ? "the trust policy has no policies" : (problemAmong(policies) ?? policies);
}

function problemAmong(policies: readonly TrustPolicy[]): string | undefined {
	const names = policies.map(({ name }) => name);
	const scopes = policies.flatMap((policy) => policy.scopes);
	const twice = (texts: readonly string[]): string | undefined => texts.find((text, at) => texts.indexOf(text) !== at);
	const name = twice(names);
	if (name !== undefined) return `two trust policies are called \`${name}\``;
	const scope = twice(scopes);
	return scope === undefined ? undefined : `the scope \`${scope}\` stands in the trust policy twice`;
}

function readPolicy(policy: PlainObject | undefined): TrustPolicy | string {
	const name = textOf(policy, "name");
	if (name === undefined) return "a trust policy has no name";
	const faulty = (text: string): string => `trust policy \`${name}\`: ${text}`;
	const scopes = textsOf(policy, "registryScopes");
	if (scopes.length === 0) return faulty("it has no registryScopes");
	if (scopes.includes("*") && scopes.length > 1) return faulty("the scope `*` stands by itself or not at all");
	const wrong = scopes.find((scope) => scope !== "*" && !/^[^\s/*:@]+(?::\d+)?(?:\/[a-z0-9._-]+)+$/.test(scope));
	if (wrong !== undefined) return faulty(`\`${wrong}\` is no repository: scopes have no tags, digests or wildcards`);
	const verification = objectOf(policy, "signatureVerification");
	const actions = actionsOf(verification);
	if (actions !== undefined && "fault" in actions) return faulty(actions.fault);
	const stores = textsOf(policy, "trustStores");
	const identities = textsOf(policy, "trustedIdentities");
	const stamps = textOf(verification, "verifyTimestamp") ?? "always";
	if (stamps !== "always" && stamps !== "afterCertExpiry")
		return faulty(`\`${stamps}\` says not when to ask for time stamps`);
	const common = { name, scopes, stampsAfterExpiry: stamps === "afterCertExpiry", stores };
	if (actions === undefined)
		return stores.length + identities.length > 0
			? faulty("with the level skip it has no trustStores and no trustedIdentities")
			: { ...common, actions, signers: undefined };
	const store = stores.find((each) => !/^(?:ca|signingAuthority|tsa):[\w.-]+$/.test(each));
	if (stores.length === 0 || store !== undefined) return faulty(`\`${store ?? ""}\` is no trust store`);
	if (identities.length === 0) return faulty("it has no trustedIdentities");
	if (identities.includes("*"))
		return identities.length > 1
			? faulty("the identity `*` stands by itself or not at all")
			: { ...common, actions, signers: undefined };
	const signers = identities.map(signerOf);
	const fault = signers.find((signer) => typeof signer === "string");
	if (typeof fault === "string") return faulty(fault);
	return { ...common, actions, signers: signers.filter((signer) => typeof signer !== "string") };
}

function signerOf(identity: string): readonly SubjectAttribute[] | string {
	const [, subject] = /^x509\.subject:\s*(.*)$/.exec(identity) ?? [];
	if (subject === undefined) return `\`${identity}\` is no identity: they begin with x509.subject:`;
	const attributes = parseSubject(subject);
	if (attributes === undefined) return `\`${subject}\` is no distinguished name`;
	const lacking = ["C", "ST", "O"].find((type) => !attributes.some((attribute) => attribute.type === type));
	return lacking === undefined ? attributes : `\`${subject}\` lacks ${lacking}: C, ST and O are asked for`;
}

function actionsOf(
	verification: PlainObject | undefined,
): Readonly<Record<Check, Action>> | undefined | { readonly fault: string } {
	const level = textOf(verification, "level") ?? "";
	if (!levels.has(level)) return { fault: `\`${level}\` is no verification level` };
	const actions = levels.get(level);
	const override = Object.entries(objectOf(verification, "override") ?? {});
	if (actions === undefined)
		return override.length > 0 ? { fault: "the level skip has nothing to override" } : undefined;
	const changed: Record<Check, Action> = { ...actions };
	for (const [key, action] of override) {
		const check = checks.find((each) => each === key);
		if (check === undefined) return { fault: `\`${key}\` can't be overridden` };
		if (action !== "enforce" && action !== "log" && action !== "skip")
			return { fault: `\`${key}\` can't be made anything but enforce, log or skip` };
		if (action === "skip" && check !== "revocation") return { fault: `\`${key}\` can't be skipped` };
		changed[check] = action;
	}
	return changed;
}
