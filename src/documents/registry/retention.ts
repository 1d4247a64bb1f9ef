/**
 * Rules that prune, in one vocabulary (schema.ts). Formats: Amazon ECR "Lifecycle policy properties", Artifact Registry "Configure
 * cleanup policies", Harbor's RetentionPolicy, GitLab's container_expiration_policy.
 */
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import type { Pointer } from "../document.ts";
import { asObject, flagOf, listOf, numberOf, objectOf, textOf, textsOf } from "../fields.ts";
import type { Origins } from "../origins.ts";

const bare = {
	text: "",
	priority: 0,
	action: "expire",
	tagged: "any",
	patterns: [],
	match: "any",
	excludes: [],
	since: "pushed",
} as const satisfies PlainObject;

const quoted = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
const prefix = (text: string): string => `^${quoted(text)}`;
/** `*` and `**` are any text, `{a,b}` a choice. */
const glob = (text: string): string => {
	const parts = text.split(/(\*+|\?|\{[^{}]*\})/).map((part) => {
		if (part.startsWith("*")) return ".*";
		if (part === "?") return ".";
		if (part.startsWith("{")) return `(?:${part.slice(1, -1).split(",").map(quoted).join("|")})`;
		return quoted(part);
	});
	return `^${parts.join("")}$`;
};

const without = (object: Readonly<Record<string, Value | undefined>>): PlainObject =>
	Object.fromEntries(Object.entries(object).filter((entry): entry is [string, Value] => entry[1] !== undefined));

const byPriority = (rules: readonly PlainObject[]): PlainObject[] =>
	[...rules].sort((a, b) => Number(a.priority) - Number(b.priority));

function rulesIn(
	list: readonly Value[],
	read: (rule: PlainObject, index: number) => PlainObject | undefined,
): PlainObject[] {
	return list.flatMap((item, index) => {
		const rule = asObject(item);
		const made = rule === undefined ? undefined : read(rule, index);
		return made === undefined ? [] : [made];
	});
}

/** @param place where a rule of an index stands: in the file, or in the text of the policy that the file holds */
export function ecrRules(policy: PlainObject, place: (index: number) => Pointer, origins: Origins): PlainObject {
	const rules = rulesIn(listOf(policy, "rules"), (rule, index) => {
		const selection = objectOf(rule, "selection");
		const count = numberOf(selection, "countNumber");
		const type = textOf(selection, "countType") ?? "";
		return origins.of(
			without({
				...bare,
				text: textOf(rule, "description") ?? "",
				priority: numberOf(rule, "rulePriority") ?? 0,
				tagged: textOf(selection, "tagStatus") ?? "any",
				patterns: [
					...textsOf(selection, "tagPrefixList").map(prefix),
					...textsOf(selection, "tagPatternList").map(glob),
				],
				match: "all",
				since: type === "sinceImagePulled" ? "pulled" : "pushed",
				older_than_days: type.startsWith("sinceImage") ? count : undefined,
				keep_newest: type === "imageCountMoreThan" ? count : undefined,
			}),
			place(index),
			{
				text: ["description"],
				priority: ["rulePriority"],
				tagged: ["selection", "tagStatus"],
				patterns: ["selection"],
				older_than_days: ["selection", "countNumber"],
				keep_newest: ["selection", "countNumber"],
			},
		);
	});
	return { default: "keep", rules: byPriority(rules) };
}

