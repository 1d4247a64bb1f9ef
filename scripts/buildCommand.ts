/**
 * Bundles the command: `policy.js` starts `program.js`, which holds all of our code, and large libraries lie in `libraries`.
 * One file is read and compiled faster than many modules, and what isn't run costs little in it; a library is loaded when
 * something of it is first used.
 */
import { readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type BuildOptions, build, type Plugin } from "esbuild";

/** Libraries that most runs don't use. */
const libraries = ["chevrotain", "diff", "re2js", "yaml"];
/** Modules of Node that take a while to load and that few runs use: commander asks for programs as subcommands, and there is none. */
const seldomOfNode = ["node:child_process", "node:crypto"];
/** Modules of ours that are large tables, which most runs never ask for. */
const tables = /\/documents\/[\w-]+\/(?:s|volumeS)chema\.ts$/;

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
	await build({
		...shared,
		entryPoints: Object.fromEntries(libraries.map((name) => [name, name])),
		absWorkingDir: root,
		outdir: join(folder, "libraries"),
	});
	await build({
		...shared,
		entryPoints: { program: join(root, "src/cli/policy.ts") },
		outdir: folder,
		banner: { js: 'const __url=require("node:url").pathToFileURL(__filename).href;' },
		// The program is run as a script, which has no import().
		supported: { "dynamic-import": false },
		plugins: [packsIn(packs), lazily()],
	});
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

/** Runs a module when something that it exports is first used. What imports it gets an object of getters instead. */
function lazily(): Plugin {
	const namespace = "lazily";
	const from = new Map([
		...libraries.map((name) => [name, `./libraries/${name}.js`] as const),
		...seldomOfNode.map((name) => [name, name] as const),
	]);
	return {
		name: "lazily",
		setup: ({ onResolve, onLoad, resolve: resolvePath }) => {
			onResolve({ filter: /./ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
				if (pluginData === namespace) return undefined;
				const known = from.get(path);
				if (known !== undefined) return { path, namespace };
				if (!/[sS]chema\.ts$/.test(path)) return undefined;
				const real = await resolvePath(path, { importer, resolveDir, kind, pluginData: namespace });
				return tables.test(real.path) ? { path: real.path, namespace } : undefined;
			});
			onResolve({ filter: /^\.\/libraries\// }, ({ path }) => ({ path, external: true }));
			onLoad({ filter: /./, namespace }, async ({ path }) => {
				const names = Object.keys((await import(path)) as object).filter((name) => name !== "default");
				const getters = names.map((name) => `get ${name}() { return load().${name}; }`);
				return {
					contents: `let loaded;\nconst load = () => (loaded ??= require(${JSON.stringify(from.get(path) ?? path)}));\nmodule.exports = { ${getters.join(", ")} };`,
					resolveDir: resolve(path, ".."),
					pluginData: namespace,
				};
			});
		},
	};
}
