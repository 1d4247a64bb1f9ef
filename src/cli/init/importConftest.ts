/** `conftest.toml` (conftest.dev, "Options"): the options of its command line as a file. */
import { type Draft, type Settings, textsOf } from "./draft.ts";

const reasons: Readonly<Record<string, string>> = {
	data: "name JSON and YAML files on the command line: --data FILE; or write it under `data`",
	namespace: "rules of every package are evaluated",
	"all-namespaces": "rules of every package are evaluated anyway",
	ignore: "it is a regular expression; write globs under paths.exclude",
	"fail-on-warn": "warnings don't fail a run; make them `deny`",
	combine: "write a policy on `project`, which sees all documents",
	output: "say it under `outputs`, or on the command line: --format",
	update: "policies aren't downloaded during a run",
	"rego-version": "say --v0-compatible for Rego v0",
};

/** `exists` tells whether a folder is there. */
export function importConftest(
	settings: Settings,
	file: string,
	draft: Draft,
	exists: (path: string) => boolean,
): void {
	const given = settings.policy === undefined ? ["policy"] : textsOf(settings.policy);
	for (const path of given) {
		const setting = settings.policy === undefined ? `${file} (its default policy)` : `${file} policy ${path}`;
		if (!exists(path)) {
			draft.leave(setting, "there is no such folder");
			continue;
		}
		draft.policies.push({ value: path, from: setting });
		draft.say(setting, [`policies: ${path}; for Dockerfiles they see another shape here (\`policy parse FILE\`)`]);
	}
	for (const key of Object.keys(settings))
		if (key !== "policy") draft.leave(`${file} ${key}`, reasons[key] ?? "it has no counterpart");
}
