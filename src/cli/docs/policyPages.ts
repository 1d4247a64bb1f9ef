/** Pages about policies, in Markdown: one for each with its parameters and examples, and one for each pack that lists them. */

import { compareText } from "../../findings/order.ts";
import { parseModule } from "../../lang/parse/parseModule.ts";
import type { Policy, Verdict } from "../../lang/tree.ts";
import type { PackPolicy, PolicyParam } from "../../packs/pack.ts";
import { printType } from "../../runtime/types/printType.ts";
import { toRegoText } from "../../runtime/values/regoText.ts";
import type { Source } from "../../text/source.ts";
import { examplesIn, type PolicyExample } from "../examples.ts";
import type { LoadedPack } from "../session.ts";

/** A policy and what its declaration shows beyond its facts. */
export interface Described {
	readonly policy: PackPolicy;
	/** Whether its findings fail a run; those of the others are advice. */
	readonly denies: boolean;
	readonly hasFix: boolean;
	readonly examples: readonly PolicyExample[];
}

/** The policies of a pack by code. The pack has to be read with its texts. */
export function describePack({ pack, sources }: LoadedPack): readonly Described[] {
	const declared = new Map(sources.flatMap(declarationsIn));
	// Read once: finding those of one policy means reading all texts.
	const examples = examplesIn(sources);
	return pack.policies
		.map((policy) => {
			const verdicts = verdictsOf(declared.get(policy.info.id));
			return {
				policy,
				denies: verdicts.some(({ action }) => action === "deny") || policy.style.kind === "rule",
				hasFix: verdicts.some(({ fix }) => fix !== undefined),
				examples: examples.filter((example) => example.policy === policy.info.id),
			};
		})
		.sort(
			(a, b) => compareText(a.policy.info.code, b.policy.info.code) || compareText(a.policy.info.id, b.policy.info.id),
		);
}

function declarationsIn(source: Source): readonly (readonly [string, Policy])[] {
	if (!source.name.endsWith(".policy")) return [];
	const { module } = parseModule(source, { dialect: "policy" });
	return (module?.items ?? []).flatMap((item) =>
		item.kind === "policy" ? [[[...(module?.package.path ?? []), item.name.name].join("."), item] as const] : [],
	);
}

const verdictsOf = (policy: Policy | undefined): readonly Verdict[] =>
	(policy?.members ?? []).filter((member: Policy["members"][number]): member is Verdict => member.kind === "verdict");

/** File name to text, for one folder a pack: `NAME/README.md`, `NAME/CODE.md`. */
export function policyPages(packs: readonly LoadedPack[]): ReadonlyMap<string, string> {
	const pages = new Map<string, string>();
	for (const loaded of packs) {
		const described = describePack(loaded);
		pages.set(`${loaded.pack.name}/README.md`, packPage(loaded.pack.name, described));
		for (const each of described) pages.set(`${loaded.pack.name}/${pageOf(each)}`, policyPage(each));
	}
	return pages;
}

/** The name of a policy's page. Codes may hold anything. */
export const pageOf = ({ policy }: Described): string => `${policy.info.code.replace(/[^\w.-]/g, "_")}.md`;

function packPage(name: string, described: readonly Described[]): string {
	return text([
		`# ${name}`,
		`${described.length === 1 ? "One policy" : `${described.length} policies`}. \`policy explain CODE\` shows the same at the terminal.`,
		[
			"| code | what is asked | about | severity | fix |",
			"| --- | --- | --- | --- | --- |",
			...described.map((each) => {
				const { info } = each.policy;
				return `| [${cell(info.code)}](${pageOf(each)}) | ${cell(info.title === "" ? info.name : info.title)} | ${info.on ?? ""} | ${severityText(each)} | ${each.hasFix ? "yes" : ""} |`;
			}),
		].join("\n"),
	]);
}

function policyPage(described: Described): string {
	const { policy, hasFix, examples } = described;
	const { code, title, id, name, on, pack, about, see, equivalents, tags } = policy.info;
	const facts = [
		`\`${id}\``,
		severityText(described),
		...(on === undefined ? [] : [`on ${on}`]),
		`pack ${pack}`,
		...(hasFix ? ["`policy eval --fix` puts it right"] : []),
	];
	return text([
		`# ${code} ${title === "" ? name : title}`,
		facts.join(" · "),
		about,
		policy.params.length === 0 ? "" : `## Parameters\n\n${paramsTable(policy.params)}`,
		...examples.map(exampleText),
		see.length === 0 ? "" : `## See\n\n${see.map((link) => `- <${link}>`).join("\n")}`,
		equivalents.length === 0
			? ""
			: `Elsewhere: ${equivalents.map((each) => `\`${each}\``).join(", ")}. Their ignore comments work here too.`,
		tags.length === 0 ? "" : `Tags: ${tags.map((tag) => `\`${tag}\``).join(", ")}.`,
		`To ignore it in one place: \`# policy: ignore ${code} -- reason\``,
	]);
}

/** Advice doesn't fail a run, whatever its severity. */
export const severityText = ({ policy, denies }: Described): string =>
	denies ? policy.info.severity : `${policy.info.severity}, advice`;

function paramsTable(params: readonly PolicyParam[]): string {
	const rows = params.map(
		({ name, type, default: value }) =>
			`| \`${name}\` | \`${cell(printType(type))}\` | \`${cell(toRegoText(value))}\` |`,
	);
	return ["| name | type | default |", "| --- | --- | --- |", ...rows].join("\n");
}

function exampleText({ verdict, title, files, on }: PolicyExample): string {
	const heading = `## ${verdict === "bad" ? "Found" : "Fine"}${title === undefined ? "" : `: ${title}`}`;
	const blocks = Object.entries(files).map(
		([name, content]) => `${name === "" ? "" : `\`${name}\`:\n\n`}${fenced(content, languageOf(name, on))}`,
	);
	return [heading, ...blocks].join("\n\n");
}

function languageOf(name: string, on: string): string {
	if (/\.ya?ml$/.test(name)) return "yaml";
	if (/\.json$/.test(name)) return "json";
	if (name !== "") return /dockerfile/i.test(name) ? "dockerfile" : "";
	return languages.get(on) ?? "yaml";
}

const languages: ReadonlyMap<string, string> = new Map([
	["dockerfile", "dockerfile"],
	["context", "dockerfile"],
	["image", "json"],
	["scan", "json"],
	["sbom", "json"],
]);

function fenced(content: string, language: string): string {
	const longest = Math.max(2, ...[...content.matchAll(/`+/g)].map(([ticks]) => ticks.length));
	const fence = "`".repeat(longest + 1);
	return `${fence}${language}\n${content.replace(/\s*$/, "")}\n${fence}`;
}

const cell = (content: string): string => content.replaceAll("|", "\\|").replaceAll("\n", " ");

const text = (blocks: readonly string[]): string => `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
