/** FROM: what a stage builds on, and under which name. */
import {
	dockerfileReference,
	dockerfileStageName,
	instructionArguments,
} from "../../diagnostics/catalogue/dockerfile.ts";
import { Unknown } from "../../runtime/values/unknown.ts";
import type { Span } from "../../text/span.ts";
import { type Expansion, hole, known } from "./expand.ts";
import { imageFields } from "./imageFields.ts";
import type { Os } from "./paths.ts";
import type { Fields, InstructionReading } from "./reading.ts";
import { type Flag, splitPlain } from "./splitWords.ts";

export interface From {
	readonly fields: Fields;
	readonly name?: string;
	/** The word AS. */
	readonly as?: Span;
	/** Index of the stage below, where it is known to be one. */
	readonly parent?: number;
	/** Indexes of stages it may build on, where a variable that isn't given decides it. */
	readonly candidates: readonly number[];
	readonly os?: Os;
}

const namePattern = /^[a-z][a-z0-9-_.]*$/i;
const windowsImage = /(?:^|[/:@.-])(?:windows|nanoserver|servercore|windowsservercore)/i;

/** `earlier` are the names of the stages above, undefined for one without a name. */
export function readFrom(reading: InstructionReading, earlier: readonly (string | undefined)[]): From {
	const words = splitPlain(reading.text, reading.rest);
	const [image, as, name] = words;
	const fields: Fields = { text: "", ref: "", scratch: false, valid: false };
	if (image === undefined || (words.length !== 1 && (words.length !== 3 || as === undefined || !isAs(reading, as)))) {
		const at =
			as === undefined ? { start: 0, end: reading.text.length } : { start: as.start, end: reading.text.length };
		reading.report(at, instructionArguments({ keyword: "FROM", expected: "an image, or an image and `AS name`" }));
	}
	if (image === undefined) {
		reading.place(fields, { start: 0, end: reading.text.length });
		return { fields, candidates: [] };
	}
	const expansion = reading.expand(image);
	const text = reading.slice(image);
	fields.text = text;
	fields.ref = known(expansion, text);
	reading.place(fields, image);
	const flag = reading.flag("platform");
	const platform = flag?.value === undefined ? undefined : readPlatform(reading, flag, flag.value);
	if (platform !== undefined) fields.platform = platform;

	const { parent, candidates } = stagesMeant(expansion, earlier);
	if (parent !== undefined) {
		fields.stage = parent;
		fields.valid = true;
	} else if (expansion.text === "scratch") {
		fields.scratch = true;
		fields.valid = true;
	} else {
		fields.valid = imageFields(fields, expansion, text);
		if (candidates.length > 0) fields.stage = new Unknown(text, expansion.needs);
		placeParts(reading, fields, expansion, image);
	}
	if (fields.valid === false && expansion.fault === undefined)
		reading.report(image, dockerfileReference({ text, ref: expansion.text }));
	const named = name !== undefined && as !== undefined && isAs(reading, as) ? reading.slice(name) : undefined;
	if (named !== undefined && !namePattern.test(named))
		reading.report(name as Span, dockerfileStageName({ name: named }));
	const os = osOf(platform, fields);
	return {
		fields,
		candidates,
		...(named === undefined || as === undefined ? {} : { name: named, as }),
		...(parent === undefined ? {} : { parent }),
		...(os === undefined ? {} : { os }),
	};
}

function isAs(reading: InstructionReading, at: Span): boolean {
	return reading.slice(at).toUpperCase() === "AS";
}

/** The name in a FROM, without reading the rest: stages may be named before they come. */
export function stageNameIn(text: string, from: number): string | undefined {
	const words = splitPlain(text, from).map(({ start, end }) => text.slice(start, end));
	const as = words.findIndex((word) => word.toUpperCase() === "AS");
	return as === -1 ? undefined : words[as + 1]?.toLowerCase();
}

function stagesMeant(
	expansion: Expansion,
	earlier: readonly (string | undefined)[],
): { parent?: number; candidates: readonly number[] } {
	if (expansion.needs.length === 0) {
		const parent = earlier.lastIndexOf(expansion.text.toLowerCase());
		return parent === -1 ? { candidates: [] } : { parent, candidates: [] };
	}
	const parts = expansion.text.toLowerCase().split(hole);
	const candidates = earlier.flatMap((name, index) => (name !== undefined && fits(name, parts) ? [index] : []));
	return { candidates };
}

/** Whether a name is the parts with anything between them. */
function fits(name: string, parts: readonly string[]): boolean {
	const first = parts[0] as string;
	const last = parts.at(-1) as string;
	if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last)) return false;
	let at = first.length;
	const end = name.length - last.length;
	for (const part of parts.slice(1, -1)) {
		const found = name.indexOf(part, at);
		if (found === -1 || found + part.length > end) return false;
		at = found + part.length;
	}
	return true;
}

/** Parts that stand in the text as they are get places of their own; one that a variable brings has the whole reference's. */
function placeParts(reading: InstructionReading, fields: Fields, expansion: Expansion, image: Span): void {
	const text = reading.slice(image);
	const literal = expansion.text === text;
	let from = 0;
	for (const key of ["registry", "name", "tag", "digest"] as const) {
		const value = fields[key];
		if (typeof value !== "string") continue;
		const at = literal ? text.indexOf(value, key === "name" ? 0 : from) : -1;
		if (at === -1) continue;
		from = key === "registry" ? 0 : at + value.length;
		const place = { start: image.start + at, end: image.start + at + value.length };
		reading.placeEntry(fields, key, place);
		if (key === "name") reading.placeEntry(fields, "repository", place);
	}
}

function readPlatform(reading: InstructionReading, flag: Flag, text: string): Fields {
	const expansion = reading.expandText(text, flag.valueSpan);
	const platform: Fields = { text, value: known(expansion, text) };
	reading.place(platform, flag.valueSpan);
	const unknown = new Unknown(text, expansion.needs);
	const parts = expansion.text.split("/");
	for (const [index, key] of (["os", "architecture", "variant"] as const).entries()) {
		const part = parts[index];
		// A hole at the end may hold all the parts that follow.
		if (part === undefined ? parts.at(-1)?.endsWith(hole) && parts.length === 1 : part.includes(hole))
			platform[key] = unknown;
		else if (part !== undefined && part !== "") platform[key] = part;
	}
	return platform;
}

function osOf(platform: Fields | undefined, { name, tag }: Fields): Os | undefined {
	if (typeof platform?.os === "string") return platform.os.toLowerCase() === "windows" ? "windows" : "linux";
	if (typeof name === "string" && windowsImage.test(name)) return "windows";
	return typeof tag === "string" && windowsImage.test(`:${tag}`) ? "windows" : undefined;
}
