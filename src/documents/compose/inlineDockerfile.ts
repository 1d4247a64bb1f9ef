/**
 * The Dockerfiles that stand in a compose file, `build.dockerfile_inline`, as documents of their own. They are read as compose hands
 * them to the builder, variables filled in; places lead back to the words of the compose file.
 */
import { composeInlineUnknown } from "../../diagnostics/catalogue/compose.ts";
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { Source } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import { dockerfile } from "../dockerfile/dockerfile.ts";
import type { Document, Edit, ImageMention, Parsed, ParseOptions, Pointer, TextEdit } from "../document.ts";
import { childOf, type Node, pointerOf, type ScalarNode, textOf } from "./composeNode.ts";
import { InterpolatedPlaces } from "./interpolatedPlaces.ts";

/**
 * @param services as they are once files are laid over each other
 * @param sources the files that the application is made of; what others say is read with those
 */
export function inlineDockerfiles(
	services: Node | undefined,
	sources: readonly Source[],
	lookup: (name: string) => string | undefined,
	options: ParseOptions,
): Parsed {
	const documents: Document[] = [];
	const diagnostics: Diagnostic[] = [];
	for (const [name, service] of services?.kind === "map" ? services.entries : []) {
		const build = childOf(service, "build");
		const inline = childOf(build, "dockerfile_inline");
		if (inline?.kind !== "scalar" || !sources.includes(inline.origin.document.source)) continue;
		const text = textOf(inline);
		if (text === undefined || text.trim() === "") continue;
		const place = new InlinePlace(inline, lookup);
		if (inline.needs.length > 0) {
			diagnostics.push(at(place.source, place.whole, composeInlineUnknown({ service: name, needs: inline.needs })));
			continue;
		}
		const read = dockerfile.parse(new Source("Dockerfile", text), { ...options, buildArgs: argsOf(build, options) });
		for (const document of read.documents) documents.push(new InlineDockerfile(name, document, place));
		for (const { source: _, span, fix: __, ...message } of read.diagnostics)
			diagnostics.push({ ...message, source: place.source, span: place.spanOf(span) });
	}
	return { documents, diagnostics };
}

/** The build's own arguments come before those that the run is given for whatever needs some. */
function argsOf(build: Node | undefined, { buildArgs }: ParseOptions): Readonly<Record<string, string>> {
	const args = childOf(build, "args");
	const own = [...(args?.kind === "map" ? args.entries : [])].flatMap(([name, node]) => {
		const value = childOf(node, "value");
		const text = value?.kind === "scalar" && value.needs.length === 0 ? textOf(value) : undefined;
		return text === undefined ? [] : [[name, text] as const];
	});
	return { ...buildArgs, ...Object.fromEntries(own) };
}

/** From offsets of the Dockerfile's text to the compose file. */
class InlinePlace {
	readonly source: Source;
	/** The key's value, as far as it can be shown at once. */
	readonly whole: Span;
	/** Where the lines of the text stand; undefined where it isn't written letter for letter. */
	readonly #lines: readonly Span[] | undefined;
	readonly #interpolated: InterpolatedPlaces;
	readonly #isShared: boolean;

	constructor({ origin, written }: ScalarNode, lookup: (name: string) => string | undefined) {
		const pointer = pointerOf(origin);
		this.source = origin.document.source;
		this.whole = origin.document.place(pointer);
		const found = origin.document.lines(pointer, written);
		this.#lines = found?.lines;
		this.#isShared = found?.shared ?? true;
		this.#interpolated = new InterpolatedPlaces(written, lookup);
	}

	spanOf(span: Span | undefined): Span {
		if (span === undefined || this.#lines === undefined) return this.whole;
		const start = this.#offset(this.#interpolated.startOf(span.start), this.#lines);
		const end = this.#offset(this.#interpolated.endOf(span.end), this.#lines);
		return { start, end: Math.max(start, end) };
	}

	/** The same edit where the text stands; none where a variable is in the way, or where the same text counts for others too. */
	editOf({ span, text }: TextEdit): TextEdit | undefined {
		const lines = this.#lines;
		const first = lines?.[0];
		if (lines === undefined || first === undefined || this.#isShared) return undefined;
		if (!this.#interpolated.isVerbatim(span)) return undefined;
		const { written } = this.#interpolated;
		const [start, end] = [this.#interpolated.startOf(span.start), this.#interpolated.endOf(span.end)];
		// Behind the last line there is none that could be indented.
		if (written.slice(0, end).split("\n").length > lines.length) return undefined;
		const indentation = " ".repeat(this.source.position(first.start).column - 1);
		const indented = text.replaceAll("$", "$$$$").replaceAll("\n", `\n${indentation}`);
		return { span: { start: this.#offset(start, lines), end: this.#offset(end, lines) }, text: indented };
	}

	#offset(at: number, lines: readonly Span[]): number {
		const before = this.#interpolated.written.slice(0, at);
		const row = before.split("\n").length - 1;
		const line = lines[row] ?? (lines.at(-1) as Span);
		return row >= lines.length ? line.end : Math.min(line.end, line.start + at - (before.lastIndexOf("\n") + 1));
	}
}

class InlineDockerfile implements Document {
	readonly kind = "dockerfile";
	readonly name: string;
	readonly #document: Document;
	readonly #place: InlinePlace;

	constructor(name: string, document: Document, place: InlinePlace) {
		this.name = name;
		this.#document = document;
		this.#place = place;
	}

	get source(): Source {
		return this.#place.source;
	}

	get value() {
		return this.#document.value;
	}

	locate(pointer: Pointer): Span {
		return this.#place.spanOf(this.#document.locate(pointer));
	}

	scope(pointer: Pointer): Span {
		return this.#place.spanOf(this.#document.scope?.(pointer));
	}

	mentions(): readonly ImageMention[] {
		return this.#document.mentions?.() ?? [];
	}

	edit(edit: Edit): TextEdit | undefined {
		const made = this.#document.edit?.(edit);
		return made === undefined ? undefined : this.#place.editOf(made);
	}
}
