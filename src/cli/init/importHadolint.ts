/** `.hadolint.yaml` (github.com/hadolint/hadolint, "Configure"). */
import type { Severity } from "../../findings/finding.ts";
import { type Draft, mappingOf, type Settings, textsOf } from "./draft.ts";

const severities: Readonly<Record<string, Severity>> = { error: "high", warning: "medium", info: "low", style: "info" };

export function importHadolint(settings: Settings, file: string, draft: Draft): void {
	for (const [key, value] of Object.entries(settings)) {
		const setting = `${file} ${key}`;
		switch (key) {
			case "ignored":
				for (const id of textsOf(value)) draft.setSeverity(id, "off", `${setting} ${id}`);
				break;
			case "override":
				for (const [level, ids] of Object.entries(mappingOf(value)))
					for (const id of textsOf(ids)) {
						const severity = severities[level];
						if (severity === undefined) draft.leave(`${setting} ${level}`, "this is no level of hadolint's");
						else draft.setSeverity(id, severity, `${setting} ${level} ${id}`);
					}
				break;
			case "trustedRegistries":
				draft.setParam("DL3026", "registries", textsOf(value), setting);
				break;
			case "label-schema": {
				const labels = mappingOf(value);
				draft.setParam("DL3049", "labels", Object.keys(labels), setting);
				for (const [label, format] of Object.entries(labels))
					if (format !== "text")
						draft.leave(`${setting} ${label}: ${format}`, "only that the label is there is checked");
				break;
			}
			case "failure-threshold":
				if (settings["no-fail"] === true) draft.leave(setting, "no-fail outweighs it");
				else setThreshold(String(value), setting, draft);
				break;
			case "no-fail":
				if (value === true) draft.setFailOn("never", setting);
				break;
			case "disable-ignore-pragma":
				if (value !== true) break;
				draft.inlineIgnores = { value: "forbid", from: setting };
				draft.say(setting, ["inlineIgnores: forbid, which holds for all tools' comments"]);
				break;
			case "format":
				draft.leave(setting, "say it on the command line: --format");
				break;
			default:
				draft.leave(setting, "it has no counterpart");
		}
	}
}

function setThreshold(threshold: string, setting: string, draft: Draft): void {
	const failOn = ["none", "ignore"].includes(threshold) ? "never" : severities[threshold];
	if (failOn === undefined) draft.leave(`${setting} ${threshold}`, "this is no threshold of hadolint's");
	else draft.setFailOn(failOn, setting);
}
