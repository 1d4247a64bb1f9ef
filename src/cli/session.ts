/** What a command works with: the configuration in force, the packs it selects, and what is wrong with either. */
import path from "node:path";
import { unknownNamespace, unknownPack, unknownPolicySelected } from "../diagnostics/catalogue/configuration.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Shape } from "../documents/shapes/shape.ts";
import { shapes } from "../documents/shapes/shapes.ts";
import type { VerifySignature } from "../documents/signature/verification.ts";
import { dayOf } from "../findings/day.ts";
import { compareText } from "../findings/order.ts";
import type { CompiledPack, PackOptions } from "../packs/compilePack.ts";
import type { Pack } from "../packs/pack.ts";
import { namespaceOf, type PolicySettings } from "../packs/policiesInForce.ts";
import type { Source } from "../text/source.ts";
import { bundledPackNames, defaultPackNames, importBundledPack } from "./bundledPacks.ts";
import { loadCachedPack } from "./cachedPack.ts";
import type { Configuration } from "./config/configuration.ts";
import { loadConfiguration } from "./config/findConfiguration.ts";
import { resolveSettings } from "./config/resolveSettings.ts";
import { compileOptions, type Declarations, readDeclarations, withStandIns } from "./declarations/declarations.ts";
import type { Host, HostCache } from "./host/host.ts";
import { withPackLibraries } from "./packLibraries.ts";
import type { PinnedPacks } from "./packs/pinnedPacks.ts";
import { readPolicyFiles } from "./policyFiles.ts";
import type { PolicyOptions } from "./policyOptions.ts";
import { openSignerTrust } from "./signerTrust.ts";

/** A pack with the texts it was made from. */
export interface LoadedPack {
	readonly pack: Pack;
	/** Empty for a pack that was compiled ahead, unless texts are wanted. */
	readonly sources: readonly Source[];
	/** What it was compiled from and to; absent for one that was compiled ahead. */
	readonly compiled?: CompiledPack;
}

export interface Session {
	readonly configuration: Configuration;
	readonly packs: readonly Pack[];
	readonly loaded: readonly LoadedPack[];
	readonly settings: PolicySettings;
	/** Verifies signatures as the configuration trusts signers; absent where it says nothing of them. */
	readonly verifySignature?: VerifySignature;
	readonly shape?: Shape;
	readonly declarations: Declarations;
	/** The policies' own texts, those that don't compile too. */
	readonly sources: readonly Source[];
	readonly diagnostics: readonly Diagnostic[];
	/** All that the configuration selects is there. Where not, a name that means nothing may be that of a policy that is missing. */
	readonly isComplete: boolean;
}

export interface SessionNeeds {
	/** The policies' texts, and all that is wrong with them: packs that were compiled ahead don't do. */
	readonly texts: boolean;
	/** `_test.rego` files too. */
	readonly tests: boolean;
	/** Report in `.rego` files all that is reported in `.policy` files. */
	readonly strict?: boolean;
	/** How the policies are compiled. */
	readonly compiling?: PackOptions;
}

const justToRun: SessionNeeds = { texts: false, tests: false };

/** `paths` are those that the command is about: the configuration is looked for beside them. */
export async function openSession(
	host: Host,
	paths: readonly string[],
	options: PolicyOptions,
	needs: SessionNeeds = justToRun,
): Promise<Session> {
	const { configuration, diagnostics: faults } = await loadConfiguration(host, paths, options.config);
	const shape = options.shape ?? shapes.find(({ id }) => id === configuration.shape);
	const declarations = await readDeclarations(host, { ...options, ...(shape && { shape }) });
	const loading = new Loading(host, needs, options, declarations);
	const named = options.pack.length > 0 || options.policy.length > 0;
	// What the command line names replaces what the configuration selects.
	if (named) {
		const folders = options.pack.filter(isPath).map((pack) => path.resolve(host.cwd, pack));
		const packs = (configuration.packs ?? []).filter(({ name }) => options.pack.includes(name));
		await loading.openPinned({ ...configuration, packs }, folders);
		for (const pack of options.pack) await loading.addPack(pack, host.cwd);
		await loading.addPolicies(options.policy, host.cwd);
	} else {
		await loading.openPinned(configuration, []);
		const packs = configuration.packs?.map(({ name }) => name) ?? defaultPackNames;
		for (const pack of packs) await loading.addPack(pack, configuration.folder);
		await loading.addPolicies(configuration.policies, configuration.folder);
	}
	const packs = loading.loaded.map(({ pack }) => pack);
	const isComplete = !named && !loading.diagnostics.some(({ kind }) => kind.severity === "error");
	const { settings, diagnostics } = resolveSettings(configuration, packs, isComplete);
	const namespaces = namespacesIn(packs, options, configuration, shape);
	const trust = await openSignerTrust(host, configuration);
	return {
		configuration,
		packs,
		loaded: loading.loaded,
		settings: { ...settings, ...(namespaces.chosen && { namespaces: namespaces.chosen }) },
		...(trust.verifySignature && { verifySignature: trust.verifySignature }),
		...(shape && { shape }),
		sources: loading.sources,
		declarations,
		diagnostics: [
			...faults,
			...declarations.diagnostics,
			...loading.diagnostics,
			...diagnostics,
			...namespaces.diagnostics,
			...trust.diagnostics,
		],
		isComplete,
	};
}

