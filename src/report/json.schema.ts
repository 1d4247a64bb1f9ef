/** The published shape of the json format: JSON Schema, draft 2020-12. `policy schema report` prints it. */

const count = { type: "integer", minimum: 0 } as const;
const text = { type: "string" } as const;
const texts = { type: "array", items: text } as const;
const severity = { enum: ["critical", "high", "medium", "low", "info"] } as const;
const outcome = { enum: ["pass", "fail", "excepted", "unknown", "skipped", "error"] } as const;

/** An object with just these fields; `optional` names those that may be absent. */
function closed(properties: Readonly<Record<string, object>>, optional: readonly string[] = []): object {
	const required = Object.keys(properties).filter((name) => !optional.includes(name));
	return { type: "object", properties, required, additionalProperties: false };
}

function counts(names: readonly string[]): object {
	return closed(Object.fromEntries(names.map((name) => [name, count])));
}

const position = closed({ line: { type: "integer", minimum: 1 }, column: { type: "integer", minimum: 1 } });
const range = closed({ start: { $ref: "#/$defs/position" }, end: { $ref: "#/$defs/position" } });
const place = { anyOf: [{ $ref: "#/$defs/range" }, { type: "null" }] };
const edits = { type: "array", items: closed({ range: { $ref: "#/$defs/range" }, text }) };

export const jsonReportSchema: object = {
	$schema: "https://json-schema.org/draft/2020-12/schema",
	title: "Holystone report, version 1",
	...closed({
		version: { const: 1 },
		tool: closed({ name: { const: "holystone" }, version: text }),
		summary: closed({
			files: count,
			documents: count,
			policies: count,
			outcomes: counts(outcome.enum),
			severities: counts(severity.enum),
			errors: count,
		}),
		findings: { type: "array", items: { $ref: "#/$defs/finding" } },
		diagnostics: { type: "array", items: { $ref: "#/$defs/diagnostic" } },
		files: { type: "array", items: { $ref: "#/$defs/file" } },
		policies: { type: "array", items: { $ref: "#/$defs/policy" } },
		ledger: { type: "array", items: { $ref: "#/$defs/entry" } },
	}),
	$defs: {
		position: { ...position, description: "Both from 1; columns count code points." },
		range: { ...range, description: "The end is the place after the last character." },
		finding: closed(
			{
				code: text,
				policy: text,
				title: text,
				severity,
				action: { enum: ["deny", "warn"] },
				message: text,
				file: text,
				document: text,
				origin: {
					...text,
					description: "The file that the document was rendered from, as Helm or kustomize notes it.",
				},
				pointer: { ...text, description: "JSON Pointer into the normalized document." },
				range: place,
				fingerprint: { type: "string", pattern: "^[0-9a-f]+$" },
				fix: edits,
				suppressed: closed(
					{ by: { enum: ["comment", "exception", "baseline"] }, reason: text, until: text, file: text, range: place },
					["until", "file", "range"],
				),
			},
			["origin", "fix", "suppressed"],
		),
		diagnostic: closed(
			{
				code: text,
				severity: { enum: ["error", "warning", "info"] },
				message: text,
				hint: text,
				file: text,
				range: place,
			},
			["hint", "file", "range"],
		),
		file: closed(
			{ source: text, documents: { type: "array", items: closed({ kind: text, name: text }) }, skipped: text },
			["skipped"],
		),
		policy: closed(
			{
				id: text,
				name: text,
				code: text,
				on: { type: ["string", "null"] },
				title: text,
				severity,
				about: text,
				see: texts,
				tags: texts,
				equivalents: texts,
				custom: { type: "object", description: "What else its METADATA says of it." },
				pack: text,
			},
			["custom"],
		),
		entry: closed({ source: text, document: text, kind: text, policy: text, outcome, reason: text, needs: texts }, [
			"reason",
			"needs",
		]),
	},
};
