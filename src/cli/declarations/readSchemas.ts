/** JSON Schemas for annotations, as OPA's `--schema` takes them: a file for `input`, or a folder whose files annotations name. */
import path from "node:path";
import { usageInvalid } from "../../diagnostics/catalogue/configuration.ts";
import { fromJsonSchema } from "../../runtime/types/fromJsonSchema.ts";
import type { Type } from "../../runtime/types.ts";
import { toPlain } from "../../runtime/values/json.ts";
import { decode } from "../../text/decode.ts";
import { type Host, HostError } from "../host/host.ts";
import { DataRefusal, readValue } from "../query/readBase.ts";
import { Refusal } from "../refusal.ts";
import { nameOf } from "../sourceName.ts";

/** Folders in folders. */
const DEEPEST = 32;

/**
 * Types by name: the words of the file's path with `/` between them, without its ending; empty for the schema of `input`.
 * @throws {Refusal} where a file can't be read, or is no JSON or YAML
 */
export function readSchemas(host: Host, given: string): ReadonlyMap<string, Type> {
	const root = path.resolve(host.cwd, given);
	const schemas = new Map<string, Type>();
	const enter = (folder: string, words: readonly string[]): void => {
		if (words.length > DEEPEST) return;
		for (const { name, kind } of host.files.list(folder)) {
			const file = path.join(folder, name);
			const word = name.replace(/\.(json|ya?ml)$/, "");
			if (kind === "folder") enter(file, [...words, name]);
			else if (kind === "file" && word !== name) schemas.set([...words, word].join("/"), readSchema(host, file));
		}
	};
	try {
		const kind = host.files.stat(root)?.kind;
		if (kind === undefined) throw refusal(given, "there is no such file or folder");
		if (kind === "folder") enter(root, []);
		else schemas.set("", readSchema(host, root));
	} catch (error) {
		if (error instanceof HostError) throw refusal(given, error.reason);
		throw error;
	}
	return schemas;
}

function readSchema(host: Host, file: string): Type {
	const name = nameOf(host.cwd, file);
	const decoded = decode(host.files.read(file));
	if (!("text" in decoded)) throw refusal(name, "it is not UTF-8 text");
	try {
		return fromJsonSchema(toPlain(readValue(decoded.text, name)));
	} catch (error) {
		if (error instanceof DataRefusal) throw refusal(name, error.fault.reason);
		throw error;
	}
}

const refusal = (name: string, reason: string): Refusal =>
	new Refusal([usageInvalid({ text: `can't use \`${name}\` as a schema: ${reason}` })]);
