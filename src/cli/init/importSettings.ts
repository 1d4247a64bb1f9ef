/** The settings of other tools in a folder: finds their files, reads them, and hands each to its importer. */
import path from "node:path";
import { parse as parseToml, TomlError } from "smol-toml";
import { type Document, parseDocument } from "yaml";
import { decode } from "../../text/decode.ts";
import { HostError, type HostFiles } from "../host/host.ts";
import { type Draft, mappingOf, type Settings } from "./draft.ts";
import { importCheckov } from "./importCheckov.ts";
import { importConftest } from "./importConftest.ts";
import { importHadolint } from "./importHadolint.ts";
import { importKubeLinter } from "./importKubeLinter.ts";
import { importTrivyIgnore, importTrivyIgnoreYaml } from "./importTrivy.ts";

type Importer = (text: string, file: string, draft: Draft, exists: (name: string) => boolean) => void;

const importers: readonly (readonly [names: readonly string[], importer: Importer])[] = [
	[[".hadolint.yaml", ".hadolint.yml"], fromYaml(importHadolint)],
	[[".trivyignore"], importTrivyIgnore],
	[[".trivyignore.yaml", ".trivyignore.yml"], fromYaml(importTrivyIgnoreYaml)],
	[[".checkov.yaml", ".checkov.yml"], fromYaml(importCheckov)],
	[[".kube-linter.yaml", ".kube-linter.yml"], fromYaml(importKubeLinter)],
	[["conftest.toml"], fromToml(importConftest)],
];

/** Reads what there is in the folder, and gives the names of the files. */
export function importSettings(files: HostFiles, folder: string, draft: Draft): readonly string[] {
	const at = (name: string): string => path.join(folder, name);
	const exists = (name: string): boolean => files.stat(at(name))?.kind === "folder";
	const found: string[] = [];
	for (const [names, importer] of importers)
		for (const name of names) {
			if (files.stat(at(name))?.kind !== "file") continue;
			found.push(name);
			const text = read(files, at(name));
			if ("fault" in text) draft.leave(name, text.fault);
			else importer(text.text, name, draft, exists);
		}
	return found;
}

function read(files: HostFiles, file: string): { readonly text: string } | { readonly fault: string } {
	try {
		const decoded = decode(files.read(file));
		return "text" in decoded ? decoded : { fault: "it is no text" };
	} catch (error) {
		if (!(error instanceof HostError)) throw error;
		return { fault: error.reason };
	}
}

type SettingsImporter = (settings: Settings, file: string, draft: Draft, exists: (name: string) => boolean) => void;

function fromYaml(importer: SettingsImporter): Importer {
	return (text, file, draft, exists) => {
		const document = parseDocument(text, { prettyErrors: false, logLevel: "silent" });
		const [error] = document.errors;
		if (error !== undefined) {
			draft.leave(file, `it is no valid YAML: ${error.message.replace(/\s+/g, " ")}`);
			return;
		}
		const value = plainValue(document);
		// An empty file says nothing, and that is all right.
		if (value === null) return;
		if (typeof value !== "object" || Array.isArray(value)) draft.leave(file, "it holds no mapping");
		else importer(value as Settings, file, draft, exists);
	};
}

function plainValue(document: Document): unknown {
	try {
		return document.toJS({ maxAliasCount: 100 });
	} catch {
		// Too many aliases: nobody configures anything with that.
		return "";
	}
}

function fromToml(importer: SettingsImporter): Importer {
	return (text, file, draft, exists) => {
		try {
			importer(mappingOf(parseToml(text)), file, draft, exists);
		} catch (error) {
			if (!(error instanceof TomlError)) throw error;
			draft.leave(`${file}:${error.line}:${error.column}`, `it is no valid TOML: ${error.message.split("\n")[0]}`);
		}
	};
}
