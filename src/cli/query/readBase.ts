/** What `policy query -d` loads: modules, and data files merged under the folders that they lie in. */
import path from "node:path";
import { parse as parseYaml } from "yaml";
import { dataInvalid, dataLeftOut } from "../../diagnostics/catalogue/configuration.ts";
import type { Message } from "../../diagnostics/diagnostic.ts";
import { compareText } from "../../findings/order.ts";
import { isObject } from "../../runtime/values/access.ts";
import { fromHost } from "../../runtime/values/fromHost.ts";
import { parseJson } from "../../runtime/values/json.ts";
import { setOwn } from "../../runtime/values/regoObject.ts";
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import { decode } from "../../text/decode.ts";
import { Source } from "../../text/source.ts";
import { HostError, type HostFiles } from "../host/host.ts";
import { Refusal } from "../refusal.ts";
import { nameOf } from "../sourceName.ts";

export interface Base {
	readonly modules: readonly Source[];
	readonly data: PlainObject;
}

/**
 * Reads files and folders. A file's data is merged at the root, a folder's below the names of its folders, as OPA does it;
 * a prefix (`acme.teams:teams.json`) says where else.
 */
export function readBase(cwd: string, files: HostFiles, roots: readonly string[]): Base {
	const modules: Source[] = [];
	let data: PlainObject = {};
	walk(cwd, files, roots, ({ file, name, under, named }) => {
		if (isModule(file)) modules.push(new Source(name, readText(files, file, name)));
		else if (named || isData(file)) data = merge(data, dataOf(files, file, name, under), name, []);
	});
	return { modules, data };
}

/** The data beside policies, for their tests. What can't be a part of it is told and left out; configuration is none. */
export function readDataBeside(
	cwd: string,
	files: HostFiles,
	roots: readonly string[],
	base: PlainObject,
	onFault: (message: Message) => void,
): PlainObject {
	let data = base;
	walk(cwd, files, roots, ({ file, name, under }) => {
		if (!isData(file) || /(^|[\\/])(policy|pack)\.ya?ml$|[\\/]node_modules[\\/]/.test(file)) return;
		try {
			data = merge(data, dataOf(files, file, name, under), name, []);
		} catch (error) {
			if (!(error instanceof DataRefusal)) throw error;
			onFault(dataLeftOut(error.fault));
		}
	});
	return data;
}

/** One file that a walk comes to. */
interface Found {
	readonly file: string;
	readonly name: string;
	/** The keys that its data is put below. */
	readonly under: readonly string[];
	/** The person named it. */
	readonly named: boolean;
}

function walk(cwd: string, files: HostFiles, roots: readonly string[], visit: (found: Found) => void): void {
	const enter = (folder: string, under: readonly string[]): void => {
		for (const { name, kind } of [...listOf(files, folder, cwd)].sort((a, b) => compareText(a.name, b.name))) {
			if (name.startsWith(".")) continue;
			const file = path.join(folder, name);
			if (kind === "folder") enter(file, [...under, name]);
			else if (kind === "file") visit({ file, name: nameOf(cwd, file), under, named: false });
		}
	};
	for (const root of roots) {
		const { file, under } = rootedAt(cwd, files, root);
		const kind = files.stat(file)?.kind;
		if (kind === undefined) throw new DataRefusal(root, "there is no such file or folder");
		if (kind === "folder") enter(file, under);
		else visit({ file, name: nameOf(cwd, file), under, named: true });
	}
}

const isModule = (file: string): boolean => /\.(rego|policy)$/.test(file);
const isData = (file: string): boolean => /\.(json|ya?ml)$/.test(file);

function dataOf(files: HostFiles, file: string, name: string, under: readonly string[]): PlainObject {
	const value = readValue(readText(files, file, name), name);
	if (!isObject(value)) throw new DataRefusal(name, "it holds no mapping");
	return under.reduceRight<PlainObject>((inner, key) => own(key, inner), value as PlainObject);
}

/** A file that can't be data. */
export class DataRefusal extends Refusal {
	readonly fault: { readonly name: string; readonly reason: string };

	constructor(name: string, reason: string) {
		super([dataInvalid({ name, reason })]);
		this.fault = { name, reason };
	}
}

/** `acme.teams:teams.json` puts the file's data below `data.acme.teams`; a file that is really called so is taken as it is. */
function rootedAt(
	cwd: string,
	files: HostFiles,
	root: string,
): { readonly file: string; readonly under: readonly string[] } {
	const file = path.resolve(cwd, root);
	const [, keys, rest] = /^([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*):(.+)$/.exec(root) ?? [];
	if (keys === undefined || rest === undefined || files.stat(file) !== undefined) return { file, under: [] };
	return { file: path.resolve(cwd, rest), under: keys.split(".").filter((key, index) => index > 0 || key !== "data") };
}

/** A data file's mapping. */
export function readDataFile(cwd: string, files: HostFiles, file: string): PlainObject {
	const name = nameOf(cwd, file);
	const value = readValue(readText(files, file, name), name);
	if (isObject(value)) return value as PlainObject;
	throw new DataRefusal(name, "it holds no mapping");
}

/** A JSON or YAML text as a value; where the name doesn't tell which, both are tried. */
export function readValue(text: string, name: string): Value {
	try {
		if (/\.ya?ml$/.test(name)) return yamlValue(text);
		// JSON keeps every digit of a number; YAML is read for what JSON isn't.
		if (name.endsWith(".json") || /^\s*[[{"]/.test(text)) return parseJson(text);
		return jsonOrYaml(text);
	} catch (error) {
		throw new DataRefusal(name, error instanceof Error ? (error.message.split("\n")[0] as string) : String(error));
	}
}

const yamlValue = (text: string): Value => fromHost(parseYaml(text, { maxAliasCount: 100 }));

function jsonOrYaml(text: string): Value {
	try {
		return parseJson(text);
	} catch {
		return yamlValue(text);
	}
}

function own(key: string, value: Value): PlainObject {
	const object: { [key: string]: Value } = {};
	setOwn(object, key, value);
	return object;
}

function merge(a: PlainObject, b: PlainObject, name: string, at: readonly string[]): PlainObject {
	const merged: { [key: string]: Value } = {};
	for (const key of Object.keys(a)) setOwn(merged, key, a[key] as Value);
	for (const key of Object.keys(b)) {
		const before = Object.hasOwn(a, key) ? a[key] : undefined;
		const value = b[key] as Value;
		if (before === undefined) setOwn(merged, key, value);
		else if (isObject(before) && isObject(value))
			setOwn(merged, key, merge(before as PlainObject, value as PlainObject, name, [...at, key]));
		else throw new DataRefusal(name, `another file has \`${[...at, key].join(".")}\` too`);
	}
	return merged;
}

function readText(files: HostFiles, file: string, name: string): string {
	try {
		const decoded = decode(files.read(file));
		if ("text" in decoded) return decoded.text;
		throw new DataRefusal(name, "it is not UTF-8 text");
	} catch (error) {
		if (error instanceof HostError) throw new DataRefusal(name, error.reason);
		throw error;
	}
}

function listOf(files: HostFiles, folder: string, cwd: string): ReturnType<HostFiles["list"]> {
	try {
		return files.list(folder);
	} catch (error) {
		if (error instanceof HostError) throw new DataRefusal(nameOf(cwd, folder), error.reason);
		throw error;
	}
}
