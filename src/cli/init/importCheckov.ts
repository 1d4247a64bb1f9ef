/** `.checkov.yaml` (checkov.io, "CLI Command Reference"): the options of its command line as a file. */
import type { Draft, Settings } from "./draft.ts";
import { textsOf } from "./draft.ts";

export function importCheckov(settings: Settings, file: string, draft: Draft): void {
	for (const [key, value] of Object.entries(settings)) {
		const setting = `${file} ${key}`;
		switch (key) {
			case "skip-check":
				for (const id of textsOf(value).flatMap((each) => each.split(",")))
					skip(id.trim(), `${setting} ${id.trim()}`, draft);
				break;
			case "check":
				draft.leave(setting, "policies are chosen by pack; switch off what you don't want under `severities`");
				break;
			case "soft-fail":
				if (value !== true) break;
				draft.setFailOn("never", setting);
				break;
			case "skip-path":
				for (const each of textsOf(value)) skipPath(each, setting, draft);
				break;
			case "baseline":
				draft.leave(
					setting,
					"its fingerprints are Checkov's own; draw the line anew with `policy eval --write-baseline`",
				);
				break;
			case "external-checks-dir":
			case "external-checks-git":
				draft.leave(setting, "these checks are written in Python or for Checkov's graph; write them as policies");
				break;
			case "output":
			case "output-file-path":
				draft.leave(setting, "say it under `outputs`, or on the command line: --output");
				break;
			case "directory":
			case "file":
			case "framework":
				draft.leave(setting, "name paths on the command line; kinds of files are told by themselves");
				break;
			default:
				draft.leave(setting, "it has no counterpart");
		}
	}
}

function skip(id: string, setting: string, draft: Draft): void {
	if (/^(LOW|MEDIUM|HIGH|CRITICAL)$/i.test(id)) draft.leave(setting, "use failOn for a least severity");
	else if (id.includes("*")) draft.leave(setting, "name the checks one by one");
	else draft.setSeverity(id, "off", setting);
}

/** A regular expression; one that is nothing but a path is as good as a glob. */
function skipPath(pattern: string, setting: string, draft: Draft): void {
	const path = pattern
		.replace(/\\\./g, ".")
		.replace(/^\^|\$$/g, "")
		.replace(/^\.?\/|\/(\.\*)?$/g, "");
	if (!/^[\w./-]+$/.test(path) || /[^\\]\.[*+]/.test(pattern.replace(/\/\.\*$/, ""))) {
		draft.leave(`${setting} ${pattern}`, "this regular expression is no glob; write it under paths.exclude");
		return;
	}
	const glob = `**/${path}/**`;
	draft.exclude.push({ value: glob, from: `${setting} ${pattern}` });
	if (/\.\w+$/.test(path)) draft.exclude.push({ value: `**/${path}`, from: `${setting} ${pattern}` });
	draft.say(`${setting} ${pattern}`, [`paths.exclude: ${glob}`]);
}
