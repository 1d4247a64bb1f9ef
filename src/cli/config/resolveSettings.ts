/** The names in a configuration, brought to policies: severities and parameters by id, and every name that means nothing. */
import { parameterMismatch, unknownParameter } from "../../diagnostics/catalogue/configuration.ts";
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
import type { Configuration, Named } from "./configuration.ts";

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
	for (const entry of configuration.params)
		for (const policy of find(entry)) setOwn(params, policy.info.id, parameters(policy, entry.value, diagnostics));
	return { settings: { severities, params }, diagnostics };
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
			diagnostics.push(at(source, span, unknownParameter({ policy: policy.info.name, name, known })));
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
