/**
 * Rules that prune, from the one vocabulary of the `registry` kind to what registries take: Amazon ECR's lifecycle policy, Artifact Registry's (and so gcr.io's) cleanup
 * policies, Harbor's retention, and for a plain distribution registry, which has no rules, a script that removes what they would. A rule that a form has no words
 * for is refused: one that removes something else than was simulated is worse than none.
 */
import { retentionUntold } from "../../diagnostics/catalogue/registry.ts";
import { asObject, listOf, numberOf, textOf, textsOf } from "../../documents/fields.ts";
import type { PlainObject } from "../../runtime/values/value.ts";
import { Refusal } from "../refusal.ts";

export interface Doomed {
	/** `registry.example/shop/web` */
	readonly repository: string;
	readonly digests: readonly string[];
}

type Write = (retention: PlainObject, doomed: readonly Doomed[]) => string;

interface Rule {
	/** As people know it. */
	readonly text: string;
	readonly expires: boolean;
	readonly tagged: string;
	readonly patterns: readonly string[];
	readonly excludes: readonly string[];
	readonly isAll: boolean;
	readonly older?: number;
	readonly newer?: number;
	readonly newest?: number;
	readonly since: string;
}

export const retentionForms: Readonly<Record<"ecr" | "artifact-registry" | "harbor" | "distribution", Write>> = {
	ecr: (retention) => json({ rules: rulesIn(retention, "ecr", "keep").map((rule, index) => ecrRule(rule, index + 1)) }),
	"artifact-registry": (retention) => json(rulesIn(retention, "artifact-registry", "keep").map(cleanupRule)),
	harbor: (retention) =>
		json({
			algorithm: "or",
			rules: rulesIn(retention, "harbor", "expire").map(harborRule),
			scope: { level: "project" },
		}),
	distribution: (_, doomed) => script(doomed),
};

export type RetentionForm = keyof typeof retentionForms;

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

function rulesIn(retention: PlainObject, format: string, fallback: string): Rule[] {
	const rules = listOf(retention, "rules").map(asObject);
	if ((textOf(retention, "default") ?? "keep") !== fallback) {
		const reason =
			fallback === "keep"
				? "there, what no rule names is kept"
				: "there, only what a rule names is kept, and rules only keep";
		throw new Refusal([retentionUntold({ format, rule: "for the rest", reason })]);
	}
	return rules.map((rule, index) => {
		const number = (name: string): number | undefined => {
			const found = numberOf(rule, name);
			return typeof found === "number" ? found : undefined;
		};
		return {
			text: textOf(rule, "text") ?? `number ${index + 1}`,
			expires: textOf(rule, "action") !== "keep",
			tagged: textOf(rule, "tagged") ?? "any",
			patterns: textsOf(rule, "patterns"),
			excludes: textsOf(rule, "excludes"),
			isAll: textOf(rule, "match") === "all",
			older: number("older_than_days"),
			newer: number("newer_than_days"),
			newest: number("keep_newest"),
			since: textOf(rule, "since") ?? "pushed",
		};
	});
}

function demand(isSayable: boolean, format: string, rule: Rule, reason: string): void {
	if (!isSayable) throw new Refusal([retentionUntold({ format, rule: `\`${rule.text}\``, reason })]);
}

/** ECR: "Lifecycle policy parameters". */
function ecrRule(rule: Rule, priority: number): object {
	const refuse = (isSayable: boolean, reason: string): void => demand(isSayable, "ecr", rule, reason);
	refuse(rule.expires, "its rules only expire");
	refuse(rule.excludes.length === 0, "its rules have no exceptions");
	refuse(rule.newer === undefined, "its rules know no youngest age");
	refuse((rule.older === undefined) !== (rule.newest === undefined), "a rule has either an age or a number");
	refuse(rule.since === "pushed" || rule.older !== undefined, "what counts is when it was pushed");
	refuse(rule.since !== "created", "it doesn't know when an image was made");
	refuse(rule.isAll || rule.patterns.length < 2, "there, all patterns have to match");
	const wildcards = rule.patterns.map((pattern) => wildcardOf(pattern));
	refuse(
		wildcards.every((each) => each !== undefined),
		"its patterns know `*` only",
	);
	refuse(rule.tagged === "tagged" || rule.patterns.length === 0, "patterns are for tagged images");
	refuse(rule.tagged !== "tagged" || rule.patterns.length > 0, "a rule for tagged images has patterns: write `^.*$`");
	return {
		rulePriority: priority,
		description: rule.text,
		selection: {
			tagStatus: rule.tagged,
			...(wildcards.length === 0 ? {} : { tagPatternList: wildcards }),
			...(rule.newest === undefined
				? {
						countType: rule.since === "pulled" ? "sinceImagePulled" : "sinceImagePushed",
						countUnit: "days",
						countNumber: rule.older,
					}
				: { countType: "imageCountMoreThan", countNumber: rule.newest }),
		},
		action: { type: "expire" },
	};
}

