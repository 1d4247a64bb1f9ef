/**
 * Lines from whoever types them: on a terminal with editing, history and completion; from a pipe as they come. Knows nothing
 * of what the lines mean.
 */
import { createInterface, type Interface } from "node:readline";

/** What completes a line: the candidates, and the part of the line that they stand for. */
export type Complete = (line: string) => Promise<readonly [candidates: readonly string[], part: string]>;

export interface PromptOptions {
	readonly complete: Complete;
	/** Earlier lines, the newest first. */
	readonly history: readonly string[];
}

/** `interrupt`: Ctrl-C on an empty line; `abandon`: on one that isn't; `end`: there are no more lines. */
export type Answer = { readonly line: string } | "interrupt" | "abandon" | "end";

export interface Prompt {
	/** Somebody types on a terminal. */
	readonly isTerminal: boolean;
	ask(question: string): Promise<Answer>;
	/** Runs something long with the terminal as programs have it: Ctrl-C is a signal then. */
	released<Result>(action: () => Promise<Result>): Promise<Result>;
	/** The newest first. */
	history(): readonly string[];
	close(): void;
}

/** How many lines are kept. */
const HISTORY = 1_000;

export function openPrompt({ complete, history }: PromptOptions): Prompt {
	const { stdin, stdout } = process;
	const isTerminal = stdin.isTTY === true && stdout.isTTY === true;
	let kept = [...history];
	const lines = isTerminal
		? createInterface({
				input: stdin,
				output: stdout,
				terminal: true,
				history: kept,
				historySize: HISTORY,
				removeHistoryDuplicates: true,
				completer: (line: string, done: (error: null, found: [string[], string]) => void) => {
					const give = ([candidates, part]: readonly [readonly string[], string]) =>
						done(null, [[...candidates], part]);
					complete(line).then(give, () => give([[], line]));
				},
			})
		: createInterface({ input: stdin, terminal: false, crlfDelay: Number.POSITIVE_INFINITY });
	lines.on("history", (now: string[]) => {
		kept = [...now];
	});
	const answers = queue(lines);
	return {
		isTerminal,
		ask: (question) => {
			if (isTerminal) {
				lines.setPrompt(question);
				lines.prompt();
			}
			return answers.next();
		},
		released: async (action) => {
			if (!isTerminal) return action();
			stdin.setRawMode(false);
			try {
				return await action();
			} finally {
				stdin.setRawMode(true);
			}
		},
		history: () => kept,
		close: () => lines.close(),
	};
}

/** Lines may come before anyone asks, when many are pasted at once. */
function queue(lines: Interface): { next(): Promise<Answer> } {
	const waiting: Answer[] = [];
	let asked: ((answer: Answer) => void) | undefined;
	let ended = false;
	const give = (answer: Answer): void => {
		if (asked === undefined) waiting.push(answer);
		else {
			const answered = asked;
			asked = undefined;
			answered(answer);
		}
	};
	lines.on("line", (line) => give({ line }));
	lines.on("SIGINT", () => {
		const isEmpty = lines.line === "";
		// What was typed so far is given up: to the end of the line, and all before.
		lines.write(null, { ctrl: true, name: "e" });
		lines.write(null, { ctrl: true, name: "u" });
		give(isEmpty ? "interrupt" : "abandon");
	});
	lines.on("close", () => {
		ended = true;
		give("end");
	});
	return {
		next: () =>
			new Promise((resolve) => {
				const first = waiting.shift();
				if (first !== undefined) resolve(first);
				else if (ended) resolve("end");
				else asked = resolve;
			}),
	};
}

/** A prompt over lines that are there already. */
export function promptOver(text: string): Prompt {
	const lines = text.split(/\r?\n/);
	if (lines.at(-1) === "") lines.pop();
	return {
		isTerminal: false,
		ask: async () => {
			const line = lines.shift();
			return line === undefined ? "end" : { line };
		},
		released: (action) => action(),
		history: () => [],
		close: () => undefined,
	};
}
