/**
 * Bundles the command: `policy.js` starts `program.js`, which holds all of our code, and large libraries lie in `libraries`.
 * One file is read and compiled faster than many modules, and what isn't run costs little in it; a library is loaded when
 * something of it is first used.
 */
import { readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type BuildOptions, build, type Plugin } from "esbuild";

/** Libraries that most runs use, or whose functions are called too often to look them up each time; all others are files of their own. */
const within: ReadonlySet<string> = new Set(["commander", "ignore", "js-yaml", "picocolors", "unbash"]);
/** Modules of Node that take a while to load and that few runs use: commander asks for programs as subcommands, and there is none. */
const seldomOfNode = ["node:child_process", "node:crypto"];
/** Modules of ours that make large tables when they are loaded, which most runs never ask for. */
const tables = /\/(?:documents\/[\w-]+\/(?:s|volumeS)chema|runtime\/hashing\/digests)\.ts$/;

/** Builds the command of the project at `root` into `folder`. The packs have to be built already, into `packs`. */
export async function buildCommand(root: string, folder: string, packs: string): Promise<void> {
	const shared: BuildOptions = {
		bundle: true,
		format: "cjs",
		platform: "node",
		target: "node20.19",
		minifySyntax: true,
		minifyWhitespace: true,
		legalComments: "none",
		logLevel: "warning",
		define: { "import.meta.dirname": "__dirname", "import.meta.url": "__url" },
	};
	const libraries = new Map<string, Set<string>>();
	await build({
		...shared,
		entryPoints: { program: join(root, "src/cli/policy.ts") },
		outdir: folder,
		banner: { js: 'const __url=require("node:url").pathToFileURL(__filename).href;' },
		// The program is run as a script, which has no import().
		supported: { "dynamic-import": false },
		plugins: [packsIn(packs), lazily(libraries)],
	});
	for (const [name, paths] of libraries) {
		const parts = [...paths].map(
			(path) => `get ${JSON.stringify(path)}() { return require(${JSON.stringify(path)}); }`,
		);
		await build({
			...shared,
			stdin: { contents: `module.exports = { ${parts.join(", ")} };`, resolveDir: root },
			// Some have modules for import only; the bundle makes them what require takes.
			conditions: ["require", "import"],
			outfile: join(folder, "libraries", `${name}.js`),
		});
	}
	await build({ ...shared, entryPoints: { policy: join(root, "src/cli/launch.ts") }, outdir: folder });
	writeFileSync(join(folder, "package.json"), '{ "type": "commonjs" }\n');
}

/** Puts the packs that were built in the place of `src/cli/builtPacks.ts`. */
function packsIn(folder: string): Plugin {
	const entries = readdirSync(folder).map((file) => {
		const name = JSON.stringify(file.replace(/\.js$/, ""));
		return `[${name}, () => import(${JSON.stringify(resolve(folder, file))})]`;
	});
	return {
		name: "packs",
		setup: ({ onLoad }) => {
			onLoad({ filter: /\/src\/cli\/builtPacks\.ts$/ }, () => ({
				contents: `export const builtPacks = new Map([${entries.join(", ")}]);`,
				resolveDir: folder,
			}));
		},
	};
}

/** A library's name in the path that it is imported by, and not one of ours or of Node's. */
const libraryName = /^(?:@[\w.-]+\/)?[a-z][\w.-]*(?=\/|$)/;

/**
 * Runs a module when something that it exports is first used. What imports it gets an object of getters instead. Puts into
 * `libraries` which there are, and the paths that they are imported by.
 */
function lazily(libraries: Map<string, Set<string>>): Plugin {
	const namespace = "lazily";
	return {
		name: namespace,
		setup: ({ onResolve, onLoad, resolve: resolvePath }) => {
			onResolve({ filter: /./ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
				if (pluginData === namespace) return undefined;
				if (seldomOfNode.includes(path)) return { path, namespace, pluginData: `require(${JSON.stringify(path)})` };
				const name = importer.includes("/node_modules/") ? undefined : libraryName.exec(path)?.[0];
				if (name !== undefined && !within.has(name)) {
					libraries.set(name, (libraries.get(name) ?? new Set()).add(path));
					const load = `require("./libraries/${name}.js")[${JSON.stringify(path)}]`;
					return { path, namespace, pluginData: load };
				}
				if (!/(?:[sS]chema|digests)\.ts$/.test(path)) return undefined;
				const real = await resolvePath(path, { importer, resolveDir, kind, pluginData: namespace });
				if (!tables.test(real.path)) return undefined;
				return { path: real.path, namespace, pluginData: `require(${JSON.stringify(real.path)})` };
			});
			onResolve({ filter: /^\.\/libraries\// }, ({ path }) => ({ path, external: true }));
			onLoad({ filter: /./, namespace }, async ({ path, pluginData }) => {
				const names = Object.keys((await import(path)) as object).filter((name) => name !== "default");
				const getters = names.map((name) => `get ${name}() { return load().${name}; }`);
				return {
					contents: `let loaded;\nconst load = () => (loaded ??= ${pluginData});\nmodule.exports = { ${getters.join(", ")} };`,
					resolveDir: resolve(path, ".."),
					pluginData: namespace,
				};
			});
		},
	};
}
