import { isIP } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatAddress, parseAddress } from "../../../src/runtime/network/ipAddress.ts";
import { mergeNetworks } from "../../../src/runtime/network/mergeNetworks.ts";
import { containsNetwork, formatNetwork, lastBits, networkOf } from "../../../src/runtime/network/network.ts";

describe("addresses", () => {
	test("are read where Node reads them, but for zones", () => {
		const almost = fc.array(fc.constantFrom("1", "0", "ff", "255", "256", ":", "::", ".", "1.2.3.4", "g", "12345"), {
			maxLength: 9,
		});
		fc.assert(
			fc.property(almost, (parts) => {
				const text = parts.join("");
				expect(parseAddress(text)?.family ?? 0, text).toBe(isIP(text));
			}),
			{ numRuns: 3000 },
		);
	});

	test("come back from their text", () => {
		fc.assert(
			fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
				const address = parseAddress(text)!;
				expect(parseAddress(formatAddress(address))).toEqual(address);
			}),
		);
	});

	test.each([
		["1:0:0:2:0:0:0:3", "1:0:0:2::3"],
		["1:0:2:0:3:0:4:0", "1:0:2:0:3:0:4:0"],
		["0:0:0:0:0:0:0:0", "::"],
		["ABCD::", "abcd::"],
		["::1.2.3.4", "::102:304"],
	])("%s is written %s", (text, written) => {
		expect(formatAddress(parseAddress(text)!)).toBe(written);
	});
});

test("merged networks hold the same addresses, are as few as can be, and don't touch", () => {
	const networks = fc.array(
		fc
			.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 24, max: 32 }))
			.map(([last, prefix]) => networkOf(`10.0.0.${last}/${prefix}`)),
		{ minLength: 1, maxLength: 6 },
	);
	const addresses = (all: readonly ReturnType<typeof networkOf>[]) => {
		const found = new Set<bigint>();
		for (const network of all) for (let at = network.bits; at <= lastBits(network); at++) found.add(at);
		return [...found].sort();
	};
	fc.assert(
		fc.property(networks, (given) => {
			const merged = mergeNetworks(given);
			expect(addresses(merged)).toEqual(addresses(given));
			expect(merged.map(formatNetwork)).toEqual(mergeNetworks(merged).map(formatNetwork));
			for (const one of merged) {
				expect(merged.filter((other) => containsNetwork(one, other))).toEqual([one]);
			}
		}),
	);
});
