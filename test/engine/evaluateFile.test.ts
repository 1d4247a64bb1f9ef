/** A file by itself: long streams, and what is left of one when it is evaluated. */
import { describe, expect, it } from "vitest";
import { kinds } from "../../src/documents/kinds.ts";
import { evaluateFile } from "../../src/engine/evaluateFile.ts";
import type { EngineOptions } from "../../src/engine/options.ts";
import { readDocuments, readParts } from "../../src/engine/readDocuments.ts";
import { startRun } from "../../src/engine/run.ts";
import { Ledger } from "../../src/findings/ledger.ts";
import { loadPack } from "../../src/packs/loadPack.ts";
import { noSettings } from "../../src/packs/policiesInForce.ts";
import { Source } from "../../src/text/source.ts";

const { pack, diagnostics } = loadPack("p", [
	new Source(
		"p.policy",
		`package p

policy latest on workload {
	title: "Name a version"
	code: "P1"
	severity: high
	deny container.image because $"{container.name} has no tag" if {
		some container in input.containers
		not container.image.tag
	}
}

policy late on manifest {
	title: "Nothing is late"
	code: "P2"
	severity: low
	warn because "late" if {
		input.metadata.name == "web-3"
		time.now_ns() > 0
	}
}
`,
	),
]);
const options = (over: Partial<EngineOptions> = {}): EngineOptions => ({
	kinds,
	packs: pack === undefined ? [] : [pack],
	settings: noSettings,
	now: 1n,
	...over,
});

const deployment = (name: string, padding = ""): string =>
	`---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec:\n  template:\n    spec:\n      containers:\n        - {name: web, image: shop/web}\n# ${padding}\n`;
const many = Array.from({ length: 60 }, (_, number) => deployment(`web-${number}`, "x".repeat(50_000))).join("");

describe("a long stream", () => {
	const source = new Source("all.yaml", `${many}---\nkind: [\n`);
	it("is read part by part, and all of it", () => {
		const parts = [...readParts({ source }, options())];
		expect(parts.length).toBeGreaterThan(2);
		const whole = readDocuments({ source: new Source(source.name, source.text) }, options());
		const told = (read: readonly { readonly documents: typeof whole.documents }[], kind: string) =>
			read.flatMap(({ documents }) => documents.filter((each) => each.kind === kind)).map(({ name }) => name);
		for (const kind of ["manifest", "workload"]) expect(told(parts, kind)).toEqual(told([whole], kind));
		const codes = (all: typeof whole.diagnostics) =>
			new Set(all.map(({ kind, span }) => `${kind.code} ${span?.start}`));
		expect(codes(parts.flatMap((part) => part.diagnostics))).toEqual(codes(whole.diagnostics));
	});
	it("has its findings where they stand in all of it", () => {
		expect(diagnostics.filter(({ kind }) => kind.severity === "error")).toEqual([]);
		const { raised, ledger, entry } = evaluateFile({ source }, startRun(options()));
		expect(raised.filter(({ policy }) => policy.code === "P1").map(({ place }) => place.span?.start)).toEqual(
			[...source.text.matchAll(/shop\/web/g)].map(({ index }) => index),
		);
		expect(entry.documents).toHaveLength(120);
		expect(new Ledger(ledger).counts()).toMatchObject({ fail: 60, pass: 60 });
	});
});

describe("what an evaluation asks of the run that is another each time", () => {
	const asked = (text: string): boolean => {
		let chance = false;
		const run = startRun(options({ onChance: () => (chance = true) }));
		evaluateFile({ source: new Source("a.yaml", text) }, run);
		return chance;
	};
	it("is told", () => expect(asked(deployment("web-3"))).toBe(true));
	it("is told only where it is asked", () => expect(asked(deployment("web-4"))).toBe(false));
});
