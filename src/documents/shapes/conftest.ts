/** Files as Conftest 0.71 gives them to policies: see its `parser` folder (github.com/open-policy-agent/conftest). */
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Value } from "../../runtime/values/value.ts";
import type { Source } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import { detectDockerfile } from "../dockerfile/detectDockerfile.ts";
import { PlaceMap } from "../dockerfile/places.ts";
import { readDockerfile } from "../dockerfile/readDockerfile.ts";
import { readInstructions } from "../dockerfile/readInstructions.ts";
import type { DocumentKind, JsonSchema } from "../document.ts";
import { type Loaded, loadStream, loadYaml, YamlDocument } from "../yaml/loadYaml.ts";
import { splitStream } from "../yaml/splitStream.ts";
import { buildKitCommand } from "./buildKitCommand.ts";
import { conftestFunctions } from "./conftestFunctions.ts";
import { instructionDocument } from "./instructionDocument.ts";
import { type Part, partsAsDocuments } from "./partsAsDocuments.ts";
import type { Shape } from "./shape.ts";

/** Nobody has written down what these may hold, beyond what the file does. */
const anything: JsonSchema = {};

const kinds = [dockerfileKind(), dataKind("yaml", /\.ya?ml$|^<stdin>$/i), dataKind("json", /\.json$/i), ignoreKind()];

export const conftest: Shape = {
	id: "conftest",
	title: "Conftest",
	kinds,
	functions: conftestFunctions(kinds),
	namespaces: ["main"],
	applies: () => true,
	dataFor(name) {
		const slash = name.lastIndexOf("/");
		return { conftest: { file: { name: name.slice(slash + 1), dir: slash === -1 ? "." : name.slice(0, slash) } } };
	},
	combine: (documents) => documents.map(({ path, value }) => ({ path, contents: value })),
};

/** A list of commands: those of all stages, comments among them. */
function dockerfileKind(): DocumentKind {
	return {
		id: "dockerfile",
		title: "Dockerfile, as Conftest reads it",
		schema: anything,
		detect: detectDockerfile,
		parse(source, options) {
			const { commands, spans } = readCommands(source);
			// What is wrong with a Dockerfile is told as for ours.
			const { diagnostics } = readDockerfile(source, options, new PlaceMap());
			return {
				documents: [instructionDocument(source, commands, ([index]) => spans[Number(index)])],
				diagnostics,
			};
		},
	};
}

function readCommands(source: Source): { readonly commands: readonly Value[]; readonly spans: readonly Span[] } {
	const { escape: escapeCharacter, comments, instructions } = readInstructions(source.text, () => {});
	const commands: Value[] = [];
	const spans: Span[] = [];
	let stage = -1;
	for (const [index, instruction] of instructions.entries()) {
		if (instruction.keyword === "FROM") stage++;
		const at = Math.max(stage, 0);
		// Those above it, after the last that is empty; what stands between its lines isn't kept.
		const above = comments.filter(({ before, span }) => before === index && span.start < instruction.span.start);
		const texts = above.map(({ span }) => commentText(source, span));
		const first = texts.lastIndexOf("") + 1;
		for (const [place, text] of texts.entries()) {
			if (place < first) continue;
			commands.push({ Cmd: "comment", SubCmd: "", JSON: false, Flags: null, Value: [text], Stage: at });
			spans.push((above[place] as { readonly span: Span }).span);
		}
		const { keyword, flags, trigger, json, values } = buildKitCommand(instruction, escapeCharacter);
		commands.push({ Cmd: keyword.toLowerCase(), SubCmd: trigger, JSON: json, Flags: flags, Value: values, Stage: at });
		spans.push(instruction.span);
	}
	return { commands, spans };
}

/** The line without its first character, whatever that is: of an indented comment the `#` stays. */
function commentText(source: Source, span: Span): string {
	const line = source.line(source.lineAt(span.start));
	return line
		.replace(/^\ufeff/, "")
		.slice(1)
		.trim();
}

function dataKind(id: string, names: RegExp): DocumentKind {
	return {
		id,
		title: `${id.toUpperCase()}, as Conftest reads it`,
		schema: anything,
		detect: ({ path }) => names.test(path.slice(path.lastIndexOf("/") + 1)),
		parse(source) {
			const { documents, diagnostics } = id === "json" ? loadYaml(source, "yaml-1.1") : loadStretches(source);
			const parts = documents.map((document): Part => ({ document, base: [], value: document.value }));
			const [only, more] = parts;
			// A list that a file is as a whole counts as what a stream's documents are: each item is an input.
			const items =
				only !== undefined && more === undefined && Array.isArray(only.value)
					? (only.value as readonly Value[])
					: undefined;
			if (only === undefined || items === undefined) return partsAsDocuments(id, parts, diagnostics);
			return partsAsDocuments(
				id,
				items.map((value, index) => ({ ...only, base: [index], value })),
				diagnostics,
			);
		},
	};
}

/**
 * Its own way to cut a stream: at lines that are `---` and nothing else, and the line break before them belongs to no document. A stretch without
 * content is null. Where `---` is followed by something, Conftest reads no further; here those documents are inputs, too.
 */
function loadStretches(source: Source): Loaded {
	const separator = source.text.includes("\r\n") ? "\r\n---\r\n" : "\n---\n";
	const documents: YamlDocument[] = [];
	const diagnostics: Diagnostic[] = [];
	let start = 0;
	for (const stretch of source.text.split(separator)) {
		const spans = splitStream(stretch).map((span) => ({ start: start + span.start, end: start + span.end }));
		const loaded = loadStream(source, spans, "yaml-1.1");
		documents.push(...loaded.documents);
		diagnostics.push(...loaded.diagnostics);
		if (spans.length === 0) documents.push(new YamlDocument(source, { start, end: start }, "yaml-1.1", null));
		start += stretch.length + separator.length;
	}
	return { documents, diagnostics };
}

/** The lines of `.gitignore` and `.dockerignore`, as github.com/shteou/go-ignore tells them apart. */
function ignoreKind(): DocumentKind {
	return {
		id: "ignore",
		title: "Ignore file, as Conftest reads it",
		schema: anything,
		detect: ({ path }) => /\.(?:git|docker)ignore$/i.test(path),
		parse(source) {
			const lines = source.text.split("\n");
			const value = lines.map(ignoreEntry);
			const locate = ([index]: readonly (string | number)[]): Span =>
				typeof index === "number" && index < lines.length
					? {
							start: source.lineStarts[index] as number,
							end: (source.lineStarts[index] as number) + (lines[index] as string).length,
						}
					: { start: 0, end: source.text.length };
			return { documents: [{ kind: "ignore", source, name: "", value, locate, scope: locate }], diagnostics: [] };
		},
	};
}

function ignoreEntry(line: string): Value {
	const stripped = line.replace(/(\\ )? *$/, "$1");
	const entry = (kind: string, value: string): Value => ({ Kind: kind, Value: value, Original: line });
	if (stripped === "") return entry("Empty", line);
	if (line.startsWith("#")) return entry("Comment", stripped.slice(1).trim());
	if (line.startsWith("!")) return entry("NegatedPath", unescaped(stripped.slice(1)));
	return entry("Path", unescaped(stripped));
}

const unescaped = (text: string): string => text.replace(/\\(\\?)/g, "$1");
