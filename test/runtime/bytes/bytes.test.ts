import fc from "fast-check";
import { expect, test } from "vitest";
import { fromBase64, standardAlphabet, toBase64, urlAlphabet } from "../../../src/runtime/bytes/base64.ts";
import { fromHex, toHex } from "../../../src/runtime/bytes/hex.ts";
import { escapePercent, unescapePercent } from "../../../src/runtime/bytes/percentEscapes.ts";
import { fromUtf8, toUtf8 } from "../../../src/runtime/bytes/utf8.ts";

const bytes = fc.uint8Array({ maxLength: 200 });

test("base64 is what Node makes of the same bytes, and comes back", () => {
	fc.assert(
		fc.property(bytes, (some) => {
			expect(toBase64(some, standardAlphabet, true)).toBe(Buffer.from(some).toString("base64"));
			expect(toBase64(some, urlAlphabet, false)).toBe(Buffer.from(some).toString("base64url"));
			expect(fromBase64(toBase64(some, standardAlphabet, true), standardAlphabet)).toEqual(some);
			expect(fromBase64(toBase64(some, urlAlphabet, true), urlAlphabet)).toEqual(some);
		}),
	);
});

test("hexadecimal comes back, in either case", () => {
	fc.assert(
		fc.property(bytes, (some) => {
			expect(toHex(some)).toBe(Buffer.from(some).toString("hex"));
			expect(fromHex(toHex(some).toUpperCase())).toEqual(some);
		}),
	);
});

test("text comes back from UTF-8, a byte order mark included", () => {
	fc.assert(
		fc.property(fc.string({ unit: "binary" }), (text) => {
			expect(fromUtf8(toUtf8(text))).toBe(text);
		}),
	);
	expect(fromUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe("\ufeffa");
});

test.each([
	[[0xff], "\ufffd"],
	[[0x61, 0xe2, 0x82, 0x62], "a\ufffd\ufffdb"],
	[[0xf0, 0x9f, 0x98], "\ufffd\ufffd\ufffd"],
	[[0xc0, 0x80], "\ufffd\ufffd"],
	[[0xed, 0xa0, 0x80], "\ufffd\ufffd\ufffd"],
])("each byte of %j that is no UTF-8 becomes one U+FFFD", (some, text) => {
	expect(fromUtf8(Uint8Array.from(some))).toBe(text);
});

test("percent escapes come back", () => {
	fc.assert(
		fc.property(fc.string({ unit: "binary" }), fc.boolean(), (text, plus) => {
			const escaped = escapePercent(text, "-_.~", plus);
			expect(escaped).toMatch(/^[0-9A-Za-z\-_.~%+]*$/);
			expect(unescapePercent(escaped, plus)).toBe(text);
		}),
	);
});
