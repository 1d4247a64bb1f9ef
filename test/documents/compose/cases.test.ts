/** Whole files: what policies see of them, and where each element of it stands. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { composeSchema } from "../../../src/documents/compose/schema.ts";
import type { Document, Pointer } from "../../../src/documents/document.ts";
import { toJson } from "../../../src/runtime/values/json.ts";
import type { Value } from "../../../src/runtime/values/value.ts";
import { expectGolden } from "../golden.ts";
import { faultsAgainst } from "../schemaFaults.ts";
import { parseFiles } from "./parse.ts";

const schemaFaults = faultsAgainst(composeSchema);

const cases = join(import.meta.dirname, "cases");
const goldens = new Set(["normalized.json", "places.txt"]);

describe.each(readdirSync(cases).sort())("%s", (name) => {
	const folder = join(cases, name);
	const names = readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && !goldens.has(entry.name))
		.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
	const files = Object.fromEntries(names.map((file) => [file, readFileSync(join(folder, file), "utf8")]));
	const { documents, diagnostics } = parseFiles(files, "compose.yaml");
	const [document] = documents as [Document];

	test("what policies see", () => {
		const value: unknown = JSON.parse(toJson(document.value));
		expect(schemaFaults(value)).toEqual([]);
		expectGolden(join(folder, "normalized.json"), `${JSON.stringify(value, undefined, "\t")}\n`);
	});

	test("where it stands, and what is wrong with it", () => {
		const lines = pointersOf(document.value).map(
			(pointer) => `/${pointer.join("/")} → ${placeText(document, pointer)}`,
		);
		const faults = diagnostics.map(({ text, source, span }) => {
			const place =
				source === undefined || span === undefined ? "" : `${source.name}:${source.position(span.start).line} `;
			return `${place}${text}`;
		});
		expectGolden(join(folder, "places.txt"), `${[...lines, ...faults].join("\n")}\n`);
	});
});

function placeText(document: Document, pointer: Pointer): string {
	const written = document.writtenIn?.(pointer);
	const { source } = written?.document ?? document;
	const span = written === undefined ? document.locate(pointer) : written.document.locate(written.pointer);
	if (span === undefined) return "nowhere";
	const { line, column } = source.position(span.start);
	return `${written === undefined ? "" : `${source.name} `}${line}:${column} ${source.slice(span).replace(/\s+/g, " ")}`;
}

function pointersOf(value: Value, pointer: Pointer = []): Pointer[] {
	if (typeof value !== "object" || value === null || pointer[0] === "defines") return [pointer];
	const inner = Array.isArray(value)
		? value.flatMap((item, index) => pointersOf(item as Value, [...pointer, index]))
		: Object.getPrototypeOf(value) === Object.prototype
			? Object.entries(value).flatMap(([key, item]) => pointersOf(item as Value, [...pointer, key]))
			: [];
	return [pointer, ...inner];
}
