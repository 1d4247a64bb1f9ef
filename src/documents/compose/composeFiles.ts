/** The files that make up a compose application, each read once: its nodes, with every field in its one shape. */
import { composeExtends, composeFileMissing, composeNotApplication } from "../../diagnostics/catalogue/compose.ts";
import { at, type Diagnostic, type Message } from "../../diagnostics/diagnostic.ts";
import { Source } from "../../text/source.ts";
import type { ParseOptions } from "../document.ts";
import { below, folderOf, joinPath } from "../filePaths.ts";
import { loadYaml } from "../yaml/loadYaml.ts";
import { applicationFields, extendsShape } from "./applicationFields.ts";
import { childOf, knownText, type MapNode, mapNode, type Node, type Origin, pointerOf } from "./composeNode.ts";
import { readFields } from "./fieldShapes.ts";
import { mergeMaps, mergeNodes } from "./mergeNodes.ts";
import { readEnvFile } from "./readEnvFile.ts";
import { type PlacedUse, readNodes } from "./readNodes.ts";
import { serviceFields } from "./serviceFields.ts";

export interface ComposeFile {
	readonly source: Source;
	/** Its fields, services among them, in their shapes; services without what they extend. */
	readonly root: MapNode;
	readonly uses: readonly PlacedUse[];
}

export class ComposeFiles {
	/** What was found wrong so far, in any of the files. */
	readonly diagnostics: Diagnostic[] = [];
	/** Services whose files weren't all there. */
	readonly partial = new Set<string>();
	readonly #options: ParseOptions;
	readonly #folder: string;
	readonly #files = new Map<string, ComposeFile | undefined>();
	#env: ReadonlyMap<string, string> | undefined;

	/** @param main the file that the application begins with; others are looked for from its folder */
	constructor(main: Source, options: ParseOptions) {
		this.#options = options;
		this.#folder = folderOf(main.name);
		this.#files.set(joinPath("", main.name), this.#read(main));
	}

	/** A variable's value: given to the run, or in the `.env` file beside the main file. */
	lookup(name: string): string | undefined {
		const { buildArgs, siblings } = this.#options;
		if (Object.hasOwn(buildArgs, name)) return buildArgs[name];
		this.#env ??= readEnvFile(siblings?.read(".env") ?? "");
		return this.#env.get(name);
	}

	/** A file by its name in the run; undefined where it isn't there or holds no mapping. */
	file(name: string): ComposeFile | undefined {
		const key = joinPath("", name);
		if (!this.#files.has(key)) {
			const text = this.#options.siblings?.read(below(this.#folder, key));
			// Kept before it is read: a file may include itself.
			this.#files.set(key, undefined);
			if (text !== undefined) this.#files.set(key, this.#read(new Source(key, text)));
		}
		return this.#files.get(key);
	}

	/** A text file of the run. */
	read(name: string): string | undefined {
		return this.#options.siblings?.read(below(this.#folder, name));
	}

	/** A file's services, each with what it extends. */
	services(file: ComposeFile): MapNode | undefined {
		const services = childOf(file.root, "services");
		if (services?.kind !== "map") return undefined;
		const entries = [...services.entries.keys()].map((name) => [name, this.#service(file, name, [])] as const);
		return { ...mapNode(entries, services.origin), ...(services.tag && { tag: services.tag }) };
	}

	told(origin: Origin, message: Message): void {
		this.diagnostics.push(at(origin.document.source, origin.document.place(pointerOf(origin)), message));
	}

	#service(file: ComposeFile, name: string, way: readonly string[]): Node | undefined {
		const own = childOf(childOf(file.root, "services"), name);
		const taken = childOf(own, "extends");
		if (own?.kind !== "map" || taken === undefined) return own;
		const itself = { ...own, entries: new Map([...own.entries].filter(([key]) => key !== "extends")) };
		const target = knownText(childOf(taken, "service"));
		const path = childOf(taken, "file");
		const pathText = knownText(path);
		const from = pathText === undefined ? file : this.file(joinPath(folderOf(file.source.name), pathText));
		const step = JSON.stringify([file.source.name, name]);
		if (target === undefined || (path !== undefined && pathText === undefined)) {
			this.partial.add(name);
			return itself;
		}
		if (from === undefined) {
			this.partial.add(name);
			this.told((path ?? taken).origin, composeFileMissing({ path: pathText ?? "", use: "extends" }));
			return itself;
		}
		const circular = way.includes(step);
		const base = circular ? undefined : this.#service(from, target, [...way, step]);
		if (base?.kind !== "map") {
			if (!circular || way[0] === step) this.told(taken.origin, composeExtends({ service: target, circular }));
			return itself;
		}
		// A service that is known only in part makes those that extend it so.
		if (this.partial.has(target)) this.partial.add(name);
		return { ...mergeMaps(base, itself), origin: own.origin };
	}

	#read(source: Source): ComposeFile | undefined {
		const { documents, diagnostics } = loadYaml(source, "yaml-1.2");
		this.diagnostics.push(...diagnostics);
		const uses: PlacedUse[] = [];
		let root: MapNode | undefined;
		for (const document of documents) {
			const read = readNodes(document, (name) => this.lookup(name));
			this.diagnostics.push(...read.diagnostics);
			uses.push(...read.uses);
			if (read.root.kind !== "map") continue;
			const shaped = shapedFile(read.root);
			const merged = root === undefined ? shaped : mergeNodes(root, shaped);
			if (merged?.kind === "map") root = merged;
		}
		if (root === undefined) return undefined;
		if (!root.entries.has("services") && !root.entries.has("include") && seemsFirstFormat(root))
			this.told(root.origin, composeNotApplication());
		return { source, root, uses };
	}
}

function shapedFile(root: MapNode): MapNode {
	const shaped = readFields(root, applicationFields);
	const services = root.entries.get("services");
	if (services?.kind !== "map")
		return { ...shaped, entries: new Map([...shaped.entries].filter(([key]) => key !== "services")) };
	const entries = [...services.entries].map(([name, node]) => [name, shapedService(node)] as const);
	const all = { ...mapNode(entries, services.origin), ...(services.tag && { tag: services.tag }) };
	return { ...shaped, entries: new Map([...shaped.entries, ["services", all]]) };
}

/** A service of which nothing is said is one all the same. */
function shapedService(node: Node): Node {
	if (node.kind !== "map") return { ...mapNode([], node.origin), ...(node.tag && { tag: node.tag }) };
	return readFields(node, { ...serviceFields, extends: extendsShape });
}

function seemsFirstFormat(root: MapNode): boolean {
	return [...root.entries.values()].some(
		(node) => node.kind === "map" && (node.entries.has("image") || node.entries.has("build")),
	);
}