/** The packages whose rules are asked: said on the command line, in the configuration, or as the shape has it. A name without rules is a mistake. */
function namespacesIn(
	packs: readonly Pack[],
	{ namespace }: PolicyOptions,
	configuration: Configuration,
	shape: Shape | undefined,
): { readonly chosen?: ReadonlySet<string>; readonly diagnostics: readonly Diagnostic[] } {
	const said = namespace !== undefined && namespace.length > 0 ? namespace : configuration.namespaces;
	const names = said ?? shape?.namespaces;
	if (names === undefined || names.includes("*")) return { diagnostics: [] };
	const rules = packs.flatMap(({ policies }) => policies.filter(({ style }) => style.kind === "rule"));
	const known = [...new Set(rules.map(namespaceOf))].sort(compareText);
	// Who names a shape only for its form of the input may have no plain rules at all.
	const isMistake = said !== undefined || known.length > 0;
	const missing = isMistake ? names.filter((name) => !known.includes(name)) : [];
	return { chosen: new Set(names), diagnostics: missing.map((name) => unknownNamespace({ name, known })) };
}

const isPath = (pack: string): boolean => pack.includes("/") || pack === "." || pack === "..";

class Loading {
	readonly loaded: LoadedPack[] = [];
	readonly sources: Source[] = [];
	readonly diagnostics: Diagnostic[] = [];
	readonly #host: Host;
	readonly #needs: SessionNeeds;
	/** The version of the `.rego` files that aren't bundled. */
	readonly #version: "v0" | "v1";
	readonly #declarations: Declarations;

	readonly #cache: HostCache | undefined;
	readonly #overrides: ReadonlyMap<string, string>;
	/** Names of packs from elsewhere that are in use. */
	#shared: ReadonlySet<string> = new Set();
	#pinned: Omit<PinnedPacks, "diagnostics"> = { sources: new Map(), libraries: new Map(), unfit: new Set() };

	constructor(host: Host, needs: SessionNeeds, options: PolicyOptions, declarations: Declarations) {
		const { v0Compatible, cache, packOverride = [] } = options;
		this.#overrides = new Map(packOverride.map(([name, folder]) => [name, path.resolve(host.cwd, folder)]));
		this.#host = host;
		this.#needs = needs;
		this.#version = v0Compatible === true ? "v0" : "v1";
		this.#declarations = declarations;
		this.#cache = cache === false ? undefined : host.cache;
	}

