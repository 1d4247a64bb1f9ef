/** A compose application as a document: its value, and the way back to the files it was written in. */
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import type { Source } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import type { Document, Edit, ImageMention, Pointer, TextEdit } from "../document.ts";
import { asObject, objectOf } from "../fields.ts";
import { mentionOf } from "../image-reference/imageIdentity.ts";
import { type Origin, pointerOf } from "./composeNode.ts";
import { type FoundOrigin, NodePlaces } from "./nodePlaces.ts";
import type { Application } from "./readCompose.ts";

export class ComposeDocument implements Document {
	readonly kind = "compose";
	readonly name = "";
	readonly #application: Application;
	#made: { readonly value: PlainObject; readonly places: NodePlaces } | undefined;

	constructor(application: Application) {
		this.#application = application;
	}

	get source(): Source {
		return this.#application.source;
	}

	get value(): PlainObject {
		return this.#make().value;
	}

	locate(pointer: Pointer): Span {
		return placeIn(this.find(pointer, this.source));
	}

	scope(pointer: Pointer): Span {
		return extentIn(this.find(pointer, this.source));
	}

	/** What an override file says, or a service of another file that is extended, stands there. */
	writtenIn(pointer: Pointer): { readonly document: Document; readonly pointer: Pointer } | undefined {
		const { source } = this.find(pointer).origin.document;
		return source === this.source ? undefined : { document: new PartDocument(this, source), pointer };
	}

	/** Edits of this file alone. */
	edit(edit: Edit): TextEdit | undefined {
		const { origin, exact } = this.find(edit.node);
		if (!exact || origin.document.source !== this.source) return undefined;
		const node = pointerOf(origin);
		if (origin.part === undefined) return origin.document.edit({ ...edit, node });
		if (edit.op !== "replace") return undefined;
		const whole = valueAt(origin.document.value, node);
		if (typeof whole !== "string") return undefined;
		const text = whole.slice(0, origin.part.start) + edit.text + whole.slice(origin.part.end);
		return origin.document.edit({ op: "replace", node, text });
	}

	mentions(): ImageMention[] {
		const services = objectOf(this.value, "services") ?? {};
		return Object.keys(services).flatMap((name) =>
			mentionOf(objectOf(asObject(services[name]), "image"), ["services", name, "image"]),
		);
	}

	/** Where an element was written; with a source, the nearest around it that stands there. */
	find(pointer: Pointer, source?: Source): FoundOrigin {
		const { value, places } = this.#make();
		return places.find(value, pointer, source);
	}

	#make(): { readonly value: PlainObject; readonly places: NodePlaces } {
		if (this.#made === undefined) {
			const root = this.#application.root();
			const places = new NodePlaces(root.origin);
			this.#made = { value: places.valueOf(root) as PlainObject, places };
		}
		return this.#made;
	}
}

/** An application as one of its other files sees it: places are there, and nothing is edited. */
class PartDocument implements Document {
	readonly kind = "compose";
	readonly name = "";
	readonly source: Source;
	readonly #whole: ComposeDocument;

	constructor(whole: ComposeDocument, source: Source) {
		this.#whole = whole;
		this.source = source;
	}

	get value(): Value {
		return this.#whole.value;
	}

	locate(pointer: Pointer): Span {
		return placeIn(this.#whole.find(pointer, this.source));
	}

	scope(pointer: Pointer): Span {
		return extentIn(this.#whole.find(pointer, this.source));
	}
}

function placeIn({ origin }: FoundOrigin): Span {
	const { document, part } = origin;
	const pointer = pointerOf(origin);
	return part === undefined ? document.place(pointer) : document.part(pointer, part.start, part.end);
}

/** The entry that a place lies in. */
const extentIn = ({ origin }: { readonly origin: Origin }): Span => origin.document.extent(pointerOf(origin));

function valueAt(root: Value, pointer: Pointer): Value | undefined {
	let value: Value | undefined = root;
	for (const key of pointer)
		value =
			typeof value === "object" && value !== null && Object.hasOwn(value, key)
				? (value as Readonly<Record<string | number, Value>>)[key]
				: undefined;
	return value;
}
