/** The commands of one instruction, as they are found: however they were written, each becomes the same kind of object. */
import type { Span } from "../../../text/span.ts";
import type { JoinedText } from "../joinedText.ts";
import type { Places } from "../places.ts";
import type { Fields } from "../reading.ts";
import { programName, unwrap } from "./unwrap.ts";

/** A word as it was found: the object that stands for it, and its range in the script. */
export interface FoundWord extends Span {
	readonly value: string;
	readonly fields: Fields;
}

/** What a command stands in; grows from outside in. */
export interface Surroundings {
	readonly within: readonly string[];
	/** Index of the command whose word it is substituted into. */
	readonly into: number | undefined;
	readonly pipeline: number | undefined;
	readonly after: string | undefined;
	readonly negated: boolean;
	readonly background: boolean;
}

export const outermost: Surroundings = {
	within: [],
	into: undefined,
	pipeline: undefined,
	after: undefined,
	negated: false,
	background: false,
};

/** A simple command as it was found. */
export interface FoundCommand extends Span {
	readonly words: readonly FoundWord[];
	readonly assignments: readonly Fields[];
	readonly redirects: readonly Fields[];
	/** `time`, where it is a keyword and so no word. */
	readonly keywords?: readonly string[];
}

/** What a `-c` option gives to a shell: the script's word, and the command it belongs to. */
export interface InnerScript {
	readonly word: FoundWord;
	readonly command: number;
	readonly shell: string;
}

const shells: ReadonlySet<string> = new Set(["sh", "bash", "dash", "ash", "zsh", "ksh"]);

export function isShell(name: string): boolean {
	return shells.has(name);
}

export class CommandList {
	readonly commands: Fields[] = [];
	readonly places: Places;
	#pipelines = 0;

	constructor(places: Places) {
		this.places = places;
	}

	newPipeline(): number {
		return this.#pipelines++;
	}

	/** Adds a command; gives the script that it hands to a shell, if it does. */
	add(script: JoinedText, found: FoundCommand, around: Surroundings): InnerScript | undefined {
		const { words } = found;
		const values = words.map(({ value }) => value);
		const { program, wrappers, assignments: wrapped } = unwrap(values);
		const path = program === undefined ? "" : (values[program] as string);
		const first = program === undefined ? words.length : program + 1;
		const args = values.slice(first);
		const assignments = [...found.assignments];
		for (const index of wrapped) assignments.push(this.#assignment(script, words[index] as FoundWord));
		const index = this.commands.length;
		const command: Fields = {
			index,
			text: script.text.slice(found.start, found.end),
			name: programName(path),
			path,
			args,
			words: words.map(({ fields }) => fields),
			wrappers: [...(found.keywords ?? []), ...wrappers],
			assignments,
			redirects: [...found.redirects],
			within: [...around.within],
			negated: around.negated,
			background: around.background,
		};
		if (around.after !== undefined) command.after = around.after;
		if (around.pipeline !== undefined) command.pipeline = around.pipeline;
		if (around.into !== undefined) command.into = around.into;
		this.commands.push(command);

		this.places.node(command, script, found.start, found.end);
		if (program !== undefined) {
			const { start, end } = words[program] as FoundWord;
			this.places.entry(command, "name", script, start, end);
			this.places.entry(command, "path", script, start, end);
		}
		for (let arg = first; arg < words.length; arg++) {
			const { start, end } = words[arg] as FoundWord;
			this.places.entry(args, arg - first, script, start, end);
		}
		const [firstArg, lastArg] = [words[first], words.at(-1)];
		if (firstArg !== undefined && lastArg !== undefined) this.places.node(args, script, firstArg.start, lastArg.end);
		return isShell(programName(path)) ? innerScript(words, first, index, programName(path)) : undefined;
	}

	#assignment(script: JoinedText, word: FoundWord): Fields {
		const equals = word.value.indexOf("=");
		const fields: Fields = {
			name: word.value.slice(0, equals),
			value: word.value.slice(equals + 1),
			dynamic: word.fields.dynamic ?? false,
		};
		this.places.node(fields, script, word.start, word.end);
		return fields;
	}
}

/** The word after `-c`, also after `-exc`, and after options with a value such as `-eo pipefail`. */
function innerScript(
	words: readonly FoundWord[],
	from: number,
	command: number,
	shell: string,
): InnerScript | undefined {
	let asked = false;
	for (let at = from; at < words.length; at++) {
		const word = words[at] as FoundWord;
		if (!/^[-+]/.test(word.value)) return asked ? { word, command, shell } : undefined;
		if (/^-[a-zA-Z]*c/.test(word.value)) asked = true;
		if (/^[-+][a-zA-Z]*[oO]$/.test(word.value)) at++;
	}
	return undefined;
}
