/** Parts of the gate by themselves: places in JSON, masks, room for requests. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JsonPlaces } from "../../src/documents/json/jsonPlaces.ts";
import type { Value } from "../../src/runtime/values/value.ts";
import { maskInput } from "../../src/serve/answer/maskInput.ts";
import { pathAt, pathText } from "../../src/serve/answer/pathAt.ts";
import { Limiter } from "../../src/serve/limits/limiter.ts";

describe("the path at a place", () => {
	type Path = readonly (string | number)[];
	function* scalars(value: unknown, path: Path = []): Generator<Path> {
		if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* scalars(item, [...path, index]);
		else if (typeof value === "object" && value !== null)
			for (const [key, item] of Object.entries(value)) yield* scalars(item, [...path, key]);
		else yield path;
	}

	it("leads back to every scalar, however it is laid out", () => {
		fc.assert(
			fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(0, 2), (value, indent) => {
				const text = JSON.stringify(value, null, indent);
				const places = new JsonPlaces(text, 0);
				for (const path of scalars(value)) expect(pathAt(text, places.place(path))).toEqual(path);
			}),
		);
	});

	it("of a beginning is that of what begins there", () => {
		const text = '{"a": [{"name": "x", "value": "y"}]}';
		const start = text.indexOf('"name"');
		expect(pathAt(text, { start, end: text.indexOf(', "value"') })).toEqual(["a", 0]);
		expect(pathAt(text, { start, end: start + 6 })).toEqual(["a", 0]);
		const second = text.indexOf('"value"');
		expect(pathAt(text, { start: second, end: second + 7 })).toEqual(["a", 0, "value"]);
	});

	it.each([
		[["spec", "containers", 0, "image"], "spec.containers[0].image"],
		[["metadata", "annotations", "a.b/c"], 'metadata.annotations["a.b/c"]'],
		[[], ""],
	])("%j is written %s", (path, text) => expect(pathText(path)).toBe(text));
});

describe("masks", () => {
	it.each<[string, Value, readonly string[], Value, readonly string[]]>([
		["a pointer", { a: { b: 1, c: 2 } }, ["/input/a/b"], { a: { b: "***", c: 2 } }, ["/a/b"]],
		[
			"any item",
			{ a: [{ b: 1 }, { b: 2 }] },
			["/input/a/*/b"],
			{ a: [{ b: "***" }, { b: "***" }] },
			["/a/0/b", "/a/1/b"],
		],
		["a whole part", { a: { b: { c: 1 } } }, ["/input/a"], { a: "***" }, ["/a"]],
		["a key with a slash", { "a/b": "x" }, ["/input/a~1b"], { "a/b": "***" }, ["/a~1b"]],
		["nothing that is there", { a: 1 }, ["/input/b/c"], { a: 1 }, []],
		[
			"names that tell",
			{ dbPassword: "x", passwords: "y", "x-api-key": "z", Authorization: "b" },
			[],
			{ dbPassword: "***", passwords: "***", "x-api-key": "***", Authorization: "***" },
			["/dbPassword", "/passwords", "/x-api-key", "/Authorization"],
		],
		[
			"names that only sound so",
			{ secretName: "x", tokenReview: "y", automountServiceAccountToken: false },
			[],
			{ secretName: "x", tokenReview: "y", automountServiceAccountToken: false },
			[],
		],
		[
			"keys of objects' own",
			JSON.parse('{"__proto__": {"password": "x"}}'),
			[],
			JSON.parse('{"__proto__": {"password": "***"}}'),
			["/__proto__/password"],
		],
	])("%s", (_, input, pointers, value, masked) => {
		expect(maskInput(input, pointers)).toEqual({ value, masked });
	});
});

it("there is room for so many, and to wait for so many", async () => {
	const limiter = new Limiter(1, 1);
	const first = await limiter.enter();
	const second = limiter.enter();
	expect(await limiter.enter()).toBeUndefined();
	expect([limiter.active, limiter.waiting]).toEqual([1, 1]);
	first?.();
	first?.();
	const leave = await second;
	expect([limiter.active, limiter.waiting]).toEqual([1, 0]);
	leave?.();
	expect(limiter.active).toBe(0);
});
