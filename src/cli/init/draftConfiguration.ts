/** The text of a new `policy.yaml`: the packs, what was imported, each setting with where it comes from. */
import { compareText } from "../../findings/order.ts";
import type { Draft, Drafted } from "./draft.ts";

export interface Packs {
	readonly used: readonly string[];
	/** Bundled ones that are about what was found, and aren't in use. */
	readonly others: readonly string[];
}

export function draftConfiguration(packs: Packs, draft: Draft): string {
	const { severities, params, exceptions, policies, shape, namespaces, exclude, failOn, inlineIgnores } = draft;
	const lines = [
		"# What `policy eval` checks here. `policy schema config` prints what this file may say.",
		"packs:",
		...packs.used.map((name) => `  - ${name}`),
		...packs.others.map((name) => `  # - ${name}`),
		...section(
			"policies:",
			[...policies].map((one) => item(one)),
		),
		...(shape === undefined ? [] : [`shape: ${shape.value}${remark(shape.from)}`]),
		...section(
			"namespaces:",
			namespaces.map((one) => item(one)),
		),
		...section(
			"params:",
			[...params]
				.sort(byKey)
				.flatMap(([code, of]) => [
					`  ${code}:`,
					...[...of].map(([name, { value, from }]) => `    ${name}: [${value.map(quote).join(", ")}]${remark(from)}`),
				]),
		),
		...section(
			"severities:",
			[...severities].sort(byKey).map(([code, { value, from }]) => `  ${code}: ${value}${remark(from)}`),
		),
		...(failOn === undefined ? [] : [`failOn: ${failOn.value}${remark(failOn.from)}`]),
		...section(
			"exceptions:",
			exceptions.flatMap(({ value, from }) => [
				`  - policy: ${value.policy}${remark(from)}`,
				...(value.files === undefined ? [] : [`    files: [${value.files.map(quote).join(", ")}]`]),
				`    reason: ${quote(value.reason)}`,
				...(value.until === undefined ? [] : [`    until: ${quote(value.until)}`]),
			]),
		),
		...(inlineIgnores === undefined ? [] : [`inlineIgnores: forbid${remark(inlineIgnores.from)}`]),
		...(exclude.length === 0 ? [] : ["paths:", "  exclude:", ...exclude.map((one) => `  ${item(one)}`)]),
	];
	return `${lines.join("\n")}\n`;
}

const section = (head: string, lines: readonly string[]): readonly string[] =>
	lines.length === 0 ? [] : [head, ...lines];
const item = ({ value, from }: Drafted<string>): string => `  - ${quote(value)}${remark(from)}`;
const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => compareText(a, b);

/** JSON's strings are YAML's, too. */
const quote = (text: string): string => JSON.stringify(text);

/** Names of settings come from files: a line break in one would end the comment. */
const remark = (from: string): string => `  # ${from.replace(/[\p{Cc}\u2028\u2029]+/gu, " ")}`;