	/** Reads what `policy.lock` pins of the packs that are in use. */
	async openPinned(configuration: Configuration, folders: readonly string[]): Promise<void> {
		const { packs = [] } = configuration;
		const mayNeedLock = packs.some(({ name, from }) => from !== undefined || isPath(name)) || folders.length > 0;
		if (!mayNeedLock && this.#overrides.size === 0) return;
		const { pinnedPacks } = await import("./packs/pinnedPacks.ts");
		const options = { overrides: this.#overrides, tests: this.#needs.tests, folders };
		const { diagnostics, ...pinned } = await pinnedPacks(this.#host, configuration, options);
		this.#pinned = pinned;
		this.#shared = new Set(packs.filter(({ from }) => from !== undefined).map(({ name }) => name));
		this.diagnostics.push(...diagnostics);
	}

	/** A pack from elsewhere or a bundled one, by name; or a folder: what has a slash in it is one. */
	async addPack(name: string, folder: string): Promise<void> {
		if (this.#shared.has(name)) {
			const override = this.#overrides.get(name);
			const sources = override === undefined ? this.#pinned.sources.get(name) : await this.#readFolder(name, override);
			// Where something is wrong with it, that has been said.
			if (sources !== undefined) await this.#compileGiven(name, sources);
			return;
		}
		const bundled = bundledPackNames();
		if (!isPath(name) && bundled.includes(name)) await this.#addBundled(name);
		else {
			const root = path.resolve(folder, name);
			const sources = await this.#readFolder(name, root);
			if (sources !== undefined) await this.#compileGiven(path.basename(root), sources);
		}
	}

	/** A folder as a pack, with the modules that it imports of the packs it depends on. */
	async #readFolder(name: string, root: string): Promise<readonly Source[] | undefined> {
		if (this.#host.files.stat(root)?.kind !== "folder") {
			this.diagnostics.push(unknownPack({ name, known: [...bundledPackNames(), ...this.#shared] }));
			return undefined;
		}
		if (this.#pinned.unfit.has(root)) return undefined;
		const own = await this.#read([root]);
		const libraries = this.#pinned.libraries.get(root);
		if (libraries === undefined) return own;
		const { withModules } = await import("./packs/pinnedPacks.ts");
		return withModules(own, libraries);
	}

	async #addBundled(name: string): Promise<void> {
		const built = this.#needs.texts ? undefined : await importBundledPack(name);
		if (built !== undefined) {
			this.loaded.push({ pack: built, sources: [] });
			return;
		}
		// With the parser, which packs that were compiled ahead do without.
		const { bundledTexts } = await import("./packTexts.ts");
		const { sources, diagnostics } = bundledTexts(this.#host, name, this.#needs.tests);
		this.diagnostics.push(...diagnostics);
		await this.#compile(name, sources, { version: "v1" });
	}

	/** Files and folders of policies that belong to no pack; they are compiled together. */
	async addPolicies(names: readonly string[], folder: string): Promise<void> {
		const roots = names.map((name) => path.resolve(folder, name));
		const there = roots.filter((root, index) => {
			if (this.#host.files.stat(root) !== undefined) return true;
			this.diagnostics.push(unknownPolicySelected({ name: names[index] as string, known: [] }));
			return false;
		});
		if (there.length > 0) await this.#compileGiven("policies", await this.#read(there));
	}

	/** With what their packs share with others. */
	async #read(roots: readonly string[]): Promise<readonly Source[]> {
		const own = roots.flatMap((root) => {
			const read = readPolicyFiles(this.#host.cwd, this.#host.files, root, this.#needs.tests);
			this.diagnostics.push(...(read?.diagnostics ?? []));
			return read?.sources ?? [];
		});
		const { sources, diagnostics } = await withPackLibraries(this.#host, roots, own);
		this.diagnostics.push(...diagnostics);
		return sources;
	}

	/** Policies that don't come with Holystone. */
	async #compileGiven(name: string, sources: readonly Source[]): Promise<void> {
		const options = { version: this.#version, ...compileOptions(this.#declarations) };
		await this.#compile(name, withStandIns(sources, this.#declarations), options);
	}

	async #compile(name: string, sources: readonly Source[], given: PackOptions): Promise<void> {
		const { pack, diagnostics, compiled } = await this.#load(name, sources, given);
		this.sources.push(...sources);
		this.diagnostics.push(...diagnostics);
		if (pack !== undefined) this.loaded.push({ pack, sources, ...(compiled && { compiled }) });
	}

	/** What is compiled in a way of its own isn't kept: the trees are wanted, too. */
	async #load(
		name: string,
		sources: readonly Source[],
		given: PackOptions,
	): Promise<Pick<LoadedPack, "compiled"> & { readonly pack?: Pack; readonly diagnostics: readonly Diagnostic[] }> {
		const { compiling, strict = false } = this.#needs;
		const today = dayOf(this.#host.now());
		const options = { ...given, strict, lints: strict ? "all" : "policies", today } as const;
		if (compiling === undefined) return loadCachedPack(this.#cache, name, sources, options);
		const { loadPack } = await import("../packs/loadPack.ts");
		const clock = () => this.#host.elapsed();
		const { pack, ...compiled } = loadPack(name, sources, { ...options, ...compiling, clock });
		return { ...(pack && { pack }), compiled, diagnostics: compiled.diagnostics };
	}
}
