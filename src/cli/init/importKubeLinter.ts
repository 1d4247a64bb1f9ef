/** `.kube-linter.yaml` (docs.kubelinter.io, "Configuring KubeLinter"). */
import { type Draft, mappingOf, type Settings, textsOf } from "./draft.ts";

export function importKubeLinter(settings: Settings, file: string, draft: Draft): void {
	for (const [key, value] of Object.entries(settings)) {
		if (key === "checks") importChecks(mappingOf(value), `${file} checks`, draft);
		else if (key === "customChecks")
			for (const check of Array.isArray(value) ? value.map(mappingOf) : [])
				draft.leave(`${file} customChecks ${check.name}`, "its template is kube-linter's own; write it as a policy");
		else draft.leave(`${file} ${key}`, "it has no counterpart");
	}
}

function importChecks(checks: Settings, setting: string, draft: Draft): void {
	for (const [key, value] of Object.entries(checks)) {
		const named = `${setting}.${key}`;
		switch (key) {
			case "exclude":
				for (const name of textsOf(value)) draft.setSeverity(`kube-linter:${name}`, "off", `${named} ${name}`);
				break;
			case "include":
				for (const name of textsOf(value)) {
					const found = draft.same(`kube-linter:${name}`, `${named} ${name}`);
					if (found.length > 0)
						draft.say(
							`${named} ${name}`,
							found.map(({ info }) => `${info.code}, of the pack ${info.pack}`),
						);
				}
				break;
			case "ignorePaths":
				for (const path of textsOf(value)) {
					if (path.startsWith("~")) draft.leave(`${named} ${path}`, "it lies outside of the repository");
					else {
						draft.exclude.push({ value: path, from: named });
						draft.say(`${named} ${path}`, ["paths.exclude"]);
					}
				}
				break;
			default:
				draft.leave(named, "policies are chosen by pack");
		}
	}
}
