/**
 * The packs that `policy.lock` pins, for a run: taken from what is kept, checked against the lock and the signatures that policy.yaml asks for, and read into
 * memory. Nothing is fetched and nothing is written.
 */
import path from "node:path";
import {
	packDigestMismatch,
	packEngine,
	packNotConfigured,
	packNotFetched,
	packOverridden,
} from "../../diagnostics/catalogue/packs.ts";
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { compareText } from "../../findings/order.ts";
import { withLibraries } from "../../packs/withLibraries.ts";
import { checkDependencies, checkLock } from "../../sharing/checkLock.ts";
import { digestOf } from "../../sharing/digest.ts";
import type { LockedPack } from "../../sharing/lockFile.ts";
import { type OpenedPack, openPack, sourceIn } from "../../sharing/openPack.ts";
import { checked as checkedBytes, keptPack } from "../../sharing/pinPacks.ts";
import type { SignedBy, VerifyBundle } from "../../sharing/signature.ts";
import { PackFault } from "../../sharing/sources/packSource.ts";
import { takePack } from "../../sharing/takePack.ts";
import type { Source } from "../../text/source.ts";
import type { Configuration, PackChoice } from "../config/configuration.ts";
import type { Host } from "../host/host.ts";
import { isPolicyFile } from "../policyFiles.ts";
import { version } from "../version.ts";
import { type KeptPacks, keptPacks } from "./keptPacks.ts";
import { lockIn } from "./lockOnDisk.ts";
import { packTrust, trustTexts } from "./packTrust.ts";
import { manifestIn, wantedPacks } from "./wantedPacks.ts";

/** `NAME` and the folder that stands in for it, absolute. */
export type Overrides = ReadonlyMap<string, string>;

export interface PinnedPacks {
	/** The policies of each pack that policy.yaml takes from elsewhere; absent where something is wrong with it. */
	readonly sources: ReadonlyMap<string, readonly Source[]>;
	/** Folders of packs that are for another Holystone: nothing of them is looked at. */
	readonly unfit: ReadonlySet<string>;
	/** Modules that others may import, of what a folder of the repository depends on; by the folder. */
	readonly libraries: ReadonlyMap<string, readonly Source[]>;
	readonly diagnostics: readonly Diagnostic[];
}

const nothingPinned: PinnedPacks = { sources: new Map(), libraries: new Map(), unfit: new Set(), diagnostics: [] };

export interface PinnedOptions {
	readonly overrides: Overrides;
	/** `_test.rego` files are wanted, too. */
	readonly tests: boolean;
	/** Folders of packs that the command line names, absolute. */
	readonly folders: readonly string[];
}

export async function pinnedPacks(
	host: Host,
	configuration: Configuration,
	{ overrides, tests, folders }: PinnedOptions,
): Promise<PinnedPacks> {
	const { folder } = configuration;
	const choices = (configuration.packs ?? []).filter(({ from }) => from !== undefined);
	const diagnostics: Diagnostic[] = overrideFaults(host, choices, overrides);
	const asked = wantedPacks(host, configuration, folders);
	const unfit = new Set(asked.unfit);
	diagnostics.push(...asked.diagnostics.filter(({ kind }) => kind === packEngine.kind));
	const ofOverrides = [...overrides].map(([name, root]): [string, readonly string[]] => {
		const { manifest, diagnostics: said } = manifestIn(host, root) ?? { diagnostics: [] };
		const wrong = said.filter(({ kind }) => kind === packEngine.kind);
		if (wrong.length > 0) unfit.add(root);
		diagnostics.push(...wrong);
		return [name, (manifest?.dependencies ?? []).map((each) => each.name)];
	});
	const wanted = asked.wanted.filter(({ name }) => !overrides.has(name));
	const { lock, diagnostics: faults } = lockIn(host, folder);
	diagnostics.push(...faults);
	const placed = (message: Diagnostic, name?: string): Diagnostic => {
		if (message.source !== undefined) return message;
		const choice = choices.find((each) => each.name === name) ?? choices[0];
		return choice === undefined ? message : at(choice.source, choice.span, message);
	};
	if (wanted.length === 0 || faults.length > 0) return { ...nothingPinned, unfit, diagnostics };
	const checked = checkLock(wanted, lock);
	if ("faults" in checked)
		return { ...nothingPinned, unfit, diagnostics: [...diagnostics, ...checked.faults.map((fault) => placed(fault))] };
	const dependencies = new Map([...checked.packs].map(([name, pack]) => [name, Object.keys(pack.dependencies)]));
	const { signers } = checked;
	const kept = await keptPacks(host, folder, lock);
	const opened = new Map<string, OpenedPack>();
	for (const [name, locked] of checked.packs) {
		try {
			opened.set(name, await openPinned({ host, folder, kept }, locked, signers.get(name) ?? []));
		} catch (error) {
			if (!(error instanceof PackFault)) throw error;
			diagnostics.push(...error.messages.map((message) => placed(message, name)));
		}
	}
	const manifests = new Map([...opened].map(([name, { manifest }]) => [name, manifest]));
	const lies = checkDependencies(wanted, checked.packs, manifests);
	if (lies.length > 0)
		return { ...nothingPinned, unfit, diagnostics: [...diagnostics, ...lies.map((fault) => placed(fault))] };
	const texts = (name: string, withTests: boolean) => policiesIn(name, opened.get(name), withTests);
	/** The modules that a pack's dependencies have for it, theirs included. */
	const librariesFor = (names: readonly string[]): readonly Source[] => {
		const needed = new Set(names);
		for (const name of needed) for (const each of dependencies.get(name) ?? []) needed.add(each);
		return [...needed].sort(compareText).flatMap((name) => texts(name, false).filter(isLibrary));
	};
	const sources = [...opened.keys()].map((name): [string, readonly Source[]] => [
		name,
		withModules(texts(name, tests), librariesFor(dependencies.get(name) ?? [])),
	]);
	const libraries = [
		...[...asked.byFolder].map(([root, all]): [string, readonly string[]] => [root, all.map(({ name }) => name)]),
		...ofOverrides.map(([name, names]): [string, readonly string[]] => [overrides.get(name) as string, names]),
	];
	return {
		sources: new Map(sources),
		libraries: new Map(libraries.map(([root, names]) => [root, librariesFor(names)])),
		unfit,
		diagnostics,
	};
}