export function cleanupRules(list: readonly Value[], origins: Origins): PlainObject {
	const rules = rulesIn(list, (rule, index) => {
		const condition = objectOf(rule, "condition");
		const newest = objectOf(rule, "mostRecentVersions");
		return origins.of(
			without({
				...bare,
				text: textOf(rule, "name") ?? "",
				action: (textOf(objectOf(rule, "action"), "type") ?? "").toLowerCase() === "keep" ? "keep" : "expire",
				tagged: (textOf(condition, "tagState") ?? "any").toLowerCase(),
				patterns: textsOf(condition, "tagPrefixes").map(prefix),
				older_than_days: daysOf(textOf(condition, "olderThan")),
				newer_than_days: daysOf(textOf(condition, "newerThan")),
				keep_newest: numberOf(newest, "keepCount"),
			}),
			[index],
			{
				text: ["name"],
				tagged: ["condition", "tagState"],
				patterns: ["condition", "tagPrefixes"],
				older_than_days: ["condition", "olderThan"],
				newer_than_days: ["condition", "newerThan"],
				keep_newest: ["mostRecentVersions", "keepCount"],
			},
		);
	});
	return { default: "keep", rules };
}

/** Harbor keeps what its rules say, and nothing else. */
export function harborRules(policy: PlainObject, origins: Origins): PlainObject {
	const rules = rulesIn(listOf(policy, "rules"), (rule, index) => {
		if (flagOf(rule, "disabled") === true) return undefined;
		const template = textOf(rule, "template") ?? "";
		const number = numberOf(objectOf(rule, "params"), template);
		const selectors = listOf(rule, "tag_selectors").map(asObject);
		const patterns = (decoration: string): string[] =>
			selectors
				.filter((each) => textOf(each, "decoration") === decoration)
				.map((each) => glob(textOf(each, "pattern") ?? "**"));
		return origins.of(
			without({
				...bare,
				text: template,
				priority: numberOf(rule, "priority") ?? 0,
				action: "keep",
				patterns: patterns("matches"),
				excludes: patterns("excludes"),
				since: /Pull/.test(template) ? "pulled" : "pushed",
				newer_than_days: template.startsWith("nDays") ? number : undefined,
				keep_newest: template.startsWith("latest") ? number : undefined,
			}),
			["rules", index],
			{
				text: ["template"],
				patterns: ["tag_selectors"],
				excludes: ["tag_selectors"],
				newer_than_days: ["params"],
				keep_newest: ["params"],
			},
		);
	});
	return { default: "expire", rules };
}

/** GitLab takes what a first expression names, without `latest`, what a second one names, and the newest of the rest. */
export function gitlabRules(policy: PlainObject, way: Pointer, origins: Origins): PlainObject {
	if (flagOf(policy, "enabled") !== true) return { default: "keep", rules: [] };
	const pattern = textOf(policy, "name_regex_delete") ?? textOf(policy, "name_regex");
	const keep = textOf(policy, "name_regex_keep");
	const rule = without({
		...bare,
		tagged: "tagged",
		patterns: pattern === undefined ? [] : [`^(?:${pattern})$`],
		excludes: ["^latest$", ...(keep === undefined ? [] : [`^(?:${keep})$`])],
		since: "created",
		older_than_days: daysOf(textOf(policy, "older_than")),
		keep_newest: numberOf(policy, "keep_n"),
	});
	return {
		default: "keep",
		rules: [
			origins.of(rule, way, { older_than_days: ["older_than"], keep_newest: ["keep_n"], patterns: ["name_regex"] }),
		],
	};
}

/** Rules in the words of the one vocabulary; what isn't written has its default. */
export function plainRules(retention: PlainObject, way: Pointer, origins: Origins): PlainObject {
	const rules = rulesIn(listOf(retention, "rules"), (rule, index) =>
		origins.of({ ...bare, ...rule } as PlainObject, [...way, "rules", index]),
	);
	return { default: textOf(retention, "default") ?? "keep", rules: byPriority(rules) };
}

const secondsIn: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** Whole days of `30d`, `90d`, `2592000s`, `720h`. */
function daysOf(text: string | undefined): number | undefined {
	const found = /^(\d+)([smhdw])/.exec(text ?? "");
	return found === null ? undefined : Math.floor((Number(found[1]) * (secondsIn[found[2] as string] ?? 0)) / 86_400);
}
