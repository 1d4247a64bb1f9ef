import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Document, Pointer } from "../../../src/documents/document.ts";
import { workloadKind } from "../../../src/documents/workload/workloadKind.ts";
import { toJson } from "../../../src/runtime/values/json.ts";
import type { Value } from "../../../src/runtime/values/value.ts";
import { Source } from "../../../src/text/source.ts";
import { expectGolden } from "../golden.ts";

const cases = join(import.meta.dirname, "cases");

describe.each(readdirSync(cases).sort())("%s", (name) => {
	const folder = join(cases, name);
	const source = new Source("input.yaml", readFileSync(join(folder, "input.yaml"), "utf8"));
	const { documents, diagnostics } = workloadKind.parse(source, { buildArgs: {} });
	const [document] = documents;

	test("is read without fault", () => expect(diagnostics).toEqual([]));
	test("what policies see", () => {
		// What is there as written is shown by the input.
		const shown = JSON.stringify(
			JSON.parse(toJson(document?.value as Value)),
			(key, value) => (["object", "pod", "spec"].includes(key) ? "as written" : value),
			"\t",
		);
		expectGolden(join(folder, "normalized.json"), `${shown}\n`);
	});
	test("where it stands", () => {
		const lines = pointersOf(document?.value as Value).map(
			(pointer) => `/${pointer.join("/")} → ${placeText(document as Document, pointer)}`,
		);
		expectGolden(join(folder, "places.txt"), `${lines.join("\n")}\n`);
	});
});

function placeText(document: Document, pointer: Pointer): string {
	const span = document.locate(pointer);
	if (span === undefined) return "nowhere";
	const { line, column } = document.source.position(span.start);
	return `${line}:${column} ${document.source.slice(span).replace(/\s+/g, " ")}`;
}

function pointersOf(value: Value, pointer: Pointer = []): Pointer[] {
	const last = pointer.at(-1);
	if (last === "object" || last === "pod" || last === "spec" || last === "set_by") return [];
	if (typeof value !== "object" || value === null) return [pointer];
	const inner = Array.isArray(value)
		? value.flatMap((item, index) => pointersOf(item as Value, [...pointer, index]))
		: Object.entries(value).flatMap(([key, item]) => pointersOf(item as Value, [...pointer, key]));
	return [pointer, ...inner];
}
