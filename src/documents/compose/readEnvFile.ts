/** A `.env` file as compose reads it: one `NAME=value` a line, with quotes, `export` and comments. What it doesn't take is passed over. */
import { interpolate } from "./interpolate.ts";

const line = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*[=:][ \t]*(.*)$/;

export function readEnvFile(text: string): ReadonlyMap<string, string> {
	const values = new Map<string, string>();
	for (const each of text.split(/\r?\n/)) {
		const [, name, raw] = line.exec(each) ?? [];
		if (name !== undefined && raw !== undefined) values.set(name, valueIn(raw, values));
	}
	return values;
}

function valueIn(raw: string, values: ReadonlyMap<string, string>): string {
	const single = /^'([^']*)'/.exec(raw)?.[1];
	if (single !== undefined) return single;
	const double = /^"((?:[^"\\]|\\.)*)"/.exec(raw)?.[1];
	const text =
		double === undefined
			? raw.replace(/(?:^|\s)#.*$/, "").trimEnd()
			: double.replace(/\\(["\\$n])/g, (_, escaped) => (escaped === "n" ? "\n" : String(escaped)));
	return interpolate(text, (name) => values.get(name) ?? "").text;
}