function overrideFaults(host: Host, choices: readonly PackChoice[], overrides: Overrides): Diagnostic[] {
	const known = choices.map(({ name }) => name);
	return [...overrides].map(([name, root]) => {
		const shown = path.relative(host.cwd, root).split(path.sep).join("/") || ".";
		const choice = choices.find((each) => each.name === name);
		return choice === undefined
			? packNotConfigured({ name, known })
			: at(choice.source, choice.span, packOverridden({ name, folder: shown }));
	});
}

/** Where pinned packs are taken from. */
interface PinnedFrom {
	readonly host: Host;
	/** That of policy.yaml. */
	readonly folder: string;
	readonly kept: KeptPacks;
}

/** A pack as it is pinned and kept, checked. `trust` verifies signatures; absent: it is made where it is needed. @throws PackFault */
export async function openPinned(
	{ host, folder, kept }: PinnedFrom,
	locked: LockedPack,
	signedBy: readonly SignedBy[],
	trust?: VerifyBundle,
): Promise<OpenedPack> {
	const { name, version: pinned, digest, manifest = "", signatures = [], from } = locked;
	const { where } = kept;
	// Of the archive itself people are told how it differs; what else was changed is as if it weren't there.
	const read = (each: string) => (each === digest ? kept.read(each) : checkedBytes(each, kept.read(each)));
	const pack = keptPack(locked, { kept: read });
	if (pack === undefined) throw new PackFault([packNotFetched({ name, version: pinned, where })]);
	const actual = digestOf(pack.archive);
	if (actual !== digest)
		throw new PackFault([packDigestMismatch({ name, version: pinned, where, expected: digest, actual })]);
	const expected = { name, version: pinned, engine: version() };
	if (signedBy.length === 0) return openPack(pack.archive, expected);
	// Verifying takes libraries and time; the cache, which only this user can have written, remembers what held.
	const { cache } = host;
	const trusted = signedBy.flatMap((by) => [JSON.stringify(by), ...trustTexts(host, folder, by)]);
	const bundles = signatures.map(({ bundle }) => bundle);
	const key = cache?.nameOf(["pack signature", digest, manifest, ...bundles, ...trusted]);
	if (key !== undefined && cache?.read(key) !== undefined) return openPack(pack.archive, expected);
	const verify = trust ?? (await packTrust(host, folder));
	const taken = await takePack(pack, { ...expected, from, digest, signedBy, verify, where });
	if (key !== undefined) cache?.keep(key, () => new Uint8Array([1]));
	return taken;
}

function policiesIn(name: string, pack: OpenedPack | undefined, tests: boolean): readonly Source[] {
	if (pack === undefined) return [];
	return [...pack.files]
		.filter(([file]) => isPolicyFile(file, tests))
		.sort(([one], [other]) => compareText(one, other))
		.map(([file, content]) => sourceIn(`${name}@${pack.version}`, file, content));
}

const libraryPackage = /^package (lib\.\w+)$/m;

const isLibrary = ({ text }: Source): boolean => libraryPackage.test(text);

/** A pack with what it imports of others. Its own modules come before those of the same name. */
export function withModules(own: readonly Source[], libraries: readonly Source[]): readonly Source[] {
	const known = new Set(own.map(({ text }) => libraryPackage.exec(text)?.[1]));
	const others = libraries.filter(({ text }) => {
		const name = libraryPackage.exec(text)?.[1];
		return !known.has(name) && known.add(name);
	});
	return withLibraries(own, others);
}
