/**
 * A Dockerfile as a document: its value, and the way back from a node to the text. Places are worked out when first asked for,
 * by reading the text once more with somebody listening.
 */
import type { Value } from "../../runtime/values/value.ts";
import type { Source } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import type { Document, Edit, ParseOptions, Pointer, TextEdit } from "../document.ts";
import { editDockerfile } from "./editDockerfile.ts";
import { PlaceMap } from "./places.ts";
import { readDockerfile } from "./readDockerfile.ts";
import type { Instruction } from "./readInstructions.ts";

/** A node found on the way along a pointer, and where it stands. */
export interface Located {
	readonly span: Span;
	/** How many steps of the pointer lead to it; fewer than all where the rest isn't there. */
	readonly depth: number;
	/** Whether the value itself was found, not only a parent of it. */
	readonly exact: boolean;
}

export class DockerfileDocument implements Document {
	readonly kind = "dockerfile";
	readonly name = "";
	readonly source: Source;
	readonly value: Value;
	readonly instructions: readonly Instruction[];
	readonly #options: ParseOptions;
	#places: { readonly value: Value; readonly map: PlaceMap } | undefined;

	constructor(source: Source, options: ParseOptions, value: Value, instructions: readonly Instruction[]) {
		this.source = source;
		this.value = value;
		this.instructions = instructions;
		this.#options = options;
	}

	locate(pointer: Pointer): Span {
		return this.find(pointer).span;
	}

	scope(pointer: Pointer): Span {
		const found = this.locate(pointer);
		return this.instructionAt(found)?.span ?? found;
	}

	edit(edit: Edit): TextEdit | undefined {
		return editDockerfile(this, edit);
	}

	/** The instruction that a span lies in; undefined for one that covers more, such as the whole file. */
	instructionAt(span: Span): Instruction | undefined {
		return this.instructions.find(
			(instruction) => instruction.span.start <= span.start && span.end <= instruction.span.end,
		);
	}

	/** Follows a pointer as far as it leads, and gives the place of the last node that has one. */
	find(pointer: Pointer): Located {
		this.#places ??= this.#readAgain();
		const { map, value: root } = this.#places;
		let found: Located = { span: { start: 0, end: this.source.text.length }, depth: 0, exact: pointer.length === 0 };
		let parent: Value = root;
		for (const [index, key] of pointer.entries()) {
			const child = childOf(parent, key);
			if (child === undefined) break;
			const span = map.find(parent as object, key, child);
			if (span !== undefined) found = { span, depth: index + 1, exact: index + 1 === pointer.length };
			parent = child;
		}
		return found;
	}

	#readAgain(): { readonly value: Value; readonly map: PlaceMap } {
		const map = new PlaceMap();
		return { value: readDockerfile(this.source, this.#options, map).value, map };
	}
}

function childOf(parent: Value, key: string | number): Value | undefined {
	if (typeof parent !== "object" || parent === null || !Object.hasOwn(parent, key)) return undefined;
	return (parent as Readonly<Record<string | number, Value>>)[key];
}
