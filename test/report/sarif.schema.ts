/**
 * What we rely on of SARIF 2.1.0 and of GitHub's limits on it, written as a JSON Schema by us from the standard's text
 * (section numbers in the descriptions): closed, so that a property the standard doesn't have can't slip in.
 */

const text = { type: "string", minLength: 1 } as const;
/** SARIF 3.49.7: words that begin with capitals. */
const identifier = { type: "string", pattern: "^[\\p{Lu}\\p{N}\\p{Lo}][\\p{L}\\p{N}]*$" } as const;
const line = { type: "integer", minimum: 1 } as const;
const index = { type: "integer", minimum: 0 } as const;

function closed(properties: Record<string, object>, required: readonly string[]): object {
	return { type: "object", properties, required, additionalProperties: false };
}
const list = (items: object, more: object = {}): object => ({ type: "array", items, ...more });

const message = closed({ text }, ["text"]);
const bag = { type: "object", properties: { tags: list(text, { uniqueItems: true, maxItems: 20 }) } };
const uri = {
	type: "string",
	format: "uri-reference",
	minLength: 1,
	not: { pattern: "^(/|[a-zA-Z][a-zA-Z0-9+.-]*:)" },
};
const artifactLocation = closed({ uri, uriBaseId: { const: "%SRCROOT%" }, index }, ["uri"]);
const region = {
	...closed({ startLine: line, startColumn: line, endLine: line, endColumn: line }, ["startLine"]),
	description: "3.30; the end column is one past the last character",
};
const physicalLocation = closed({ artifactLocation, region }, ["artifactLocation", "region"]);
const location = closed(
	{ physicalLocation, logicalLocations: list(closed({ fullyQualifiedName: text }, ["fullyQualifiedName"])) },
	["physicalLocation"],
);
const level = { enum: ["none", "note", "warning", "error"] } as const;

const rule = closed(
	{
		id: text,
		name: identifier,
		shortDescription: message,
		fullDescription: closed({ text: { ...text, maxLength: 1024 } }, ["text"]),
		help: closed({ text, markdown: text }, ["text"]),
		helpUri: { type: "string", format: "uri" },
		defaultConfiguration: closed({ level }, ["level"]),
		properties: {
			...bag,
			properties: {
				...bag.properties,
				precision: { enum: ["very-high", "high", "medium", "low"] },
				"problem.severity": { enum: ["error", "warning", "recommendation"] },
				"security-severity": { type: "string", pattern: "^(10\\.0|[0-9]\\.[0-9])$" },
			},
		},
	},
	["id", "shortDescription", "fullDescription", "help", "defaultConfiguration", "properties"],
);

const result = closed(
	{
		ruleId: text,
		ruleIndex: index,
		level,
		message,
		locations: list(location, { minItems: 1, maxItems: 1 }),
		partialFingerprints: { type: "object", additionalProperties: text },
		suppressions: list(
			closed(
				{
					kind: { enum: ["inSource", "external"] },
					status: { enum: ["accepted", "underReview", "rejected"] },
					justification: text,
					location,
				},
				["kind"],
			),
		),
		fixes: list(
			closed(
				{
					artifactChanges: list(
						closed(
							{
								artifactLocation,
								replacements: list(closed({ deletedRegion: region, insertedContent: message }, ["deletedRegion"]), {
									minItems: 1,
								}),
							},
							["artifactLocation", "replacements"],
						),
						{ minItems: 1 },
					),
				},
				["artifactChanges"],
			),
		),
		properties: bag,
	},
	["ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints"],
);

const notification = closed({ descriptor: closed({ id: text }, ["id"]), level, message, locations: list(location) }, [
	"descriptor",
	"level",
	"message",
]);

const descriptor = closed(
	{
		id: text,
		name: identifier,
		shortDescription: message,
		fullDescription: closed({ text: { ...text, maxLength: 1024 } }, ["text"]),
		help: message,
	},
	["id", "name", "shortDescription", "fullDescription", "help"],
);

export const sarifSchema = closed(
	{
		$schema: { type: "string", format: "uri" },
		version: { const: "2.1.0" },
		runs: list(
			closed(
				{
					tool: closed(
						{
							driver: closed(
								{
									name: text,
									semanticVersion: text,
									rules: list(rule, { uniqueItems: true }),
									notifications: list(descriptor),
								},
								["name", "rules"],
							),
						},
						["driver"],
					),
					columnKind: { enum: ["unicodeCodePoints", "utf16CodeUnits"] },
					originalUriBaseIds: { type: "object", additionalProperties: closed({ description: message }, []) },
					invocations: list(
						closed({ executionSuccessful: { type: "boolean" }, toolExecutionNotifications: list(notification) }, [
							"executionSuccessful",
						]),
					),
					artifacts: list(
						closed({ location: artifactLocation, roles: list({ const: "analysisTarget" }) }, ["location"]),
						{
							uniqueItems: true,
						},
					),
					results: list(result),
					properties: bag,
				},
				["tool", "results"],
			),
			{ minItems: 1 },
		),
	},
	["$schema", "version", "runs"],
);
