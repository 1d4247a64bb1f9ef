/**
 * One YAML document's events into a plain value. Aliases share the object of their anchor, so that nothing is multiplied;
 * how large the value would be with every alias written out is bounded. Takes events, gives a value and what was odd about it.
 */
import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE, type ScalarEvent } from "js-yaml";
import {
	yamlAliasBomb,
	yamlAliasUnknown,
	yamlDuplicateKey,
	yamlKeyNotText,
	yamlMergeNotMapping,
	yamlNumberNotJson,
	yamlTagMismatch,
} from "../../diagnostics/catalogue/documents.ts";
import type { Message } from "../../diagnostics/diagnostic.ts";
import { ExactNumber } from "../../runtime/values/exactNumber.ts";
import type { Value } from "../../runtime/values/value.ts";
import type { Span } from "../../text/span.ts";
import { type Dialect, plainScalar, type Scalar } from "./plainScalar.ts";

/** Nodes that a document may have with every alias written out, beyond ten for every node that is written. */
const ALIAS_ALLOWANCE = 1_000_000;

/** A message and where in the events' text it belongs. */
export interface Fault {
	readonly message: Message;
	readonly span: Span;
	/** Whether the value is of no use. */
	readonly fatal: boolean;
}

export interface Built {
	/** Undefined where a fault is fatal, or where the document is empty. */
	readonly value: Value | undefined;
	readonly faults: readonly Fault[];
}

type Plain = Record<string, Value>;

interface Frame {
	readonly list: Value[] | undefined;
	readonly map: Plain | undefined;
	/** Keys that a merge brought: the mapping's own may still set them. */
	merged: Set<string> | undefined;
	key: string | undefined;
	keySpan: Span;
	isMerge: boolean;
	readonly anchor: string | undefined;
	/** Nodes with every alias written out, itself included. */
	weight: number;
}

interface Anchored {
	readonly value: Value;
	readonly weight: number;
	/** False while its own content is being read: an alias to it would be a circle. */
	done: boolean;
}

const nowhere: Span = { start: 0, end: 0 };

/** Builds the value of one document: the events between a document event and its end. */
export function buildValue(text: string, events: readonly Event[], dialect: Dialect): Built {
	return new Builder(text, dialect).run(events);
}

class Builder {
	readonly #text: string;
	readonly #dialect: Dialect;
	readonly #faults: Fault[] = [];
	readonly #frames: Frame[] = [];
	readonly #anchors = new Map<string, Anchored>();
	#written = 0;
	#root: Value | undefined;

	constructor(text: string, dialect: Dialect) {
		this.#text = text;
		this.#dialect = dialect;
	}

