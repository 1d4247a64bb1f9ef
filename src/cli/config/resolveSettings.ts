/** The names in a configuration, brought to policies: severities and parameters by id, and every name that means nothing. */
import { parameterMismatch, unknownParameter } from "../../diagnostics/catalogue/configuration.ts";
import { requirementUnused } from "../../diagnostics/catalogue/signatures.ts";
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { names } from "../../findings/excuse.ts";
import type { Severity } from "../../findings/finding.ts";
import { unknownPolicyNamed } from "../../findings/settle.ts";
import type { Pack, PackPolicy } from "../../packs/pack.ts";
import type { PolicySettings } from "../../packs/policiesInForce.ts";
import { checkValue, listsToSets } from "../../runtime/types/checkValue.ts";
import { brief, printType } from "../../runtime/types/printType.ts";
import { fromHost } from "../../runtime/values/fromHost.ts";
import { setOwn } from "../../runtime/values/regoObject.ts";
import type { Value } from "../../runtime/values/value.ts";
import type { Configuration, Named, RequiredAttestation } from "./configuration.ts";

export interface Settings {
	readonly settings: PolicySettings;
	readonly diagnostics: readonly Diagnostic[];
}

/** `complete` is false where the command line chose other packs than the configuration: then a name may be one of theirs. */
export function resolveSettings(configuration: Configuration, packs: readonly Pack[], complete: boolean): Settings {
	const policies = packs.flatMap((pack) => pack.policies);
	const diagnostics: Diagnostic[] = [];
	const find = <Item>({ name, source, span }: Named<Item>): readonly PackPolicy[] => {
		const found = policies.filter(({ info }) => names(name, info));
		if (found.length === 0 && complete)
			diagnostics.push(
				at(
					source,
					span,
					unknownPolicyNamed(
						name,
						policies.map(({ info }) => info),
					),
				),
			);
		return found;
	};
	const severities = new Map<string, Severity | "off">();
	for (const entry of configuration.severities)
		for (const { info } of find(entry)) severities.set(info.id, entry.value);
	const params: Record<string, Record<string, Value>> = {};
	const set = (policy: PackPolicy, given: readonly Named<unknown>[]): void => {
		setOwn(params, policy.info.id, { ...params[policy.info.id], ...parameters(policy, given, diagnostics) });
	};
	// What is said of a whole pack comes first, and gives way to what is said of one of its policies.
	const packNamed = ({ name }: Named<unknown>) => packs.find((pack) => pack.name === name);
	for (const entry of configuration.params) {
		const pack = packNamed(entry);
		if (pack === undefined) continue;
		for (const given of entry.value) {
			const takers = pack.policies.filter((policy) => policy.params.some(({ name }) => name === given.name));
			for (const policy of takers) set(policy, [given]);
			if (takers.length === 0) diagnostics.push(noParameterOf(pack, given));
		}
	}
	for (const entry of configuration.params)
		if (packNamed(entry) === undefined) for (const policy of find(entry)) set(policy, entry.value);
	for (const { name, value, source, span, what } of demands(configuration)) {
		const takers = policies.filter((policy) => policy.params.some((param) => param.name === name));
		for (const { info } of takers) setOwn(params, info.id, { [name]: value, ...params[info.id] });
		if (complete && !takers.some(({ info }) => severities.get(info.id) !== "off"))
			diagnostics.push(at(source, span, requirementUnused({ what })));
	}
	return { settings: { severities, params }, diagnostics };
}

/** What is asked of images, as the parameters of the policies that look at it. What is said of one of these policies itself goes before. */
function demands({ images }: Configuration) {
	const { requireSignature, attestations } = images;
	const [first] = attestations;
	return [
		...(requireSignature?.value === true
			? [{ ...requireSignature, name: "require_signature", value: true, what: "requireSignature" }]
			: []),
		...(first === undefined
			? []
			: [
					{
						...first,
						name: "require_attestations",
						value: fromHost(imagesByPredicate(attestations.map(({ value }) => value))),
						what: "attestations",
					},
				]),
	];
}

function noParameterOf(pack: Pack, { name, source, span }: Named<unknown>): Diagnostic {
	const known = [...new Set(pack.policies.flatMap(({ params }) => params.map((param) => param.name)))].sort();
	return at(source, span, unknownParameter({ of: "pack", policy: pack.name, name, known }));
}

function parameters(
	policy: PackPolicy,
	given: readonly Named<unknown>[],
	diagnostics: Diagnostic[],
): Record<string, Value> {
	const values: Record<string, Value> = {};
	for (const { name, value, source, span } of given) {
		const param = policy.params.find((one) => one.name === name);
		if (param === undefined) {
			const known = policy.params.map((one) => one.name);
			diagnostics.push(at(source, span, unknownParameter({ of: "policy", policy: policy.info.name, name, known })));
			continue;
		}
		const converted = listsToSets(fromHost(value), param.type);
		const mismatch = checkValue(converted, param.type);
		if (mismatch === undefined) setOwn(values, name, converted);
		else {
			const expected = printType(mismatch.expected, brief);
			const actual = mismatch.found === "absent" ? "missing" : mismatch.found;
			diagnostics.push(at(source, span, parameterMismatch({ policy: policy.info.name, name, expected, actual })));
		}
	}
	return values;
}

/** Globs of images by predicate type; what says no images is about all of them. */
function imagesByPredicate(attestations: readonly RequiredAttestation[]): Readonly<Record<string, readonly string[]>> {
	const found: Record<string, readonly string[]> = {};
	for (const { predicateType, images = ["**"] } of attestations)
		setOwn(found, predicateType, [
			...(Object.hasOwn(found, predicateType) ? (found[predicateType] ?? []) : []),
			...images,
		]);
	return found;
}
