/** A Dockerfile as a document: its value, and the way back from a node to the text. */
import type { Value } from "../../runtime/values/value.ts";
import type { Source } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import type { Document, Edit, ImageMention, Pointer, TextEdit } from "../document.ts";
import { asObject, listOf, objectOf } from "../fields.ts";
import { mentionOf } from "../image-reference/imageIdentity.ts";
import { editDockerfile } from "./editDockerfile.ts";
import type { PlaceMap } from "./places.ts";
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
	readonly #places: PlaceMap;

	constructor(source: Source, value: Value, instructions: readonly Instruction[], places: PlaceMap) {
		this.source = source;
		this.value = value;
		this.instructions = instructions;
		this.#places = places;
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

	/** What each stage is built from, unless it is another stage. */
	mentions(): ImageMention[] {
		return listOf(asObject(this.value), "stages").flatMap((stage, index) =>
			mentionOf(objectOf(asObject(stage), "from"), ["stages", index, "from"]),
		);
	}

	/** The instruction that a span lies in; undefined for one that covers more, such as the whole file. */
	instructionAt(span: Span): Instruction | undefined {
		return this.instructions.find(
			(instruction) => instruction.span.start <= span.start && span.end <= instruction.span.end,
		);
	}

	/** Follows a pointer as far as it leads, and gives the place of the last node that has one. */
	find(pointer: Pointer): Located {
		let found: Located = { span: { start: 0, end: this.source.text.length }, depth: 0, exact: pointer.length === 0 };
		let parent: Value = this.value;
		for (const [index, key] of pointer.entries()) {
			const child = childOf(parent, key);
			if (child === undefined) break;
			const span = this.#places.find(parent as object, key, child);
			if (span !== undefined) found = { span, depth: index + 1, exact: index + 1 === pointer.length };
			parent = child;
		}
		return found;
	}
}

function childOf(parent: Value, key: string | number): Value | undefined {
	if (typeof parent !== "object" || parent === null || !Object.hasOwn(parent, key)) return undefined;
	return (parent as Readonly<Record<string | number, Value>>)[key];
}
