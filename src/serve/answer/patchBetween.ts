/** The JSON Patch (RFC 6902) that makes one value another: as small as can be said member by member. */
import { equals } from "../../runtime/values/equality.ts";
import { isPlain } from "../../runtime/values/plainObject.ts";
import type { PlainObject, Value } from "../../runtime/values/value.ts";

export type PatchOperation =
	| { readonly op: "add" | "replace"; readonly path: string; readonly value: Value }
	| { readonly op: "remove"; readonly path: string };

/** In the order in which they are to be done. */
export function patchBetween(before: Value, after: Value, path = ""): readonly PatchOperation[] {
	if (equals(before, after)) return [];
	if (Array.isArray(before) && Array.isArray(after)) return listPatch(before, after, path);
	if (isMapping(before) && isMapping(after)) return mappingPatch(before, after, path);
	return [{ op: "replace", path, value: after }];
}

function mappingPatch(before: PlainObject, after: PlainObject, path: string): readonly PatchOperation[] {
	const operations: PatchOperation[] = [];
	for (const key of Object.keys(before)) {
		const way = `${path}/${escapeStep(key)}`;
		if (!Object.hasOwn(after, key)) operations.push({ op: "remove", path: way });
		else operations.push(...patchBetween(before[key] as Value, after[key] as Value, way));
	}
	for (const key of Object.keys(after))
		if (!Object.hasOwn(before, key))
			operations.push({ op: "add", path: `${path}/${escapeStep(key)}`, value: after[key] as Value });
	return operations;
}

/** What both begin and end with stays; between, items are changed in place, and what is too many goes from the end. */
function listPatch(before: readonly Value[], after: readonly Value[], path: string): readonly PatchOperation[] {
	let start = 0;
	while (start < before.length && start < after.length && equals(before[start] as Value, after[start] as Value))
		start++;
	let tail = 0;
	const most = Math.min(before.length, after.length) - start;
	while (tail < most && equals(before.at(-1 - tail) as Value, after.at(-1 - tail) as Value)) tail++;
	const old = before.slice(start, before.length - tail);
	const now = after.slice(start, after.length - tail);
	const shared = Math.min(old.length, now.length);
	const operations: PatchOperation[] = [];
	for (let index = 0; index < shared; index++)
		operations.push(...patchBetween(old[index] as Value, now[index] as Value, `${path}/${start + index}`));
	for (let index = old.length - 1; index >= shared; index--)
		operations.push({ op: "remove", path: `${path}/${start + index}` });
	for (let index = shared; index < now.length; index++)
		operations.push({ op: "add", path: `${path}/${start + index}`, value: now[index] as Value });
	return operations;
}

const isMapping = (value: Value): value is PlainObject =>
	typeof value === "object" && value !== null && !Array.isArray(value) && isPlain(value as PlainObject);

const escapeStep = (step: string): string => step.replaceAll("~", "~0").replaceAll("/", "~1");
