/**
 * Renovate's config as a value. It looks at everything that a manager of its own knows, in all folders, but for what is switched off:
 * docs.renovatebot.com, "Configuration Options" and "Managers". What a preset of somebody else says isn't known here.
 */
import { isArray } from "../../runtime/values/access.ts";
import type { PlainObject } from "../../runtime/values/value.ts";
import type { Pointer } from "../document.ts";
import { asObject, flagOf, listOf, numberOf, objectOf, textOf, textsOf } from "../fields.ts";
import type { Origins } from "../origins.ts";

/** Managers that look at files without being told which, by the name that Dependabot has for what they do. */
const ecosystems: readonly (readonly [ecosystem: string, managers: readonly string[]])[] = [
	["docker", ["dockerfile"]],
	["docker-compose", ["docker-compose"]],
	["helm", ["helmv3", "helm-values", "helm-requirements"]],
	["github-actions", ["github-actions"]],
	["npm", ["npm", "bun"]],
	["pip", ["pip_requirements", "pip_setup", "pipenv", "poetry", "pep621", "setup-cfg"]],
	["gomod", ["gomod"]],
	["cargo", ["cargo"]],
	["maven", ["maven"]],
	["gradle", ["gradle"]],
	["nuget", ["nuget"]],
	["bundler", ["bundler"]],
	["composer", ["composer"]],
	["mix", ["mix"]],
	["pub", ["pub"]],
	["terraform", ["terraform"]],
];

/** Managers that presets of Renovate's own switch off. */
const disabledByPreset: Readonly<Record<string, readonly string[]>> = {
	"docker:disable": ["dockerfile", "docker-compose"],
};

/** What `config:recommended` and its older names leave out. */
const ignoredByPreset: readonly string[] = [
	"**/node_modules/**",
	"**/bower_components/**",
	"**/vendor/**",
	"**/examples/**",
	"**/__tests__/**",
	"**/test/**",
	"**/tests/**",
	"**/__fixtures__/**",
];
const withIgnores = /^(?:config:(?:recommended|base|best-practices|js-app|js-lib)|:ignoreModulesAndTests)$/;

export function readRenovate(object: PlainObject, base: Pointer, origins: Origins): PlainObject {
	const presets = textsOf(object, "extends");
	const isOn = flagOf(object, "enabled") !== false;
	const updates = ecosystems.flatMap(([ecosystem, managers]) => {
		const working = managers.filter((manager) => isOn && isWorking(object, manager, presets));
		return working.length === 0 ? [] : [update(object, ecosystem, working, presets, base, origins)];
	});
	return origins.of(
		{
			tool: "renovate",
			enabled: isOn,
			updates: origins.of(updates, base),
			registries: listOf(object, "hostRules").flatMap((item, index) => {
				const rule = asObject(item);
				const url = textOf(rule, "matchHost") ?? textOf(rule, "hostName") ?? textOf(rule, "baseUrl");
				if (rule === undefined || url === undefined) return [];
				const node = { name: url, type: textOf(rule, "hostType") ?? "", url };
				return [
					origins.of(node, [...base, "hostRules", index], {
						name: ["matchHost"],
						type: ["hostType"],
						url: ["matchHost"],
					}),
				];
			}),
			presets: origins.of(presets, [...base, "extends"]),
			object,
		},
		base,
		{ object: [] },
	);
}

function isWorking(object: PlainObject, manager: string, presets: readonly string[]): boolean {
	if (isArray(object.enabledManagers ?? null) && !textsOf(object, "enabledManagers").includes(manager)) return false;
	if (presets.some((preset) => Object.hasOwn(disabledByPreset, preset) && disabledByPreset[preset]?.includes(manager)))
		return false;
	// The last rule that is about nothing but managers has the last word.
	const rules = listOf(object, "packageRules").flatMap((item) => {
		const rule = asObject(item);
		const enabled = flagOf(rule, "enabled");
		if (rule === undefined || enabled === undefined || !textsOf(rule, "matchManagers").includes(manager)) return [];
		const isNarrower = Object.keys(rule).some((key) => /^(?:match|exclude)/.test(key) && key !== "matchManagers");
		return isNarrower ? [] : [enabled];
	});
	return rules.at(-1) ?? flagOf(objectOf(object, manager), "enabled") ?? true;
}

function update(
	object: PlainObject,
	ecosystem: string,
	managers: readonly string[],
	presets: readonly string[],
	base: Pointer,
	origins: Origins,
): PlainObject {
	const own = managers.map((manager) => objectOf(object, manager)).find((each) => each !== undefined);
	const limit = numberOf(object, "prConcurrentLimit");
	const pins =
		flagOf(own, "pinDigests") ??
		flagOf(object, "pinDigests") ??
		(presets.some((preset) => /^(?:docker|default)?:pinDigests$|^config:best-practices$/.test(preset)) || undefined);
	const schedule = [textOf(object, "schedule") ?? [], textsOf(object, "schedule")].flat();
	const ignored = isArray(object.ignorePaths ?? null)
		? textsOf(object, "ignorePaths")
		: presets.some((preset) => withIgnores.test(preset))
			? [...ignoredByPreset]
			: [];
	const included = textsOf(object, "includePaths");
	return origins.of(
		{
			ecosystem,
			directories: included.length === 0 ? ["/"] : included.map((path) => `/${path.replace(/^\/+/, "")}`),
			recursive: included.length === 0,
			ignore_paths: ignored,
			interval: schedule.join(", "),
			...(limit === undefined ? {} : { open_pull_requests_limit: limit }),
			...(pins === undefined ? {} : { pin_digests: pins }),
			ignores: textsOf(object, "ignoreDeps").map((dependency, index) =>
				origins.of({ dependency, versions: [], update_types: [] }, [...base, "ignoreDeps", index], { dependency: [] }),
			),
			groups: [],
			registries: [],
		},
		base,
		{
			directories: ["includePaths"],
			ignore_paths: ["ignorePaths"],
			interval: ["schedule"],
			open_pull_requests_limit: ["prConcurrentLimit"],
			pin_digests: ["pinDigests"],
			ignores: ["ignoreDeps"],
		},
	);
}
