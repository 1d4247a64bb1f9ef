/** The `dependabot` kind: what a bot keeps up to date. */
import { updatesMissing, yamlSyntax } from "../../diagnostics/catalogue/documents.ts";
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { PlainObject } from "../../runtime/values/value.ts";
import { Source } from "../../text/source.ts";
import type { Document, DocumentKind, Parsed, Pointer } from "../document.ts";
import { asObject, objectOf } from "../fields.ts";
import { Origins } from "../origins.ts";
import { loadYaml, type YamlDocument } from "../yaml/loadYaml.ts";
import { type Bot, detectBot } from "./detectBot.ts";
import { json5AsYaml } from "./json5.ts";
import { readDependabot } from "./readDependabot.ts";
import { readRenovate } from "./readRenovate.ts";
import { dependabotSchema } from "./schema.ts";

export const dependabotKind: DocumentKind = {
	id: "dependabot",
	title: "Config of an update bot",
	get schema() {
		return dependabotSchema;
	},
	detect: (file) => detectBot(file) !== undefined,
	parse(source) {
		const bot = detectBot({ path: source.name, head: source.text }) ?? "dependabot";
		return bot === "dependabot" ? parseDependabot(source) : parseRenovate(source, bot);
	},
};

function parseDependabot(source: Source): Parsed {
	const { documents, diagnostics } = loadYaml(source, "yaml-1.2");
	const read: Document[] = [];
	const faults: Diagnostic[] = [];
	for (const document of documents) {
		if (document.value === null) continue;
		const origins = new Origins();
		const object = asObject(document.value);
		const value = object === undefined ? undefined : readDependabot(object, origins);
		if (value === undefined) faults.push(at(source, document.place([]), updatesMissing()));
		else read.push(botDocument(source, document, value, origins));
	}
	return { documents: read, diagnostics: [...diagnostics, ...faults] };
}

function parseRenovate(source: Source, bot: Bot): Parsed {
	const { text, tightColon } = json5AsYaml(source.text);
	if (tightColon !== undefined) {
		const reason = "write a space after the colon";
		return {
			documents: [],
			diagnostics: [at(source, { start: tightColon, end: tightColon + 1 }, yamlSyntax({ reason }))],
		};
	}
	const { documents, diagnostics } = loadYaml(
		text === source.text ? source : new Source(source.name, text),
		"yaml-1.2",
	);
	const inPackage = bot === "renovate-in-package";
	const read = documents.flatMap((document) => {
		const whole = asObject(document.value);
		const object = inPackage ? objectOf(whole, "renovate") : whole;
		if (object === undefined) return [];
		const origins = new Origins();
		return [botDocument(source, document, readRenovate(object, inPackage ? ["renovate"] : [], origins), origins)];
	});
	return { documents: read, diagnostics };
}

/** @param source as it was given; the document may have been read from a text of the same length */
function botDocument(source: Source, document: YamlDocument, value: PlainObject, origins: Origins): Document {
	const way = (pointer: Pointer): Pointer => origins.lead(value, pointer);
	return {
		kind: "dependabot",
		source,
		name: "",
		value,
		locate: (pointer) => document.place(way(pointer)),
		scope: (pointer) => document.extent(way(pointer)),
	};
}
