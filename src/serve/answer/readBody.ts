/** Bodies of requests as values. */
import { BuiltinError } from "../../runtime/builtins/builtin.ts";
import { isObject } from "../../runtime/values/access.ts";
import { JsonError, parseJson } from "../../runtime/values/json.ts";
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import { parseYaml } from "../../runtime/yaml/parseYaml.ts";

/** Why a request can't be understood, in words for whoever sent it. */
export class BadRequest extends Error {}

/** @throws {BadRequest} that begins with `what` */
export function readValue(text: string, what: string, yaml = false): Value {
	try {
		return yaml ? parseYaml(text) : parseJson(text);
	} catch (error) {
		if (error instanceof JsonError || error instanceof BuiltinError) throw new BadRequest(`${what}: ${error.message}`);
		throw error;
	}
}

/** A body that is an object. */
export function readObject(text: string, what: string, yaml = false): PlainObject {
	const value = readValue(text, what, yaml);
	if (!isObject(value)) throw new BadRequest(`${what}: it is no object`);
	return value as PlainObject;
}
