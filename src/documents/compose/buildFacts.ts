/** What is known of the image that a service builds: which Dockerfile makes it, and what that says of user and health. */

import { isArray } from "../../runtime/values/access.ts";
import { Unknown } from "../../runtime/values/unknown.ts";
import type { Value } from "../../runtime/values/value.ts";
import { Source } from "../../text/source.ts";
import { dockerfile } from "../dockerfile/dockerfile.ts";
import { asObject, fieldOf, textOf as fieldText, listOf, numberOf, objectOf } from "../fields.ts";
import { baseOf, folderOf, joinPath } from "../filePaths.ts";
import type { ComposeFiles } from "./composeFiles.ts";
import { childOf, implied, knownText, type MapNode, mapNode, type Node } from "./composeNode.ts";

/** Contexts that aren't folders. */
const remote = /^[a-z][a-z0-9+.-]*:\/\/|^git@|^github\.com\/|\.git(?:#.*)?$/i;

export function buildFacts(build: MapNode, files: ComposeFiles): (readonly [string, Node])[] {
	const { origin } = build;
	const inline = knownText(childOf(build, "dockerfile_inline"));
	const file = inline === undefined ? fileOf(build) : undefined;
	const text = inline ?? (file === undefined ? undefined : files.read(file));
	const result: (readonly [string, Node])[] = [];
	if (file !== undefined) result.push(["file", implied(file, origin)]);
	const config = text === undefined ? undefined : configOf(text, file ?? "Dockerfile", build);
	if (config !== undefined)
		result.push([
			"result",
			mapNode(
				Object.entries(config).map(([key, value]) => [
					key,
					value instanceof Unknown
						? { ...implied("\0", origin), written: value.text, needs: value.needs }
						: implied(value, origin),
				]),
				origin,
			),
		]);
	return result;
}

/** The Dockerfile, as the run names its files; undefined where that isn't known, and for contexts elsewhere. */
function fileOf(build: MapNode): string | undefined {
	const contextNode = childOf(build, "context");
	const context = contextNode === undefined ? "." : knownText(contextNode);
	const named = childOf(build, "dockerfile");
	const name = named === undefined ? "Dockerfile" : knownText(named);
	if (context === undefined || name === undefined || remote.test(context)) return undefined;
	const folder = joinPath(folderOf((contextNode ?? build).origin.document.source.name), context);
	return joinPath(folder === "" ? "" : `${folder}/`, name);
}

/** The user and health check of the stage that is built. */
function configOf(text: string, name: string, build: MapNode): Record<string, Value> | undefined {
	const args = childOf(build, "args");
	const buildArgs = Object.fromEntries(
		args?.kind !== "map"
			? []
			: [...args.entries].flatMap(([key, node]) => {
					const value = knownText(childOf(node, "value"));
					return value === undefined ? [] : [[key, value]];
				}),
	);
	const [document] = dockerfile.parse(new Source(baseOf(name), text), { buildArgs }).documents;
	const value = asObject(document?.value);
	const stages = listOf(value, "stages");
	const targetNode = childOf(build, "target");
	const target = knownText(targetNode)?.toLowerCase();
	if (targetNode !== undefined && target === undefined) return undefined;
	const final = numberOf(value, "final");
	const index =
		target === undefined
			? final
			: stages.findIndex(
					(stage, at) => fieldText(asObject(stage), "name")?.toLowerCase() === target || String(at) === target,
				);
	const stage = typeof index === "number" ? asObject(stages[index]) : undefined;
	const config = objectOf(stage, "config");
	if (config === undefined) return undefined;
	const user = fieldOf(objectOf(config, "user"), "user");
	const health = objectOf(config, "healthcheck");
	const os = fieldText(stage, "os");
	return {
		...(os === undefined ? {} : { os }),
		...(user === undefined || isArray(user) ? {} : { user }),
		healthcheck: health !== undefined && fieldOf(health, "none") !== true,
	};
}
