/** A heredoc as a policy sees it. */
import type { Heredoc } from "./readInstructions.ts";
import type { Fields, InstructionReading } from "./reading.ts";

export function heredocFields(reading: InstructionReading, { name, quoted, body, word }: Heredoc): Fields {
	const fields: Fields = { name, quoted, body: body.text };
	const { places } = reading.file;
	places.node(fields, reading.line, word.start, word.end);
	places.entry(fields, "body", body, 0, body.text.length);
	return fields;
}
