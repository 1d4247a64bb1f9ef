/** What a fuzzer is, how its cases are run, and how the text of one that fails is made smaller. */
import { Random } from "./random.ts";

/** What is wrong with a case. While it is shrunk `what` stays the same; `detail` may change. */
export interface Fault {
	readonly what: string;
	readonly detail: string;
}

export interface Fuzzer {
	readonly name: string;
	/** A case, as the text that is shown and shrunk. */
	make(random: Random): string;
	/** What is wrong with it, if anything. Never throws for a fault of what is tested, but gives it. */
	check(text: string): Fault | undefined | Promise<Fault | undefined>;
	/** False where something that it needs is missing. */
	readonly isThere?: boolean;
	/** Lets go of what the fuzzer holds, such as another process. */
	close?(): void;
}

/** How long one case may take, in milliseconds: far more than any needs on a busy machine. */
const SLOW = 8000;

/** Runs one case. An exception is a fault, and so is taking too long twice. */
export async function runCase(fuzzer: Fuzzer, text: string): Promise<Fault | undefined> {
	for (const attempt of [1, 2]) {
		const before = performance.now();
		try {
			const fault = await fuzzer.check(text);
			if (fault !== undefined) return fault;
		} catch (error) {
			return { what: thrown(error), detail: error instanceof Error ? (error.stack ?? error.message) : String(error) };
		}
		const taken = performance.now() - before;
		if (taken < SLOW) return undefined;
		if (attempt === 2) return { what: "slow", detail: `${Math.round(taken)} ms` };
	}
}

/** The exception's kind and the function that threw it: enough to tell one fault from another. */
function thrown(error: unknown): string {
	if (!(error instanceof Error)) return `threw ${typeof error}`;
	const place = /^\s+at (?:new )?(\S+) /m.exec(error.stack ?? "")?.[1] ?? "";
	return `threw ${error.constructor.name} in ${place}`;
}

export function makeCase(fuzzer: Fuzzer, seed: number): string {
	return fuzzer.make(new Random(seed));
}

/** The smallest text found, by leaving out parts of it, that is wrong in the same way. Stops after so many milliseconds. */
export async function shrink(fuzzer: Fuzzer, text: string, what: string, most = 20_000): Promise<string> {
	const end = performance.now() + most;
	let smallest = text;
	const stillFails = async (candidate: string): Promise<boolean> => {
		if (candidate.length >= smallest.length || performance.now() > end) return false;
		if ((await runCase(fuzzer, candidate))?.what !== what) return false;
		smallest = candidate;
		return true;
	};
	for (const split of [/(?<=\n)/, /(?<=\W)|(?=\W)/, /(?:)/u]) {
		let parts = smallest.split(split);
		for (let size = Math.ceil(parts.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
			for (let start = 0; start < parts.length; ) {
				const rest = [...parts.slice(0, start), ...parts.slice(start + size)];
				if (await stillFails(rest.join(""))) parts = rest;
				else start += size;
			}
		}
	}
	return smallest;
}
