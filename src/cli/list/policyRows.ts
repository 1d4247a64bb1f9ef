/** The policies that a session has, with what its configuration makes of them: what `policy list` chooses from and prints. */
import { kinds } from "../../documents/kinds.ts";
import { names } from "../../findings/excuse.ts";
import type { PolicyInfo, Severity } from "../../findings/finding.ts";
import { compareText } from "../../findings/order.ts";
import type { PackPolicy, PolicyParam } from "../../packs/pack.ts";
import { printType } from "../../runtime/types/printType.ts";
import { toPlain } from "../../runtime/values/json.ts";
import type { PlainObject } from "../../runtime/values/value.ts";
import type { Session } from "../session.ts";

export interface PolicyRow {
	readonly info: PolicyInfo;
	/** The one in force; `off` where the configuration switches the policy off. */
	readonly severity: Severity | "off";
	readonly params: readonly PolicyParam[];
}

/** What is asked for; a list that is empty asks for nothing. */
export interface PolicyFilter {
	readonly kind: readonly string[];
	readonly severity: readonly (Severity | "off")[];
	readonly tag: readonly string[];
	/** Ids of the same check in other tools. */
	readonly equivalent: readonly string[];
}

/** By code, then by id. */
export function policyRows({ packs, settings }: Session): readonly PolicyRow[] {
	const rowOf = ({ info, params }: PackPolicy): PolicyRow => ({
		info,
		params,
		severity: settings.severities.get(info.id) ?? info.severity,
	});
	return packs
		.flatMap(({ policies }) => policies.map(rowOf))
		.sort((a, b) => compareText(a.info.code, b.info.code) || compareText(a.info.id, b.info.id));
}

export function passes({ info, severity }: PolicyRow, filter: PolicyFilter): boolean {
	const { kind, tag, equivalent } = filter;
	return (
		// A policy without a kind speaks about every document.
		(kind.length === 0 || info.on === undefined || kind.includes(info.on)) &&
		(filter.severity.length === 0 || filter.severity.includes(severity)) &&
		(tag.length === 0 || tag.some((each) => info.tags.includes(each))) &&
		(equivalent.length === 0 || equivalent.some((id) => names(id, info)))
	);
}

export function tagsIn(rows: readonly PolicyRow[]): readonly string[] {
	return [...new Set(rows.flatMap(({ info }) => info.tags))].sort(compareText);
}

/** A row as JSON. Values of parameters are as JSON has them: sets are arrays. */
export function plainRow({ info, severity, params }: PolicyRow): PlainObject {
	const { on, title, pack, code, id, name, about, see, tags, equivalents } = info;
	return {
		code,
		id,
		name,
		pack,
		...(on === undefined ? {} : { kind: on }),
		title,
		severity,
		...(severity === info.severity ? {} : { declaredSeverity: info.severity }),
		about,
		see,
		tags,
		equivalents,
		params: params.map((param) => ({
			name: param.name,
			type: printType(param.type),
			default: toPlain(param.default),
		})),
	};
}

export const kindIds: readonly string[] = kinds.map(({ id }) => id);
