/** The policies in force, which others can take the place of while requests are answered: each request is answered by those that it met. */
import type { Answer, GateFacts, Job } from "../job.ts";
import { type Gate, GateFault } from "./gate.ts";

export class GateHolder {
	readonly #open: () => Promise<Gate>;
	#current: Gate | undefined;
	#fault: readonly string[] | undefined;
	#opening: Promise<void> | undefined;
	#again = false;

	constructor(open: () => Promise<Gate>) {
		this.#open = open;
	}

	/** Undefined until policies could be opened. */
	get facts(): GateFacts | undefined {
		return this.#current?.facts;
	}

	/** Why the last reload failed; undefined where it didn't. */
	get fault(): readonly string[] | undefined {
		return this.#fault;
	}

	get waiting(): number {
		return this.#current?.waiting ?? 0;
	}

	answer(job: Job, within: number): Promise<Answer> {
		if (this.#current === undefined) return Promise.reject(new Error("no policies are loaded"));
		return this.#current.answer(job, within);
	}

	/**
	 * Opens the policies anew, beside those in force. Where that fails, these stay. Changes that come meanwhile are read in another round.
	 * @param done told after each round what came of it
	 */
	async reload(done: (fault: readonly string[] | undefined) => void): Promise<void> {
		if (this.#opening !== undefined) {
			this.#again = true;
			return this.#opening;
		}
		this.#opening = this.#rounds(done).finally(() => {
			this.#opening = undefined;
		});
		return this.#opening;
	}

	async #rounds(done: (fault: readonly string[] | undefined) => void): Promise<void> {
		do {
			this.#again = false;
			try {
				const next = await this.#open();
				const before = this.#current;
				this.#current = next;
				this.#fault = undefined;
				// It answers what it was asked before.
				void before?.close();
			} catch (error) {
				this.#fault =
					error instanceof GateFault ? error.lines : [error instanceof Error ? error.message : String(error)];
			}
			done(this.#fault);
		} while (this.#again);
	}

	async close(): Promise<void> {
		await this.#opening;
		await this.#current?.close();
	}
}