	run(events: readonly Event[]): Built {
		for (const event of events) {
			if (event.type === EVENT_ID.SCALAR) this.#scalar(event);
			else if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) {
				this.#written++;
				this.#frames.push({
					list: event.type === EVENT_ID.SEQUENCE ? [] : undefined,
					map: event.type === EVENT_ID.MAPPING ? {} : undefined,
					merged: undefined,
					key: undefined,
					keySpan: nowhere,
					isMerge: false,
					anchor: event.anchorStart === -1 ? undefined : this.#text.slice(event.anchorStart, event.anchorEnd),
					weight: 1,
				});
				const frame = this.#frames[this.#frames.length - 1] as Frame;
				if (frame.anchor !== undefined)
					this.#anchors.set(frame.anchor, { value: (frame.list ?? frame.map) as Value, weight: 0, done: false });
			} else if (event.type === EVENT_ID.POP) this.#close();
			else if (event.type === EVENT_ID.ALIAS && !this.#alias({ start: event.anchorStart, end: event.anchorEnd })) break;
			if (this.#faults.length > 0 && this.#faults[this.#faults.length - 1]?.fatal) break;
		}
		const broken = this.#faults.some(({ fatal }) => fatal);
		return { value: broken ? undefined : this.#root, faults: this.#faults };
	}

	#close(): void {
		const frame = this.#frames.pop();
		if (frame === undefined) return;
		const value = (frame.list ?? frame.map) as Value;
		if (frame.anchor !== undefined) this.#anchors.set(frame.anchor, { value, weight: frame.weight, done: true });
		this.#add(value, frame.weight, frame.keySpan);
	}

	#alias(span: Span): boolean {
		const name = this.#text.slice(span.start, span.end);
		const anchored = this.#anchors.get(name);
		if (anchored === undefined || !anchored.done) {
			this.#fault(yamlAliasUnknown({ name, circular: anchored !== undefined }), span, true);
			return false;
		}
		this.#add(anchored.value, anchored.weight, span);
		return true;
	}

	#scalar(event: ScalarEvent): void {
		this.#written++;
		const raw = this.#raw(event);
		const value = this.#meaning(event, raw);
		if (event.anchorStart !== -1)
			this.#anchors.set(this.#text.slice(event.anchorStart, event.anchorEnd), { value, weight: 1, done: true });
		const frame = this.#frames[this.#frames.length - 1];
		const isKey = frame?.map !== undefined && frame.key === undefined;
		const span = event.valueStart === -1 ? nowhere : { start: event.valueStart, end: event.valueEnd };
		if (isKey && raw === "<<" && event.style === SCALAR_STYLE.PLAIN) {
			frame.key = raw;
			frame.keySpan = span;
			frame.isMerge = true;
		} else this.#add(value, 1, span);
	}

	/** A block of text that ends with the file, and not with a line break, has none at its end (YAML 1.2.2, 8.1.1.2). */
	#raw(event: ScalarEvent): string {
		const raw = getScalarValue(this.#text, event);
		const isBlock = event.style === SCALAR_STYLE.LITERAL_BLOCK || event.style === SCALAR_STYLE.FOLDED_BLOCK;
		return isBlock && event.valueEnd >= this.#text.length && !this.#text.endsWith("\n") ? raw.replace(/\n$/, "") : raw;
	}

	#meaning(event: ScalarEvent, raw: string): Scalar {
		if (event.tagStart !== -1) return this.#tagged(this.#text.slice(event.tagStart, event.tagEnd), raw, event);
		if (event.style !== SCALAR_STYLE.PLAIN) return raw;
		const value = plainScalar(raw, this.#dialect);
		if (typeof value !== "number" || Number.isFinite(value)) return value;
		this.#fault(yamlNumberNotJson({ text: raw }), { start: event.valueStart, end: event.valueEnd }, false);
		return raw;
	}

	/** Tags of YAML's own schema; those of other programs (`!Ref`, `!vault`) leave the text as it is. */
	#tagged(tag: string, raw: string, event: ScalarEvent): Scalar {
		const wanted = /^(?:!!|!<tag:yaml\.org,2002:)(null|bool|int|float|binary)>?$/.exec(tag)?.[1];
		if (wanted === undefined) return raw;
		if (wanted === "binary") return decodeBase64(raw) ?? raw;
		const value = plainScalar(raw, this.#dialect);
		const isNumber = (typeof value === "number" && Number.isFinite(value)) || value instanceof ExactNumber;
		const fits =
			wanted === "null"
				? value === null
				: wanted === "bool"
					? typeof value === "boolean"
					: isNumber && (wanted === "float" || typeof value !== "number" || Number.isInteger(value));
		if (fits) return value;
		this.#fault(yamlTagMismatch({ tag, text: raw }), { start: event.tagStart, end: event.tagEnd }, false);
		return raw;
	}

	#add(value: Value, weight: number, span: Span): void {
		const frame = this.#frames[this.#frames.length - 1];
		if (frame === undefined) {
			this.#root ??= value;
			return;
		}
		frame.weight += weight;
		if (frame.weight > ALIAS_ALLOWANCE + 10 * this.#written) {
			this.#fault(yamlAliasBomb(), span, true);
			return;
		}
		if (frame.list !== undefined) frame.list.push(value);
		else if (frame.map !== undefined && frame.key === undefined) this.#key(frame, value, span);
		else if (frame.isMerge) this.#merge(frame, value);
		else this.#set(frame, value);
	}

	#key(frame: Frame, value: Value, span: Span): void {
		frame.keySpan = span;
		if (typeof value === "string") frame.key = value;
		else if (typeof value === "number" || typeof value === "boolean") frame.key = String(value);
		else if (value instanceof ExactNumber) frame.key = value.text;
		else {
			this.#fault(
				yamlKeyNotText({ what: value === null ? "null" : Array.isArray(value) ? "a sequence" : "a mapping" }),
				span,
				true,
			);
			frame.key = "";
		}
	}

	#set(frame: Frame, value: Value): void {
		const map = frame.map as Plain;
		const key = frame.key as string;
		if (Object.hasOwn(map, key)) {
			if (frame.merged?.has(key)) frame.merged.delete(key);
			else this.#fault(yamlDuplicateKey({ key }), frame.keySpan, false);
		}
		define(map, key, value);
		frame.key = undefined;
	}

	/** What the mapping has itself stands; of several sources the first that has a key gives it (yaml.org/type/merge). */
	#merge(frame: Frame, value: Value): void {
		const map = frame.map as Plain;
		for (const source of Array.isArray(value) ? value : [value]) {
			if (typeof source !== "object" || source === null || Array.isArray(source) || source instanceof ExactNumber) {
				this.#fault(yamlMergeNotMapping(), frame.keySpan, false);
				continue;
			}
			for (const [key, item] of Object.entries(source as Plain)) {
				if (Object.hasOwn(map, key)) continue;
				define(map, key, item);
				frame.merged ??= new Set();
				frame.merged.add(key);
			}
		}
		frame.key = undefined;
		frame.isMerge = false;
	}

	#fault(message: Message, span: Span, fatal: boolean): void {
		this.#faults.push({ message, span, fatal });
	}
}

// Assignment to `__proto__` would set the prototype; every other key is faster assigned.
function define(map: Plain, key: string, value: Value): void {
	if (key === "__proto__")
		Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
	else map[key] = value;
}

function decodeBase64(text: string): string | undefined {
	try {
		const bytes = Uint8Array.from(atob(text.replace(/\s+/g, "")), (character) => character.charCodeAt(0));
		return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
	} catch {
		return undefined;
	}
}
