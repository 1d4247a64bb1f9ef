/** Dependabot's config as a value. Format: docs.github.com, "Dependabot options reference"; version 1 by its published schema. */
import { isArray } from "../../runtime/values/access.ts";
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import type { Pointer } from "../document.ts";
import { asObject, entryOf, listOf, numberOf, objectOf, textOf, textsOf } from "../fields.ts";
import type { Origins } from "../origins.ts";

/** What version 1 called its package managers. */
const oldEcosystems: Readonly<Record<string, string>> = {
	javascript: "npm",
	python: "pip",
	"ruby:bundler": "bundler",
	"php:composer": "composer",
	"go:modules": "gomod",
	"go:dep": "gomod",
	"java:maven": "maven",
	"java:gradle": "gradle",
	"dotnet:nuget": "nuget",
	"rust:cargo": "cargo",
	"elixir:hex": "mix",
	submodules: "gitsubmodule",
};

/** The config's value; undefined where there is no list of updates. */
export function readDependabot(object: PlainObject, origins: Origins): PlainObject | undefined {
	const isOld = isArray(object.update_configs ?? null);
	const list = isOld ? "update_configs" : "updates";
	if (!isArray(object[list] ?? null)) return undefined;
	const version = numberOf(object, "version");
	const registries = Object.entries(objectOf(object, "registries") ?? {}).flatMap(([name, value]) => {
		const entry = asObject(value);
		return entry === undefined ? [] : [registryOf(name, entry, origins)];
	});
	const groups = objectOf(object, "multi-ecosystem-groups");
	const updates = listOf(object, list).flatMap((item, index) => {
		const entry = asObject(item);
		if (entry === undefined) return [];
		return [isOld ? oldUpdate(entry, [list, index], origins) : update(entry, [list, index], origins, groups)];
	});
	return origins.of(
		{
			tool: "dependabot",
			...(version === undefined ? {} : { version }),
			enabled: true,
			updates: origins.of(updates, [list]),
			registries,
			presets: [],
			object,
		},
		[],
		{ object: [] },
	);
}

function registryOf(name: string, entry: PlainObject, origins: Origins): PlainObject {
	const url = textOf(entry, "url");
	return origins.of({ name, type: textOf(entry, "type") ?? "", ...(url === undefined ? {} : { url }) }, [
		"registries",
		name,
	]);
}

function update(entry: PlainObject, pointer: Pointer, origins: Origins, groups: PlainObject | undefined): PlainObject {
	const directory = textOf(entry, "directory");
	const shared = objectOf(groups, textOf(entry, "multi-ecosystem-group") ?? "");
	const limit = numberOf(entry, "open-pull-requests-limit");
	const target = textOf(entry, "target-branch");
	const days = numberOf(objectOf(entry, "cooldown"), "default-days");
	const registries = entry.registries === "*" ? ["*"] : textsOf(entry, "registries");
	return origins.of(
		{
			ecosystem: textOf(entry, "package-ecosystem") ?? "",
			directories: (directory === undefined ? textsOf(entry, "directories") : [directory]).map(rooted),
			recursive: false,
			ignore_paths: textsOf(entry, "exclude-paths"),
			interval: textOf(objectOf(entry, "schedule") ?? objectOf(shared, "schedule"), "interval") ?? "",
			...(limit === undefined ? {} : { open_pull_requests_limit: limit }),
			...(target === undefined ? {} : { target_branch: target }),
			...(days === undefined ? {} : { cooldown_days: days }),
			ignores: listOf(entry, "ignore").flatMap((item, index) => ignoreOf(item, [...pointer, "ignore", index], origins)),
			groups: Object.entries(objectOf(entry, "groups") ?? {}).map(([name, value]) =>
				groupOf(name, asObject(value), [...pointer, "groups", name], origins),
			),
			registries,
		},
		pointer,
		{
			ecosystem: ["package-ecosystem"],
			directories: [directory === undefined ? "directories" : "directory"],
			ignore_paths: ["exclude-paths"],
			interval: ["schedule", "interval"],
			open_pull_requests_limit: ["open-pull-requests-limit"],
			target_branch: ["target-branch"],
			cooldown_days: ["cooldown", "default-days"],
			ignores: ["ignore"],
		},
	);
}

function ignoreOf(item: Value, pointer: Pointer, origins: Origins): PlainObject[] {
	const entry = asObject(item);
	if (entry === undefined) return [];
	const node = {
		dependency: textOf(entry, "dependency-name") ?? "",
		// One version is a list of one.
		versions: textOf(entry, "versions") === undefined ? textsOf(entry, "versions") : [String(entry.versions)],
		update_types: textsOf(entry, "update-types"),
	};
	return [origins.of(node, pointer, { dependency: ["dependency-name"], update_types: ["update-types"] })];
}

function groupOf(name: string, entry: PlainObject | undefined, pointer: Pointer, origins: Origins): PlainObject {
	const node = {
		name,
		patterns: textsOf(entry, "patterns"),
		exclude_patterns: textsOf(entry, "exclude-patterns"),
		update_types: textsOf(entry, "update-types"),
	};
	return origins.of(node, pointer, {
		name: [],
		exclude_patterns: ["exclude-patterns"],
		update_types: ["update-types"],
	});
}

function oldUpdate(entry: PlainObject, pointer: Pointer, origins: Origins): PlainObject {
	const manager = textOf(entry, "package_manager") ?? "";
	const directory = textOf(entry, "directory");
	const target = textOf(entry, "target_branch");
	return origins.of(
		{
			ecosystem: entryOf(oldEcosystems, manager) ?? manager,
			directories: directory === undefined ? [] : [rooted(directory)],
			recursive: false,
			ignore_paths: [],
			interval: textOf(entry, "update_schedule") ?? "",
			...(target === undefined ? {} : { target_branch: target }),
			ignores: listOf(entry, "ignored_updates").flatMap((item, index) => {
				const match = objectOf(asObject(item), "match");
				if (match === undefined) return [];
				const versions = textOf(match, "version_requirement");
				const node = {
					dependency: textOf(match, "dependency_name") ?? "",
					versions: versions === undefined ? [] : [versions],
					update_types: [],
				};
				return [origins.of(node, [...pointer, "ignored_updates", index, "match"], { dependency: ["dependency_name"] })];
			}),
			groups: [],
			registries: [],
		},
		pointer,
		{
			ecosystem: ["package_manager"],
			directories: ["directory"],
			interval: ["update_schedule"],
			ignores: ["ignored_updates"],
		},
	);
}

/** `app`, `./app/` and `/app` are one directory. */
function rooted(directory: string): string {
	return `/${directory.replace(/^(?:\.?\/)+|^\.$/, "").replace(/\/+$/, "")}`;
}
