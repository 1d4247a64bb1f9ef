/** Which versions are chosen: a table of worlds, what is asked of them, and what comes of it. */
import { describe, expect, test } from "vitest";
import type { PackManifest } from "../../src/sharing/packManifest.ts";
import { resolve } from "../../src/sharing/resolve.ts";
import { signersOf } from "../../src/sharing/signersOf.ts";
import { PackFault } from "../../src/sharing/sources/packSource.ts";

/** Packs by `name@version`, with what each depends on: `name range`, perhaps ` from place`. */
type World = Readonly<Record<string, readonly string[]>>;

function requirement(text: string) {
	const [, name = "", range = "", place] = /^(\S+) (.+?)(?: from (\S+))?$/.exec(text) ?? [];
	return { name, range, from: `npm:${place ?? name}` };
}

async function chosenIn(
	world: World,
	asked: readonly string[],
	locked: Readonly<Record<string, string>> = {},
): Promise<string> {
	const versionsOf = (name: string) =>
		Object.keys(world)
			.filter((key) => key.startsWith(`${name}@`))
			.map((key) => key.slice(name.length + 1));
	const load = async ({ name }: { readonly name: string }, version = versionsOf(name)[0] as string) => {
		const dependencies = (world[`${name}@${version}`] ?? []).map(requirement);
		const manifest: PackManifest = { name, version, kinds: [], libraries: [], files: [], dependencies };
		return { version, manifest };
	};
	try {
		const packs = await resolve(asked.map(requirement), {
			locked: ({ name }) => locked[name],
			versions: async ({ name }) => (name.startsWith("one-") ? undefined : versionsOf(name)),
			load,
		});
		return [...packs]
			.map(([name, { version }]) => `${name}@${version}`)
			.sort()
			.join(" ");
	} catch (error) {
		if (error instanceof PackFault) return error.message;
		throw error;
	}
}

const world: World = {
	"base@1.0.0": [],
	"base@1.1.0": [],
	"base@1.2.0": [],
	"base@2.0.0": [],
	"base@2.1.0-rc.1": [],
	"web@1.0.0": ["base ^1"],
	"web@1.1.0": ["base ^1.1"],
	"web@2.0.0": ["base ^2"],
	"old@1.0.0": ["base ~1.0"],
	"strict@1.0.0": ["base 1.1.0"],
	"top@1.0.0": ["web ^1", "strict ^1"],
	"ring-a@1.0.0": ["ring-b ^1"],
	"ring-b@1.0.0": ["ring-c ^1"],
	"ring-c@1.0.0": ["ring-a ^1"],
	"self@1.0.0": ["self ^1"],
	"away@1.0.0": ["base ^1 from elsewhere"],
	"one-tarball@1.5.0": ["base ^1"],
	"empty@0.0.0-x": [],
};

describe("what is chosen", () => {
	test.each<readonly [string, readonly string[], string]>([
		["the newest in the range", ["base ^1"], "base@1.2.0"],
		["no pre-release", ["base *"], "base@2.0.0"],
		["a pre-release that is asked for", ["base >=2.1.0-rc"], "base@2.1.0-rc.1"],
		["dependencies, too", ["web ^1"], "base@1.2.0 web@1.1.0"],
		["one that fits both ranges", ["web ^1", "strict ^1"], "base@1.1.0 strict@1.0.0 web@1.1.0"],
		[
			"one that fits a range which turns up later",
			["base ^1", "top ^1"],
			"base@1.1.0 strict@1.0.0 top@1.0.0 web@1.1.0",
		],
		["of a place with one version, that", ["one-tarball ^1"], "base@1.2.0 one-tarball@1.5.0"],
		["nothing for nothing", [], ""],
		["the place that policy.yaml says, whatever others do", ["base ^1", "away ^1"], "away@1.0.0 base@1.2.0"],
	])("%s", async (_, asked, expected) => expect(await chosenIn(world, asked)).toBe(expected));

	test.each<readonly [string, readonly string[], Record<string, string>, string]>([
		["stays where it is locked", ["base ^1"], { base: "1.0.0" }, "base@1.0.0"],
		["as long as that is in the range", ["base ^2"], { base: "1.0.0" }, "base@2.0.0"],
		["dependencies, too", ["web ^1"], { base: "1.1.0" }, "base@1.1.0 web@1.1.0"],
	])("%s: %j", async (_, asked, locked, expected) => expect(await chosenIn(world, asked, locked)).toBe(expected));
});

describe("what can't be chosen says why", () => {
	test.each<readonly [string, readonly string[], string]>([
		[
			"nothing in the range",
			["base ^3"],
			"no version of `base` at `npm:base` is in `^3`: offered: 2.1.0-rc.1, 2.0.0, 1.2.0, 1.1.0, 1.0.0",
		],
		["only pre-releases", ["empty *"], "no version of `empty` at `npm:empty` is in `*`: offered: 0.0.0-x"],
		[
			"two that need different versions",
			["web ^2", "old ^1"],
			"no version of `base` is right for both: policy.yaml → web 2.0.0 needs ^2, and policy.yaml → old 1.0.0 needs ~1.0 (offered: 2.1.0-rc.1, 2.0.0, 1.2.0, 1.1.0, 1.0.0)",
		],
		[
			"policy.yaml against a pack",
			["base ^2", "web ^1"],
			"no version of `base` is right for both: policy.yaml needs ^2, and policy.yaml → web 1.1.0 needs ^1.1 (offered: 2.1.0-rc.1, 2.0.0, 1.2.0, 1.1.0, 1.0.0)",
		],
		[
			"the one version of a place",
			["one-tarball ^2"],
			"no version of `one-tarball` at `npm:one-tarball` is in `^2`: offered: 1.5.0",
		],
		[
			"two places",
			["web ^1", "away ^1"],
			"`base` would come from two places: policy.yaml → web 1.1.0 takes it from `npm:base`, and policy.yaml → away 1.0.0 takes it from `npm:elsewhere`",
		],
		["a circle", ["ring-a ^1"], "packs depend on each other in a circle: ring-a → ring-b → ring-c → ring-a"],
		["a circle of one", ["self ^1"], "packs depend on each other in a circle: self → self"],
	])("%s", async (_, asked, expected) => expect(await chosenIn(world, asked)).toBe(expected));

	test("a chain without an end", async () => {
		const endless = Object.fromEntries(
			Array.from({ length: 300 }, (_, index) => [`p${index}@1.0.0`, [`p${index + 1} ^1`]]),
		);
		expect(await chosenIn(endless, ["p0 ^1"])).toBe("more than 128 packs would be needed");
	});
});

test("who signs a pack signs what it depends on, unless policy.yaml says otherwise", () => {
	const [a, b] = [{ key: "a.pub" }, { key: "b.pub" }];
	const dependencies = new Map([
		["one", ["base", "shared"]],
		["two", ["shared"]],
		["base", ["deep"]],
		["free", ["alone"]],
	]);
	const roots = [{ name: "one", signedBy: a }, { name: "two", signedBy: b }, { name: "free" }, { name: "deep" }];
	expect(Object.fromEntries(signersOf(roots, dependencies))).toEqual({
		one: [a],
		two: [b],
		free: [],
		deep: [],
		base: [a],
		shared: [a, b],
		alone: [],
	});
});
