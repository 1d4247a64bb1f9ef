/** Parser directives as a policy sees them. */
import { expand } from "./expand.ts";
import { imageFields } from "./imageFields.ts";
import { JoinedText } from "./joinedText.ts";
import type { Places } from "./places.ts";
import type { Directive } from "./readInstructions.ts";
import type { Fields } from "./reading.ts";

export function readDirectives(directives: readonly Directive[], places: Places): Fields {
	const fields: Fields = {};
	for (const { name, value, valueSpan } of directives) {
		const text = JoinedText.fixed("", valueSpan);
		if (name === "escape") {
			fields.escape = value;
			places.entry(fields, "escape", text, 0, 0);
			continue;
		}
		const made: Fields = { text: value };
		if (name === "syntax") {
			made.ref = value;
			imageFields(
				made,
				expand(value, "", () => undefined),
				value,
			);
		} else Object.assign(made, checkFields(value));
		fields[name] = made;
		places.node(made, text, 0, 0);
	}
	return fields;
}

/** `skip=A,B;error=true` (Dockerfile reference, "check"). */
function checkFields(value: string): Fields {
	const skip: string[] = [];
	let error = false;
	for (const part of value.split(";")) {
		const [key = "", setting = ""] = part.split("=").map((text) => text.trim());
		if (key.toLowerCase() === "skip")
			skip.push(
				...setting
					.split(",")
					.map((name) => name.trim())
					.filter(Boolean),
			);
		else if (key.toLowerCase() === "error") error = setting.toLowerCase() === "true";
	}
	return { skip, error };
}
