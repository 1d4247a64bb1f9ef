/**
 * The record that Go's linker leaves in a program (Go's debug/buildinfo): at a multiple of sixteen bytes a header of 32 bytes that begins
 * with a mark, then the version of Go and the modules, each as a length and a text. So it is since Go 1.18; before, addresses stood there.
 */

import { joinBytes } from "../../../runtime/bytes/joinBytes.ts";
import type { PackageFacts } from "./packageFacts.ts";
import type { EntrySink } from "./tarReader.ts";

const ALIGNMENT = 16;
const HEADER = 32;
/** In the header's flags: the texts follow it. */
const INLINE = 2;
/** What frames the text of modules, so that it is found in a running program; as long at its end. */
const FRAME = 16;
const LONGEST_VERSION = 256;
const LONGEST_MODULES = 2 ** 18;
const mark = new Uint8Array([0xff, ...new TextEncoder().encode(" Go buildinf:")]);
const utf8 = new TextDecoder();

/** What programs of Linux and of Windows begin with. */
const isProgram = (start: Uint8Array): boolean =>
	(start[0] === 0x7f && start[1] === 0x45 && start[2] === 0x4c && start[3] === 0x46) ||
	(start[0] === 0x4d && start[1] === 0x5a);

/** Looks for the record in a file as its bytes come, and keeps nothing else of it. */
export class GoBuildInfoReader implements EntrySink {
	readonly #done: (packages: readonly PackageFacts[]) => void;
	#isOver = false;
	#isFirst = true;
	/** Bytes at the end of the last part that may begin a record, and where in the file they are: a multiple of the alignment. */
	#rest = new Uint8Array(0);

	/** @param done is told once, where there is a record */
	constructor(done: (packages: readonly PackageFacts[]) => void) {
		this.#done = done;
	}

	write(part: Uint8Array): void {
		if (this.#isOver) return;
		const bytes = this.#rest.length === 0 ? part : joinBytes([this.#rest, part]);
		if (this.#isFirst && bytes.length >= 4) {
			this.#isFirst = false;
			this.#isOver = !isProgram(bytes);
			if (this.#isOver) return;
		}
		const used = this.#search(bytes);
		this.#rest = this.#isOver ? new Uint8Array(0) : bytes.slice(used);
	}

	end(): void {
		this.#isOver = true;
	}

	/** @returns how many bytes needn't be looked at again */
	#search(bytes: Uint8Array): number {
		let at = 0;
		for (; at + ALIGNMENT <= bytes.length; at += ALIGNMENT) {
			if (bytes[at] !== 0xff || !mark.every((byte, index) => bytes[at + index] === byte)) continue;
			const found = recordAt(bytes, at);
			if (found === "incomplete") return at;
			if (found === undefined) continue;
			this.#isOver = true;
			this.#done(found);
			return at;
		}
		return at;
	}
}

/** Undefined where it only looks like a record: programs that read such records have the mark in their own data. */
function recordAt(bytes: Uint8Array, start: number): readonly PackageFacts[] | "incomplete" | undefined {
	if (start + HEADER > bytes.length) return "incomplete";
	if (((bytes[start + 15] as number) & INLINE) === 0) return undefined;
	const version = textAt(bytes, start + HEADER, LONGEST_VERSION);
	if (version === undefined || version === "incomplete") return version;
	const go = /^(?:go|devel )(\S+)/.exec(utf8.decode(version.text))?.[1];
	if (go === undefined) return undefined;
	const modules = textAt(bytes, version.end, LONGEST_MODULES);
	if (modules === undefined || modules === "incomplete") return modules;
	const framed = modules.text.subarray(FRAME, -FRAME);
	return [{ type: "golang", name: "stdlib", version: go }, ...modulesIn(utf8.decode(framed))];
}

/** A length, seven bits a byte and the lowest first, and so many bytes. */
function textAt(
	bytes: Uint8Array,
	start: number,
	longest: number,
): { readonly text: Uint8Array; readonly end: number } | "incomplete" | undefined {
	let length = 0;
	let at = start;
	for (let shift = 0; ; shift += 7, at++) {
		if (at >= bytes.length) return "incomplete";
		if (shift > 21) return undefined;
		const byte = bytes[at] as number;
		length += (byte & 0x7f) << shift;
		if (byte < 128) break;
	}
	const end = at + 1 + length;
	if (length > longest) return undefined;
	return end > bytes.length ? "incomplete" : { text: bytes.subarray(at + 1, end), end };
}

/** Lines of `mod` or `dep`, path, version and digest, with tabs between; `=>` names what is in the place of the one before. */
function modulesIn(text: string): PackageFacts[] {
	const found: PackageFacts[] = [];
	for (const line of text.split("\n")) {
		const [word, name = "", version = ""] = line.split("\t");
		if (word === "=>") found.pop();
		else if (word !== "mod" && word !== "dep") continue;
		if (name !== "") found.push({ type: "golang", name, version });
	}
	// What was built from a working copy has no version.
	return found.filter(({ version }) => version !== "" && version !== "(devel)");
}
