/** A few cases of every fuzzer, the same each time. `npm run fuzz` runs more of them, from other seeds, and makes small what fails. */
import { afterAll, describe, expect, test } from "vitest";
import { makeCase, runCase } from "./fuzz/fuzzer.ts";
import { fuzzers } from "./fuzz/fuzzers.ts";
import { Random } from "./fuzz/random.ts";

const counts: Readonly<Record<string, number>> = { programs: 150, differential: 100, builtins: 1000, documents: 25 };

describe.each(fuzzers)("$name", (fuzzer) => {
	afterAll(() => fuzzer.close?.());

	const isThere = fuzzer.isThere ?? true;
	test.skipIf(!isThere)(`random cases${isThere ? "" : " (what it needs is missing: not run)"}`, async () => {
		for (let seed = 1; seed <= (counts[fuzzer.name] ?? 100); seed++) {
			const text = makeCase(fuzzer, seed);
			expect(await runCase(fuzzer, text), text).toBeUndefined();
		}
	});

	test("the same seed makes the same case, and another seed another", () => {
		expect(makeCase(fuzzer, 7)).toBe(makeCase(fuzzer, 7));
		expect(new Set([1, 2, 3, 4, 5].map((seed) => makeCase(fuzzer, seed))).size).toBeGreaterThan(2);
	});
});

test("random choices spread over all that can be chosen", () => {
	const random = new Random(1);
	expect(new Set(random.list(200, () => random.below(10))).size).toBe(10);
});
