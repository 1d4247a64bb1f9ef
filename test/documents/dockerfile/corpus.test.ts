/** Real Dockerfiles, read only: nothing of them is copied here. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { DockerfileParser } from "dockerfile-ast";
import { describe, expect, test } from "vitest";
import { dockerfile } from "../../../src/documents/dockerfile/dockerfile.ts";
import { dockerfileSchema } from "../../../src/documents/dockerfile/schema.ts";
import type { Pointer } from "../../../src/documents/document.ts";
import type { Span } from "../../../src/text/span.ts";
import { faultsAgainst } from "../schemaFaults.ts";
import { checkPlaces } from "./checkPlaces.ts";
import { parse, type Tested } from "./parse.ts";

const schemaFaults = faultsAgainst(dockerfileSchema);

const folder = new URL("../../../../shared/corpus/dockerfiles/", import.meta.url);
const missing = existsSync(folder) ? "" : " (skipped: ../shared/corpus/dockerfiles is missing)";

describe.skipIf(missing !== "")(`the Dockerfiles of the corpus${missing}`, () => {
	const files = missing === "" ? readdirSync(folder).sort() : [];
	const read = new Map<string, { text: string; tested: Tested }>();
	for (const name of files) {
		const text = readFileSync(new URL(name, folder), "utf8");
		read.set(name, { text, tested: parse(text) });
	}

	test("are all recognized", () => {
		const unknown = files.filter((name) => {
			const path = name.slice(name.lastIndexOf("__") + 2);
			return !dockerfile.detect({ path, head: (read.get(name)?.text ?? "").slice(0, 4096) });
		});
		expect(unknown).toEqual([]);
		expect(files.length).toBeGreaterThan(700);
	});

	test("are as the schema says", () => {
		for (const [name, { tested }] of read) expect([name, schemaFaults(tested.value)]).toEqual([name, []]);
	});

	test("have something wrong in few places: most of them are built every day", () => {
		const faulty = [...read.values()].filter(({ tested }) => tested.diagnostics.length > 0);
		expect(faulty.length).toBeLessThan(files.length / 25);
	});

	test("have as many instructions as dockerfile-ast finds, but for heredocs it doesn't know", () => {
		for (const [name, { text, tested }] of read) {
			const others = DockerfileParser.parse(text).getInstructions();
			// It takes no heredoc for one whose word follows a file descriptor or another heredoc: then it reads the body's lines.
			if (/^(?:RUN|COPY|ADD)\b.*(?:\d<<|<<.*<<)/m.test(text))
				expect(others.length, name).toBeGreaterThanOrEqual(tested.value.instructions.length);
			else expect(tested.value.instructions.length, name).toBe(others.length);
		}
	});

	test("have every word of every command where it was read", () => {
		let words = 0;
		for (const [name, { tested }] of read) {
			for (const { pointer, value, decoded } of staticWords(tested.value)) {
				const there = unwritten(tested.at(...pointer));
				const wanted = unwritten(value);
				const found = decoded ? there.includes(wanted) : there === wanted;
				if (!found) expect([name, pointer, there]).toEqual([name, pointer, wanted]);
				words++;
			}
		}
		expect(words).toBeGreaterThan(25_000);
	});

	test("have places that lie in the text, and in each other", () => {
		for (const { text, tested } of read.values())
			checkPlaces(tested.value, (pointer) => tested.document.locate(pointer) as Span, text);
	});

	test("lose no commands: nearly all plain words of the scripts are words of commands", () => {
		// A count, since headers (`for x in …`) and operators are no words of commands.
		let scriptWords = 0;
		let found = 0;
		for (const { tested } of read.values()) {
			for (const stage of tested.value.stages)
				for (const run of stage.runs) {
					if (run.form !== "shell" || run.shell.name === "python3") continue;
					scriptWords += (run.script.match(/\S+/g) ?? []).filter((word: string) => /^[\w./-]+$/.test(word)).length;
					found += run.commands.flatMap((command: { words: unknown[] }) => command.words).length;
				}
		}
		expect(found).toBeGreaterThan(scriptWords * 0.97);
	});
});

interface StaticWord {
	readonly pointer: Pointer;
	readonly value: string;
	/** Read from text whose escapes were decoded before: the place is that of all the text. */
	readonly decoded: boolean;
}

/** The words that hold no expansion. */
function* staticWords(value: Tested["value"]): Generator<StaticWord> {
	for (const [stageIndex, stage] of value.stages.entries())
		for (const list of ["runs", "cmds", "entrypoints", "healthchecks"])
			for (const [index, instruction] of stage[list].entries())
				for (const [commandIndex, command] of instruction.commands.entries()) {
					const base: Pointer = ["stages", stageIndex, list, index, "commands", commandIndex];
					const decoded = command.within.includes("script") || instruction.form === "exec";
					for (const [wordIndex, word] of command.words.entries())
						if (!word.dynamic) yield { pointer: [...base, "words", wordIndex], value: word.value, decoded };
				}
}

/** Text without continuations, the comments between them, and the characters that quote. */
function unwritten(text: string): string {
	return text.replace(/[\\`][ \t]*\r?\n(?:[ \t]*(?:#.*)?\r?\n)*/g, "").replace(/[\\'"]/g, "");
}
