/** The config of an image in one shape (schema.ts), whoever wrote it. Takes the JSON as read, gives the value that policies see. */
import { sortStrings } from "../../runtime/values/order.ts";
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import type { FoundBase } from "../document.ts";
import { asObject, flagOf, listOf, numberOf, objectOf, textOf, textsOf } from "../fields.ts";
import { writtenReference } from "../image-reference/writtenReference.ts";
import type { ImageForm } from "./imageOutline.ts";
import { parseHistory } from "./parseHistory.ts";
import { recordedContents } from "./recordedContents.ts";

/** What the two forms call the same things. */
export const names = {
	config: {
		id: "id",
		os: "os",
		osVersion: "os.version",
		architecture: "architecture",
		variant: "variant",
		created: "created",
		author: "author",
		config: "config",
		rootfs: "rootfs",
		layers: "diff_ids",
		history: "history",
	},
	inspect: {
		id: "Id",
		os: "Os",
		osVersion: "OsVersion",
		architecture: "Architecture",
		variant: "Variant",
		created: "Created",
		author: "Author",
		config: "Config",
		rootfs: "RootFS",
		layers: "Layers",
		history: "History",
	},
} as const;

/**
 * The image that an object describes.
 * @param known the image that it is built on; undefined: the history is asked
 */
export function normalizeImage(object: PlainObject, form: ImageForm, known?: FoundBase): PlainObject {
	const name = names[form];
	const diffIds = textsOf(objectOf(object, name.rootfs), name.layers);
	const id = textOf(object, name.id);
	const osVersion = textOf(object, name.osVersion);
	const size = numberOf(object, "Size");
	const labels = objectOf(objectOf(object, name.config), "Labels");
	const baseName = textOf(labels, "org.opencontainers.image.base.name");
	const baseDigest = textOf(labels, "org.opencontainers.image.base.digest");
	const history = normalizeHistory(listOf(object, name.history), diffIds.length);
	const base = known === undefined ? guessBase(history, diffIds.length) : baseFields(known);
	const contents = objectOf(object, "contents");
	// What an archive tells, written down as `policy parse` prints it.
	const listedPlatform = textOf(object, "listed_platform");
	const mediaTypes = listOf(object, "layers").map((layer) => textOf(asObject(layer), "media_type"));
	return {
		form,
		...(id === undefined ? {} : { id }),
		tags: textsOf(object, "RepoTags").map((text) => ({ ...writtenReference(text) })),
		digests: textsOf(object, "RepoDigests").map((text) => ({ ...writtenReference(text) })),
		os: textOf(object, name.os) ?? "",
		...(osVersion === undefined ? {} : { os_version: osVersion }),
		architecture: textOf(object, name.architecture) ?? "",
		variant: textOf(object, name.variant) ?? "",
		...(listedPlatform === undefined ? {} : { listed_platform: listedPlatform }),
		created: textOf(object, name.created) ?? "",
		author: textOf(object, name.author) ?? "",
		base: {
			...(baseName === undefined ? {} : { name: baseName }),
			...(baseDigest === undefined ? {} : { digest: baseDigest }),
			...base,
		},
		config: normalizeConfig(objectOf(object, name.config)),
		history,
		layers: diffIds.map((diffId, index) => ({
			diff_id: diffId,
			...(mediaTypes[index] === undefined ? {} : { media_type: mediaTypes[index] }),
			...madeBy(history, index),
			origin: originOfLayer(index, history, known),
		})),
		...(size === undefined ? {} : { size }),
		...(contents === undefined ? {} : { contents: recordedContents(contents) }),
	};
}

function madeBy(history: readonly PlainObject[], layer: number): { history?: number } {
	const index = history.findIndex((entry) => entry.layer === layer);
	return index === -1 ? {} : { history: index };
}

function baseFields({ layers, document }: FoundBase): { layers: number; found_by: string; document?: string } {
	if (document === undefined) return { layers, found_by: "archive" };
	return { layers, found_by: "run", document: document.filter((part) => part !== "").join(" ") };
}

/** What is known for sure, and nothing else: of a layer that might be either's, nothing is. */
function originOfLayer(layer: number, history: readonly PlainObject[], known: FoundBase | undefined): string {
	if (known !== undefined) return layer < known.layers ? "base" : "own";
	return layer < layersOfOtherBuilders(history) ? "base" : "unknown";
}

/** One build has one builder. What came before the last one took over is the base's; more of it may be. */
function layersOfOtherBuilders(history: readonly PlainObject[]): number {
	const builder = history.at(-1)?.builder;
	if (builder !== "buildkit" && builder !== "classic") return 0;
	const last = history.findLastIndex((entry) => entry.builder !== builder);
	return history.slice(0, last + 1).filter((entry) => entry.empty_layer !== true).length;
}

/**
 * Nothing in a config says where its base ends. Base images end with a CMD or an ENTRYPOINT, which make no layer: the last of those
 * that has layers after it is taken for the end, or where another builder took over. A guess, and said to be one.
 */
