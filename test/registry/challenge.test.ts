/** What WWW-Authenticate says, as registries write it and as nobody should. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseChallenges } from "../../src/registry/challenge.ts";

const plain = (text: string) =>
	parseChallenges(text).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);

test.each([
	['Basic realm="x"', [["basic", { realm: "x" }]]],
	[
		'Bearer realm="https://auth.example/token",service="registry, of us",scope="repository:a:pull,push"',
		[["bearer", { realm: "https://auth.example/token", service: "registry, of us", scope: "repository:a:pull,push" }]],
	],
	['BEARER Realm=plain , error="in\\"valid"', [["bearer", { realm: "plain", error: 'in"valid' }]]],
	[
		'Negotiate, Basic realm="x", Bearer realm="y"',
		[
			["negotiate", {}],
			["basic", { realm: "x" }],
			["bearer", { realm: "y" }],
		],
	],
	['Bearer __proto__="x",constructor="y"', [["bearer", { ["__proto__"]: "x", constructor: "y" }]]],
	["", []],
	["=", []],
])("%s", (text, expected) => {
	expect(plain(text)).toEqual(expected);
});

test("any text is read in no time, and gives challenges or none", () => {
	fc.assert(
		fc.property(fc.oneof(fc.string(), fc.stringMatching(/^(?:[a-z]+ ?|[="\\, ]){0,40}$/)), (text) => {
			for (const { scheme } of parseChallenges(text)) expect(scheme).toBe(scheme.toLowerCase());
		}),
	);
	expect(parseChallenges(`Bearer realm="${"\\".repeat(100_000)}`)).toEqual([]);
});
