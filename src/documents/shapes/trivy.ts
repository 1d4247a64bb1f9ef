/**
 * Files as Trivy gives them to checks (github.com/aquasecurity/trivy, pkg/iac: `scanners/dockerfile/parser`, `providers/dockerfile`,
 * `scanners/kubernetes/parser`), and which checks it gives them to (`rego/metadata.go`, `rego/scanner.go`).
 */
import { isArray, isObject } from "../../runtime/values/access.ts";
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import type { Source } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import { detectDockerfile } from "../dockerfile/detectDockerfile.ts";
import { PlaceMap } from "../dockerfile/places.ts";
import { readDockerfile } from "../dockerfile/readDockerfile.ts";
import { type Heredoc, type Instruction, readInstructions } from "../dockerfile/readInstructions.ts";
import type { DocumentKind, JsonSchema, Pointer } from "../document.ts";
import { asObject, listOf, objectOf, textOf } from "../fields.ts";
import { detectManifest } from "../manifest/detectManifest.ts";
import { loadYaml, type YamlDocument } from "../yaml/loadYaml.ts";
import { buildKitCommand } from "./buildKitCommand.ts";
import { instructionDocument } from "./instructionDocument.ts";
import { partsAsDocuments } from "./partsAsDocuments.ts";
import type { Shape } from "./shape.ts";
import { trivyFunctions } from "./trivyFunctions.ts";

/** Trivy has schemas, for checks that name them: see docs/host-functions.md. */
const anything: JsonSchema = {};

export const trivy: Shape = {
	id: "trivy",
	title: "Trivy",
	kinds: [dockerfileKind(), kubernetesKind(), dataKind("yaml", /\.ya?ml$/i), dataKind("json", /\.json$/i)],
	functions: trivyFunctions,
	/** `custom: {input: {selector: [{type: kubernetes, subtypes: [{kind: pod}]}]}}`; a check without one sees everything. */
	applies(custom, { kind, value }) {
		if (custom.deprecated === true) return false;
		const selectors = listOf(objectOf(custom as PlainObject, "input"), "selector").map(asObject);
		if (selectors.length === 0) return true;
		if (!selectors.every((selector) => textOf(selector, "type") === kind)) return false;
		return kind !== "kubernetes" || selectors.some((selector) => isSubtype(value, listOf(selector, "subtypes")));
	},
};

/** What a subtype says is compared with the object's kind, whichever of the three it says it of. */
function isSubtype(value: Value, subtypes: readonly Value[]): boolean {
	const kind = textOf(asObject(value), "kind")?.toLowerCase();
	if (subtypes.length === 0 || kind === undefined) return subtypes.length === 0;
	return subtypes.some((each) =>
		["group", "version", "kind"].some((key) => textOf(asObject(each), key)?.toLowerCase() === kind),
	);
}

/** `{Stages: [{Name, Commands}]}`; ARGs above the first FROM are a stage without a name. */
function dockerfileKind(): DocumentKind {
	return {
		id: "dockerfile",
		title: "Dockerfile, as Trivy reads it",
		schema: anything,
		detect: detectDockerfile,
		parse(source, options) {
			const { value, spans } = readStages(source);
			const { diagnostics } = readDockerfile(source, options, new PlaceMap());
			const spanOf = ([, stage, , command]: Pointer): Span | undefined =>
				typeof stage === "number" ? spans[stage]?.[typeof command === "number" ? command : 0] : undefined;
			return { documents: [instructionDocument(source, value, spanOf)], diagnostics };
		},
	};
}

