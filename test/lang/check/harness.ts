/** From text to checked program, for the tables of this folder. */
import type { Diagnostic } from "../../../src/diagnostics/diagnostic.ts";
import { type CheckResult, checkProgram } from "../../../src/lang/check/checkProgram.ts";
import type { Clause, Local } from "../../../src/lang/core.ts";
import { orderClause } from "../../../src/lang/order/orderProgram.ts";
import { parseModule } from "../../../src/lang/parse/parseModule.ts";
import { resolveModules } from "../../../src/lang/resolve/resolveModules.ts";
import { builtins } from "../../../src/runtime/builtins/index.ts";
import { fromJsonSchema } from "../../../src/runtime/types/fromJsonSchema.ts";
import type { Type } from "../../../src/runtime/types.ts";
import { Source } from "../../../src/text/source.ts";

const text = { type: "string" };
const closed = (properties: object, required: readonly string[]): object => ({
	type: "object",
	properties,
	required,
	additionalProperties: false,
});

/** A kind that is small enough to be read here, with one of everything. */
export const shop: Type = fromJsonSchema({
	...closed(
		{
			name: text,
			open: { type: "boolean" },
			floors: { type: "integer" },
			level: { enum: ["low", "middle", "high"] },
			owner: { anyOf: [text, { type: "null" }] },
			tags: { type: "array", items: text },
			counts: { type: "object", additionalProperties: { type: "number" } },
			shelves: { type: "array", items: { $ref: "#/$defs/shelf" } },
			extra: {},
			pair: { type: "array", prefixItems: [text, { type: "number" }], items: false, minItems: 2 },
		},
		["name", "open", "floors", "level", "owner", "tags", "counts", "shelves", "pair"],
	),
	$defs: {
		shelf: closed(
			{
				label: text,
				goods: {
					type: "array",
					items: {
						oneOf: [
							closed({ kind: { const: "fruit" }, weight: { type: "number" } }, ["kind", "weight"]),
							closed({ kind: { const: "book" }, title: text }, ["kind", "title"]),
						],
					},
				},
				below: { $ref: "#/$defs/shelf" },
			},
			["label", "goods"],
		),
	},
});

export interface Checked extends CheckResult {
	/** What parsing and resolving said. */
	readonly before: readonly Diagnostic[];
	/** The type of the first local of this name. */
	readonly locals: (name: string) => Type | undefined;
}

/** Parses, resolves and checks modules, given by name. */
export function check(files: Readonly<Record<string, string>>, options: { strict?: boolean } = {}): Checked {
	const parsed = Object.entries(files).map(([name, content]) =>
		parseModule(new Source(name, content), { dialect: name.endsWith(".policy") ? "policy" : "rego" }),
	);
	const modules = parsed.flatMap(({ module }) => module ?? []);
	const resolved = resolveModules(modules, { builtins });
	const unordered: Diagnostic[] = [];
	const near = { names: () => [], owner: () => undefined };
	const clauses = resolved.clauses.map((clause) => orderClause(clause, near, unordered));
	const program = { ...resolved, clauses, diagnostics: [...resolved.diagnostics, ...unordered] };
	const result = checkProgram(program, modules, {
		inputTypes: new Map([["shop", shop]]),
		schemas: new Map([["shop", shop]]),
		...options,
	});
	const locals = (name: string): Type | undefined =>
		localsOf(program.clauses)
			.filter((local) => local.name === name)
			.map((local) => result.typeOf(local))
			.find((type) => type !== undefined);
	return { ...result, locals, before: [...parsed.flatMap(({ diagnostics }) => diagnostics), ...program.diagnostics] };
}

/** Every local that stands anywhere in the clauses: the core form is plain data, so that they can be looked for. */
function localsOf(clauses: readonly Clause[]): readonly Local[] {
	const found = new Set<Local>();
	const seen = new Set<unknown>();
	const visit = (node: unknown): void => {
		if (typeof node !== "object" || node === null || seen.has(node) || node instanceof Source) return;
		seen.add(node);
		if ("origin" in node && "declared" in node) found.add(node as Local);
		for (const [key, value] of Object.entries(node)) if (key !== "term" && key !== "rule") visit(value);
	};
	visit(clauses);
	return [...found];
}
