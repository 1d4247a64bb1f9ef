/** From a node of the normalized image to the JSON that it was made from. */
import type { PlainObject } from "../../runtime/values/value.ts";
import type { Pointer } from "../document.ts";
import { entryOf, objectOf } from "../fields.ts";
import type { ImageForm } from "./imageOutline.ts";
import { exposedPorts, names, volumePaths } from "./normalizeImage.ts";

const configNames: Readonly<Record<string, string>> = {
	user: "User",
	env: "Env",
	entrypoint: "Entrypoint",
	cmd: "Cmd",
	entrypoint_form: "Entrypoint",
	cmd_form: "Cmd",
	labels: "Labels",
	exposed_ports: "ExposedPorts",
	volumes: "Volumes",
	workdir: "WorkingDir",
	stop_signal: "StopSignal",
	healthcheck: "Healthcheck",
	onbuild: "OnBuild",
	shell: "Shell",
};
const healthcheckNames: Readonly<Record<string, string>> = {
	test: "Test",
	interval: "Interval",
	timeout: "Timeout",
	start_period: "StartPeriod",
	start_interval: "StartInterval",
	retries: "Retries",
};
const rootNames: Readonly<Record<string, string>> = { tags: "RepoTags", digests: "RepoDigests", size: "Size" };

/** The pointer into the JSON object that a pointer into the image stands for. */
export function originOfImage(object: PlainObject, form: ImageForm, [head, ...rest]: Pointer): Pointer {
	const name: Readonly<Record<string, string>> = names[form];
	switch (head) {
		case undefined:
		case "form":
			return [];
		case "config":
			return [names[form].config, ...configOrigin(objectOf(object, names[form].config), rest)];
		case "base":
			return [
				names[form].config,
				"Labels",
				...(rest[0] === undefined ? [] : [`org.opencontainers.image.base.${rest[0]}`]),
			];
		case "layers":
			return [names[form].rootfs, names[form].layers, ...rest.slice(0, 1)];
		case "contents":
			return [head, ...rest];
		case "history":
			return historyOrigin(names[form].history, rest);
		case "os_version":
			return [names[form].osVersion];
		case "tags":
		case "digests":
			return [entryOf(rootNames, head) ?? head, ...rest.slice(0, 1)];
		default:
			return [entryOf(name, head) ?? entryOf(rootNames, head) ?? head];
	}
}

function configOrigin(config: PlainObject | undefined, [field, index, ...rest]: Pointer): Pointer {
	if (field === undefined) return [];
	const name = entryOf(configNames, field) ?? String(field);
	if (index === undefined) return [name];
	const at = typeof index === "number" ? index : -1;
	if (field === "exposed_ports") return [name, exposedPorts(config)[at] ?? ""];
	if (field === "volumes") return [name, volumePaths(config)[at] ?? ""];
	if (field === "healthcheck") return [name, entryOf(healthcheckNames, index) ?? index, ...rest];
	return [name, index];
}

function historyOrigin(name: string, [index, field]: Pointer): Pointer {
	if (index === undefined) return [name];
	if (field === undefined) return [name, index, "created_by"];
	return [
		name,
		index,
		field === "instruction" || field === "builder" ? "created_by" : field === "layer" ? "empty_layer" : field,
	];
}