function guessBase(history: readonly PlainObject[], layers: number): { layers?: number; found_by?: string } {
	const last = history.findLastIndex((entry) => entry.empty_layer !== true);
	const end = history
		.slice(0, Math.max(last, 0))
		.findLastIndex(
			(entry) =>
				entry.empty_layer === true &&
				/^(?:CMD|ENTRYPOINT)$/.test(textOf(objectOf(entry, "instruction"), "keyword") ?? ""),
		);
	const started = history.slice(0, end + 1).filter((entry) => entry.empty_layer !== true).length;
	const count = Math.max(started, layersOfOtherBuilders(history));
	return count === 0 || count >= layers ? {} : { layers: count, found_by: "history" };
}

function normalizeConfig(config: PlainObject | undefined): PlainObject {
	const healthcheck = objectOf(config, "Healthcheck");
	const entrypoint = commandOf(config, "Entrypoint");
	const cmd = commandOf(config, "Cmd");
	return {
		user: textOf(config, "User") ?? "",
		env: listOf(config, "Env").map(normalizeVariable),
		entrypoint,
		cmd,
		entrypoint_form: formOf(entrypoint),
		cmd_form: formOf(cmd),
		labels: objectOf(config, "Labels") ?? {},
		exposed_ports: exposedPorts(config).map(normalizePort),
		volumes: volumePaths(config),
		workdir: textOf(config, "WorkingDir") ?? "",
		stop_signal: textOf(config, "StopSignal") ?? "",
		...(healthcheck === undefined ? {} : { healthcheck: normalizeHealthcheck(healthcheck) }),
		onbuild: textsOf(config, "OnBuild"),
		shell: textsOf(config, "Shell"),
	};
}

/** Old builders write a lone text where a list should stand. */
function commandOf(config: PlainObject | undefined, key: string): string[] {
	const text = textOf(config, key);
	return text === undefined ? textsOf(config, key) : [text];
}

function normalizeVariable(written: Value): PlainObject {
	const text = typeof written === "string" ? written : "";
	const equals = text.indexOf("=");
	return equals === -1 ? { name: text, value: "" } : { name: text.slice(0, equals), value: text.slice(equals + 1) };
}

const shells = /^(?:.*[/\\])?(?:sh|bash|ash|dash|zsh|ksh)$/;
const windowsShells = /^(?:.*[/\\])?(?:cmd|powershell|pwsh)(?:\.exe)?$/i;

/** Whether a command is the shell form of the Dockerfile: a shell, its switches, and one text to run. */
export function formOf(command: readonly string[]): "exec" | "shell" | "none" {
	const [program, ...rest] = command;
	if (program === undefined) return "none";
	if (shells.test(program)) return rest.some((argument) => /^-\w*c$/.test(argument)) ? "shell" : "exec";
	if (windowsShells.test(program))
		return rest.some((argument) => /^(?:\/c|-c|-command)$/i.test(argument)) ? "shell" : "exec";
	return "exec";
}

/** The keys of ExposedPorts in the order in which policies see them: by port, then protocol. */
export function exposedPorts(config: PlainObject | undefined): readonly string[] {
	return Object.keys(objectOf(config, "ExposedPorts") ?? {}).sort((a, b) => {
		const [left, right] = [normalizePort(a), normalizePort(b)];
		return (left.port as number) - (right.port as number) || (a < b ? -1 : a > b ? 1 : 0);
	});
}

function normalizePort(key: string): PlainObject {
	const [range = "", protocol = "tcp"] = key.split("/");
	const [first = "", last] = range.split("-");
	const port = Number.parseInt(first, 10) || 0;
	const end = last === undefined ? undefined : Number.parseInt(last, 10) || port;
	return { port, ...(end === undefined ? {} : { end_port: end }), protocol: protocol.toLowerCase() };
}

/** The keys of Volumes in the order in which policies see them. */
export function volumePaths(config: PlainObject | undefined): string[] {
	return [...sortStrings(Object.keys(objectOf(config, "Volumes") ?? {}))];
}

const durations = [
	["interval", "Interval"],
	["timeout", "Timeout"],
	["start_period", "StartPeriod"],
	["start_interval", "StartInterval"],
	["retries", "Retries"],
] as const;

function normalizeHealthcheck(written: PlainObject): PlainObject {
	const settings = durations.flatMap(([name, key]) => {
		const value = numberOf(written, key);
		return value === undefined ? [] : [[name, value] as const];
	});
	return { test: textsOf(written, "Test"), ...Object.fromEntries(settings) };
}

function normalizeHistory(entries: readonly Value[], layerCount: number): PlainObject[] {
	let layer = 0;
	return entries.map((written) => {
		const entry = asObject(written);
		const emptyLayer = flagOf(entry, "empty_layer") === true;
		const createdBy = textOf(entry, "created_by") ?? "";
		const comment = textOf(entry, "comment") ?? "";
		const { builder, instruction } = parseHistory(createdBy, comment);
		const made = emptyLayer ? undefined : layer++;
		return {
			created: textOf(entry, "created") ?? "",
			created_by: createdBy,
			author: textOf(entry, "author") ?? "",
			comment,
			empty_layer: emptyLayer,
			...(made === undefined || made >= layerCount ? {} : { layer: made }),
			builder,
			instruction: { ...instruction },
		};
	});
}