/** Artifact Registry: "Configure cleanup policies". */
function cleanupRule(rule: Rule, index: number): object {
	const refuse = (isSayable: boolean, reason: string): void => demand(isSayable, "artifact-registry", rule, reason);
	refuse(rule.since !== "pulled", "it doesn't know when an image was pulled");
	refuse(rule.excludes.length === 0, "its rules have no exceptions");
	refuse(!rule.isAll || rule.patterns.length < 2, "there, one prefix that matches is enough");
	const prefixes = rule.patterns.map(prefixOf);
	refuse(
		prefixes.every((each) => each !== undefined),
		"it knows prefixes of tags only",
	);
	refuse(rule.newest === undefined || !rule.expires, "a number of newest is for rules that keep");
	const isCount = rule.newest !== undefined;
	refuse(!isCount || (rule.older === undefined && rule.newer === undefined), "a rule has either ages or a number");
	refuse(!isCount || rule.patterns.length === 0, "the newest are counted among all tags");
	return {
		name:
			rule.text
				.toLowerCase()
				.replace(/[^a-z0-9]+/g, "-")
				.replace(/^-|-$/g, "") || `rule-${index + 1}`,
		action: { type: rule.expires ? "Delete" : "Keep" },
		...(isCount
			? { mostRecentVersions: { keepCount: rule.newest } }
			: {
					condition: {
						tagState: rule.tagged,
						...(prefixes.length === 0 ? {} : { tagPrefixes: prefixes }),
						...(rule.older === undefined ? {} : { olderThan: `${rule.older}d` }),
						...(rule.newer === undefined ? {} : { newerThan: `${rule.newer}d` }),
					},
				}),
	};
}

const harborTemplates = {
	pushed: { days: "nDaysSinceLastPush", newest: "latestPushedK" },
	pulled: { days: "nDaysSinceLastPull", newest: "latestPulledN" },
} as const;

/** Harbor: RetentionPolicy of its API. Rules only keep. */
function harborRule(rule: Rule, index: number): object {
	const refuse = (isSayable: boolean, reason: string): void => demand(isSayable, "harbor", rule, reason);
	refuse(!rule.expires, "its rules only keep");
	refuse(rule.older === undefined, "its rules know no oldest age");
	refuse((rule.newer === undefined) !== (rule.newest === undefined), "a rule has either an age or a number");
	refuse(rule.since !== "created", "it doesn't know when an image was made");
	refuse(rule.patterns.length < 2 && rule.excludes.length === 0, "a rule has one pattern");
	const pattern = rule.patterns[0] === undefined ? "**" : wildcardOf(rule.patterns[0]);
	refuse(pattern !== undefined, "its patterns know `**` only");
	const template =
		harborTemplates[rule.since === "pulled" ? "pulled" : "pushed"][rule.newest === undefined ? "days" : "newest"];
	return {
		priority: index,
		disabled: false,
		action: "retain",
		template,
		params: { [template]: rule.newest ?? rule.newer },
		tag_selectors: [
			{
				kind: "doublestar",
				decoration: "matches",
				pattern: pattern?.replaceAll("*", "**"),
				extras: JSON.stringify({ untagged: rule.tagged !== "tagged" }),
			},
		],
		scope_selectors: { repository: [{ kind: "doublestar", decoration: "repoMatches", pattern: "**" }] },
	};
}

/** Distribution has no rules: what they would remove is removed by digest, and the bytes by its garbage collection. */
function script(doomed: readonly Doomed[]): string {
	const lines = doomed.flatMap(({ repository, digests }) =>
		digests.map((digest) => `crane delete ${repository}@${digest}`),
	);
	return [
		"#!/bin/sh",
		"# Removes what the retention rules would. Deletion has to be allowed: storage.delete.enabled in the registry's config.yml.",
		"set -e",
		...lines,
		"# Then, on the registry's machine, while nobody pushes: registry garbage-collect /etc/docker/registry/config.yml",
		"",
	].join("\n");
}

/** `^v1` is the prefix `v1`; undefined where a pattern says more. */
function prefixOf(pattern: string): string | undefined {
	const text = /^\^((?:[\w./-]|\\[.+-])*)(?:\.\*\$?)?$/.exec(pattern)?.[1];
	return text?.replace(/\\(.)/g, "$1");
}

/** `^v.*-rc$` is `v*-rc`, and `^v1` is `v1*`. */
function wildcardOf(pattern: string): string | undefined {
	const found = /^\^((?:[\w/-]|\\[.+-]|\.\*)*)(\$?)$/.exec(pattern);
	if (found === null) return undefined;
	const text = (found[1] as string).replaceAll(".*", "*").replace(/\\(.)/g, "$1");
	return found[2] === "$" || text.endsWith("*") ? text : `${text}*`;
}
