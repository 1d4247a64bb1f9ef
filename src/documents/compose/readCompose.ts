/** A compose file as one application: with its override file, with what its services extend, and what is known of their builds. */
import { composeFileMissing } from "../../diagnostics/catalogue/compose.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Source } from "../../text/source.ts";
import type { Document, ParseOptions } from "../document.ts";
import { baseOf, folderOf, joinPath } from "../filePaths.ts";
import { resourceFields } from "./applicationFields.ts";
import { buildFacts } from "./buildFacts.ts";
import { type ComposeFile, ComposeFiles } from "./composeFiles.ts";
import { childOf, implied, knownText, listNode, type MapNode, mapNode, type Node, noEntries } from "./composeNode.ts";
import { defaultNames, overrideNames } from "./fileNames.ts";
import { inlineDockerfiles } from "./inlineDockerfile.ts";
import { mergeNodes } from "./mergeNodes.ts";
import { serviceFields } from "./serviceFields.ts";

export interface Application {
	readonly source: Source;
	/** What a policy sees, made when somebody looks: Dockerfiles are read for it. */
	readonly root: () => MapNode;
	/** Those that stand in the file itself. */
	readonly dockerfiles: readonly Document[];
	readonly diagnostics: readonly Diagnostic[];
}

/** Undefined where the file holds no mapping. */
export function readCompose(
	source: Source,
	options: ParseOptions,
): { readonly application?: Application; readonly diagnostics: readonly Diagnostic[] } {
	const files = new ComposeFiles(source, options);
	const main = files.file(source.name);
	if (main === undefined) return { diagnostics: files.diagnostics };
	const override = overrideOf(main, files, options);
	const parts = override === undefined ? [main] : [main, override];
	let root = main.root;
	let services: Node | undefined;
	for (const part of parts) {
		const own = files.services(part);
		if (own !== undefined) services = mergeNodes(services, own);
		const merged = part === main ? root : mergeNodes(root, part.root);
		if (merged?.kind === "map") root = merged;
	}
	const included = new Map<string, ComposeFile>();
	const complete = parts.map((part) => include(part, files, included)).every(Boolean);
	const inline = inlineDockerfiles(
		services,
		parts.map(({ source }) => source),
		(name) => files.lookup(name),
		options,
	);
	const shape = (): MapNode => applicationNode(root, services, parts, [...included.values()], complete, files);
	const diagnostics = [...files.diagnostics, ...inline.diagnostics];
	return { application: { source, root: shape, dockerfiles: inline.documents, diagnostics }, diagnostics };
}

/** Compose takes the override file along only beside the file that it would read of itself. */
function overrideOf(main: ComposeFile, files: ComposeFiles, { siblings }: ParseOptions): ComposeFile | undefined {
	if (
		siblings === undefined ||
		defaultNames.find((name) => siblings.read(name) !== undefined) !== baseOf(main.source.name)
	)
		return undefined;
	const name = overrideNames.find((each) => siblings.read(each) !== undefined);
	return name === undefined ? undefined : files.file(folderOf(main.source.name) + name);
}

/** Collects what a file includes; false where something can't be read. */
function include(file: ComposeFile, files: ComposeFiles, found: Map<string, ComposeFile>): boolean {
	const list = childOf(file.root, "include");
	let complete = true;
	for (const entry of list?.kind === "list" ? list.items : []) {
		const paths = childOf(entry, "path");
		for (const path of paths?.kind === "list" ? paths.items : []) {
			const text = knownText(path);
			const name = text === undefined ? undefined : joinPath(folderOf(file.source.name), text);
			const read = name === undefined ? undefined : files.file(name);
			if (read === undefined) {
				if (text !== undefined) files.told(path.origin, composeFileMissing({ path: text, use: "include" }));
				complete = false;
			} else if (name !== undefined && !found.has(name)) {
				found.set(name, read);
				complete = include(read, files, found) && complete;
			}
		}
	}
	return complete;
}

function applicationNode(
	root: MapNode,
	services: Node | undefined,
	parts: readonly ComposeFile[],
	included: readonly ComposeFile[],
	complete: boolean,
	files: ComposeFiles,
): MapNode {
	const { origin } = root;
	const isMain = parts.some(({ source }) => defaultNames.includes(baseOf(source.name)));
	const all = services?.kind === "map" ? services : mapNode([], origin);
	const names = [...Object.keys(resourceFields), "services"].map((kind) => {
		const own = kind === "services" ? all : childOf(root, kind);
		const nodes = [own, ...included.map((file) => childOf(file.root, kind))];
		const known = new Set(nodes.flatMap((node) => (node?.kind === "map" ? [...node.entries.keys()] : [])));
		return [
			kind,
			listNode(
				[...known].map((name) => implied(name, origin)),
				origin,
			),
		] as const;
	});
	const uses = parts
		.flatMap((part) => part.uses)
		.map(({ name, form, origin: used }) =>
			mapNode(
				[
					["name", implied(name, used)],
					["form", implied(form, used)],
					["set", implied(files.lookup(name) !== undefined, used)],
				],
				used,
			),
		);
	const kept = ["name", "version", "include"].map((key) => [key, childOf(root, key)] as const);
	const resources = Object.keys(resourceFields).map((key) => [key, childOf(root, key) ?? mapNode([], origin)] as const);
	return mapNode(
		[
			...kept,
			[
				"services",
				{ ...all, entries: new Map([...all.entries].map(([name, node]) => [name, serviceNode(name, node, files)])) },
			],
			...resources,
			["defines", mapNode(names, origin)],
			["main", implied(isMain, origin)],
			["complete", implied(complete, origin)],
			["variables", listNode(uses, origin)],
			["extensions", extensionsOf(root)],
		],
		origin,
	);
}

function serviceNode(name: string, node: Node, files: ComposeFiles): MapNode {
	const entries = node.kind === "map" ? node.entries : noEntries;
	const { origin } = node;
	const build = entries.get("build");
	const isWhole = !files.partial.has(name) && (entries.has("image") || entries.has("build"));
	const known = [...entries].filter(([key]) => Object.hasOwn(serviceFields, key) && key !== "build");
	const other = [...entries].filter(
		([key]) => !Object.hasOwn(serviceFields, key) && !key.startsWith("x-") && key !== "extends",
	);
	return mapNode(
		[
			["name", implied(name, origin)],
			["whole", implied(isWhole, origin)],
			...known,
			[
				"build",
				build?.kind === "map" ? mapNode([...build.entries, ...buildFacts(build, files)], build.origin) : undefined,
			],
			["other", mapNode(other, origin)],
			["extensions", extensionsOf(node)],
		],
		origin,
	);
}

function extensionsOf(node: Node): MapNode {
	const entries = node.kind === "map" ? [...node.entries].filter(([key]) => key.startsWith("x-")) : [];
	return mapNode(entries, node.origin);
}
