/** Why a command can't go on: thrown where nothing can be done with what was asked, and printed by `run`. */
import type { Message } from "../diagnostics/diagnostic.ts";

export class Refusal extends Error {
	readonly messages: readonly Message[];
	readonly status: number;

	constructor(messages: readonly Message[], status = 2) {
		super(messages.map((message) => message.text).join("; "));
		this.messages = messages;
		this.status = status;
	}
}
