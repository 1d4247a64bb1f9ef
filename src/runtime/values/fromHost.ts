/**
 * Takes a host's plain data as a value: as it is where it is clean, copied only around what isn't. Data may not be changed
 * by the host while a value of it is in use.
 */
import { ExactNumber, numberFromText } from "./exactNumber.ts";
import { MAX_DEPTH } from "./json.ts";
import { RegoObject, setOwn } from "./regoObject.ts";
import { RegoSet } from "./regoSet.ts";
import { Unknown } from "./unknown.ts";
import type { Value } from "./value.ts";

/** What a host handed in is no value: says where (a JSON pointer, empty for the whole) and why. */
export class HostValueError extends Error {
	readonly pointer: string;

	constructor(pointer: string, reason: string) {
		super(`${pointer === "" ? "the value" : `the value at \`${pointer}\``} ${reason}`);
		this.name = "HostValueError";
		this.pointer = pointer;
	}
}

/**
 * A host's data as a value. Properties holding undefined count as absent, big integers are numbers; functions, symbols,
 * dates and other objects of classes, NaN, infinities and data nested beyond MAX_DEPTH (cycles too) are HostValueErrors.
 */
export function fromHost(data: unknown): Value {
	return take(data, []);
}

function take(data: unknown, path: string[]): Value {
	switch (typeof data) {
		case "string":
			return data;
		case "boolean":
			return data;
		case "number":
			if (Number.isFinite(data)) return Object.is(data, -0) ? 0 : data;
			throw refuse(path, `is ${data}, which JSON has no number for`);
		case "bigint":
			return numberFromText(String(data));
		case "object":
			if (data === null) return null;
			break;
		default:
			throw refuse(path, `is ${typeof data === "undefined" ? "undefined" : `a ${typeof data}`}`);
	}
	if (data instanceof ExactNumber || data instanceof RegoSet || data instanceof RegoObject || data instanceof Unknown) {
		return data;
	}
	if (path.length >= MAX_DEPTH) throw refuse(path.slice(0, 3), `is nested more than ${MAX_DEPTH} deep, or in itself`);
	if (Array.isArray(data)) return takeArray(data, path);
	const prototype = Object.getPrototypeOf(data);
	if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
		throw refuse(path, `is no plain data but ${describe(prototype)}`);
	}
	return takeObject(data as { readonly [key: string]: unknown }, path);
}

function takeArray(data: readonly unknown[], path: string[]): Value {
	let copy: Value[] | undefined;
	for (let i = 0; i < data.length; i++) {
		path.push(String(i));
		const value = take(data[i], path);
		path.pop();
		if (copy === undefined && value !== data[i]) copy = data.slice(0, i) as Value[];
		copy?.push(value);
	}
	return copy ?? (data as readonly Value[]);
}

function takeObject(data: { readonly [key: string]: unknown }, path: string[]): Value {
	const keys = Object.keys(data);
	let copy: { [key: string]: Value } | undefined;
	for (let i = 0; i < keys.length; i++) {
		const key = keys[i] as string;
		const item = data[key];
		path.push(key);
		const value = item === undefined ? undefined : take(item, path);
		path.pop();
		if (copy === undefined && (value === undefined || value !== item)) {
			copy = {};
			for (const before of keys.slice(0, i)) setOwn(copy, before, data[before] as Value);
		}
		if (copy !== undefined && value !== undefined) setOwn(copy, key, value);
	}
	return copy ?? (data as { readonly [key: string]: Value });
}

function describe(prototype: object): string {
	const name: unknown = Reflect.get(Reflect.get(prototype, "constructor") ?? {}, "name");
	return typeof name === "string" && name !== "" ? `a ${name}` : "an object of a class";
}

function refuse(path: readonly string[], reason: string): HostValueError {
	const pointer = path.map((key) => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
	return new HostValueError(pointer, reason);
}