function readStages(source: Source): { readonly value: PlainObject; readonly spans: readonly (readonly Span[])[] } {
	const { escape: escapeCharacter, instructions } = readInstructions(source.text, () => {});
	const stages: { readonly Name: string; readonly Commands: Value[] }[] = [];
	const spans: Span[][] = [];
	let stage = -1;
	for (const instruction of instructions) {
		const original = originalText(source, instruction);
		if (instruction.keyword === "FROM") {
			stage++;
			stages.push({ Name: original.replace(/^FROM /, "").trim(), Commands: [] });
			spans.push([]);
		} else if (stages.length === 0) {
			stages.push({ Name: "", Commands: [] });
			spans.push([]);
		}
		const { keyword, flags, trigger, json, values } = buildKitCommand(instruction, escapeCharacter);
		const [heredoc] = trigger === "" ? instruction.heredocs : [];
		stages.at(-1)?.Commands.push({
			Cmd: keyword.toLowerCase(),
			SubCmd: trigger,
			Flags: flags,
			Value: heredoc === undefined ? values : [scriptOf(source, instruction, heredoc, values?.[0] ?? "")],
			Original: heredoc === undefined ? original : [original, ...bodiesOf(source, instruction)].join("\n"),
			JSON: json,
			Stage: Math.max(stage, 0),
			Path: source.name,
			StartLine: source.lineAt(instruction.span.start),
			EndLine: source.lineAt(Math.max(instruction.span.start, instruction.span.end - 1)),
		});
		spans.at(-1)?.push(instruction.span);
	}
	return { value: { Stages: stages }, spans };
}

/** The logical line with the spaces that follow it. */
function originalText(source: Source, { line }: Instruction): string {
	const { end } = line.span(line.text.length - 1, line.text.length);
	return line.text + (/^[ \t]*/.exec(source.text.slice(end, end + 1000))?.[0] ?? "");
}

/** The bodies of the heredocs as written, each with the name that ends it. */
function bodiesOf(source: Source, { heredocs }: Instruction): string[] {
	return heredocs.map((heredoc) => contentOf(source, heredoc) + heredoc.name);
}

function contentOf(source: Source, { raw }: Heredoc): string {
	const text = source.slice(raw);
	return text.slice(0, text.lastIndexOf("\n") + 1);
}

/** A body that is the script itself has its lines joined with ` ; `; one that a program reads stays behind that program. */
function scriptOf(source: Source, instruction: Instruction, heredoc: Heredoc, first: string): string {
	const content = contentOf(source, heredoc);
	const isAlone = /^\d*<<-?[^<\s]+$/.test(first) || /^\d*<<-?(["'])[^<]*\1$/.test(first);
	if (!isAlone || content.startsWith("#!")) return [first, ...bodiesOf(source, instruction)].join("\n");
	const chomped = heredoc.chomp ? content.replace(/^\t+/gm, "") : content;
	return chomped.replace(/\n$/, "").split(/\r?\n/).join(" ; ");
}

/** The object as written, with the lines of each mapping in it. */
function kubernetesKind(): DocumentKind {
	return {
		id: "kubernetes",
		title: "Kubernetes object, as Trivy reads it",
		schema: anything,
		detect: detectManifest,
		parse(source) {
			const loaded = loadYaml(source, "yaml-1.2");
			const parts = loaded.documents
				.filter(({ value }) => isObject(value))
				.map((document) => ({ document, base: [], value: withLines(document, document.value, []) }));
			return partsAsDocuments("kubernetes", parts, loaded.diagnostics);
		},
	};
}

function withLines(document: YamlDocument, value: Value, pointer: Pointer): Value {
	if (isArray(value)) {
		// An empty list is null: that of a language in which both are the same.
		if (value.length === 0) return null;
		return value.map((item, index) => withLines(document, item, [...pointer, index]));
	}
	const object = asObject(value);
	if (object === undefined) return value;
	const { source } = document;
	const { start, end } = document.extent(pointer);
	const lines = { startline: source.lineAt(start), endline: source.lineAt(Math.max(start, end - 1)) };
	const entries = Object.entries(object).map(([key, each]) => [key, withLines(document, each, [...pointer, key])]);
	return Object.fromEntries([["__defsec_metadata", { ...lines, filepath: source.name, offset: 0 }], ...entries]);
}

/** Other data files, for checks with the selector `yaml` or `json`: as they are. */
function dataKind(id: string, names: RegExp): DocumentKind {
	return {
		id,
		title: `${id.toUpperCase()}, as Trivy reads it`,
		schema: anything,
		detect: (file) => names.test(file.path) && !detectManifest(file),
		parse(source) {
			const loaded = loadYaml(source, "yaml-1.2");
			const parts = loaded.documents.map((document) => ({ document, base: [], value: document.value }));
			return partsAsDocuments(id, parts, loaded.diagnostics);
		},
	};
}
