/** The JSON Schema of a `dependabot` document: what a bot keeps up to date, whichever bot it is. */
import type { JsonSchema } from "../document.ts";
import { anything, closed, definition, draft, flag, integer, listOf, oneOf, text } from "../jsonSchema.ts";

const ignore = closed({
	dependency: text("The dependency's name or a pattern with `*`; empty where all are meant."),
	versions: listOf(text(), "Versions or ranges that are left alone; empty where none is named."),
	update_types: listOf(text(), "`version-update:semver-major` and so on; empty where none is named."),
});

const group = closed({
	name: text("The group's name."),
	patterns: listOf(text(), "Dependencies in it, with `*`; empty where all are."),
	exclude_patterns: listOf(text(), "Dependencies kept out of it."),
	update_types: listOf(text(), "`major`, `minor`, `patch`; empty where all are meant."),
});

const update = closed({
	ecosystem: text(
		"As Dependabot calls it: `docker`, `docker-compose`, `helm`, `github-actions`, `npm`, `gomod`, `pip` …",
	),
	directories: listOf(
		text(),
		"Where it looks, from the root of the repository, with `/` in front; may have `*` and `**`.",
	),
	recursive: flag("Whether all folders below are looked at too: Renovate does, Dependabot doesn't."),
	ignore_paths: listOf(text(), "Patterns of files that are left out."),
	interval: text(
		"`daily`, `weekly`, `monthly`, `cron` …; Renovate's schedules as written. Empty: whenever there is something.",
	),
	"open_pull_requests_limit?": integer("How many requests may be open at once; 0 leaves only security updates."),
	"target_branch?": text("The branch that requests are made against, where it isn't the default one."),
	"cooldown_days?": integer("Days that a release must be old before it is proposed."),
	"pin_digests?": flag("Whether digests are added to references: Renovate's pinDigests."),
	ignores: listOf(definition("ignore"), "What is left alone."),
	groups: listOf(definition("group"), "What is proposed together."),
	registries: listOf(text(), "Names of the registries it may use; `*` for all."),
});

const registry = closed({
	name: text("What updates call it; Renovate's have none, so the host stands here."),
	type: text("`docker-registry`, `npm-registry` …; empty where it isn't said."),
	"url?": text("Where it is."),
});

export const dependabotSchema: JsonSchema = {
	$schema: draft,
	title: "dependabot",
	$defs: { ignore, group, update, registry },
	...closed(
		{
			tool: oneOf(["dependabot", "renovate"], "Which bot."),
			"version?": integer("The version of Dependabot's format: 2, or the old 1."),
			enabled: flag("False where the whole bot is switched off."),
			updates: listOf(
				definition("update"),
				"What is kept up to date. For Renovate an entry for every ecosystem that isn't switched off.",
			),
			registries: listOf(definition("registry"), "Private registries that it logs in to; their secrets aren't shown."),
			presets: listOf(text(), "Renovate's `extends`: what they say isn't known here."),
			object: anything("The config as written."),
		},
		"What a bot keeps up to date.",
	),
};
