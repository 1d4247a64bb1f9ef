/** `conftest.toml` (conftest.dev, "Options"): the options of its command line as a file. */
import { type Draft, type Settings, textsOf } from "./draft.ts";

const reasons: Readonly<Record<string, string>> = {
	data: "name JSON and YAML files on the command line: --data FILE; or write it under `data`",
	ignore: "it is a regular expression; write globs under paths.exclude",
	"fail-on-warn": "warnings don't fail a run; make them `deny`",
	combine: "say it on the command line: --combine",
	"suppress-exceptions": "what is excused is listed, and doesn't count",
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
		draft.shape = { value: "conftest", from: setting };
		draft.say(setting, [`policies: ${path}; shape: conftest, so that they see files as Conftest gives them`]);
	}
	importNamespaces(settings, file, draft);
	const done = new Set(["policy", "namespace", "all-namespaces"]);
	for (const key of Object.keys(settings))
		if (!done.has(key)) draft.leave(`${file} ${key}`, reasons[key] ?? "it has no counterpart");
}

/** All of them count more than some. */
function importNamespaces(settings: Settings, file: string, draft: Draft): void {
	const all = settings["all-namespaces"] === true;
	const key = all ? "all-namespaces" : "namespace";
	const names = all ? ["*"] : textsOf(settings.namespace);
	if (names.length === 0) return;
	draft.namespaces.push(...names.map((value) => ({ value, from: `${file} ${key}` })));
	draft.say(`${file} ${key}`, [`namespaces: ${names.join(", ")}`]);
}
