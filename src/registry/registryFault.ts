/** Why a registry couldn't be used: thrown by the client, with a message of the catalogue for people. */
import type { Message } from "../diagnostics/diagnostic.ts";

export class RegistryFault extends Error {
	readonly diagnostic: Message;

	constructor(diagnostic: Message) {
		super(diagnostic.text);
		this.diagnostic = diagnostic;
	}
}
