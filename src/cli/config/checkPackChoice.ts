/** What a schema can't say of a pack from elsewhere: its name, place, range and signer, each checked where policy.yaml has it. */
import { configurationInvalid } from "../../diagnostics/catalogue/configuration.ts";
import { packRangeInvalid, packSourceInvalid } from "../../diagnostics/catalogue/packs.ts";
import { at, type Diagnostic, type Message } from "../../diagnostics/diagnostic.ts";
import type { Path } from "../../settings/checkShape.ts";
import { type Places, valueSpan } from "../../settings/yamlPlaces.ts";
import { readLocation } from "../../sharing/packLocation.ts";
import { isPackName } from "../../sharing/packManifest.ts";
import type { SignedBy } from "../../sharing/signature.ts";
import { isRange } from "../../sharing/versions.ts";
import type { PackChoice } from "./configuration.ts";

export function checkPackChoice(choice: PackChoice, index: number, places: Places): readonly Diagnostic[] {
	const { name, from, version, signedBy } = choice;
	const path = ["packs", index];
	const wrong = (key: Path, message: Message): Diagnostic =>
		at(places.source, valueSpan(places, [...path, ...key]), message);
	if (from === undefined) {
		if (version === undefined && signedBy === undefined) return [];
		const text = "`version` and `signedBy` are for packs from elsewhere: `from` is missing";
		return [wrong(["name"], configurationInvalid({ text, hint: "add `from: …`" }))];
	}
	const location = readLocation(from);
	const text =
		"a pack from elsewhere is called by the name in its pack.yaml: lowercase letters and digits, with `-`, `_` or `.` between them";
	return [
		...(isPackName(name) ? [] : [wrong(["name"], configurationInvalid({ text }))]),
		...("fault" in location ? [wrong(["from"], packSourceInvalid({ text: from, reason: location.fault }))] : []),
		...(version === undefined || isRange(version) ? [] : [wrong(["version"], packRangeInvalid({ range: version }))]),
		...signerFaults(signedBy).map((fault) => wrong(["signedBy"], configurationInvalid({ text: fault }))),
	];
}

function signerFaults(signedBy: SignedBy | undefined): readonly string[] {
	if (signedBy === undefined) return [];
	const { key, identity, identityRegExp, issuer, issuerRegExp, trustRoot } = signedBy;
	const isOne = (one: unknown, other: unknown): boolean => (one === undefined) !== (other === undefined);
	if (key !== undefined) {
		const others = [identity, identityRegExp, issuer, issuerRegExp];
		return others.every((each) => each === undefined) ? [] : ["`signedBy` must be a key or an identity, not both"];
	}
	return isOne(identity, identityRegExp) && isOne(issuer, issuerRegExp) && trustRoot !== undefined
		? []
		: ["`signedBy` must have `key`; or `identity` (or `identityRegExp`), `issuer` (or `issuerRegExp`) and `trustRoot`"];
}
