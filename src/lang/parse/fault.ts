/** A syntax error on its way from a grammar rule to the loop that recovers from it: never leaves this folder. */
import type { Message } from "../../diagnostics/diagnostic.ts";
import type { Span } from "../../text/span.ts";

export class Fault {
	readonly span: Span;
	readonly message: Message;

	constructor(span: Span, message: Message) {
		this.span = span;
		this.message = message;
	}
}
