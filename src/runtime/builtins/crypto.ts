/** Digests of texts, in hexadecimal. OPA: topdown/crypto.go. */
import { toHex } from "../bytes/hex.ts";
import { toUtf8 } from "../bytes/utf8.ts";
import { digests } from "../hashing/digests.ts";
import { hmac } from "../hashing/hmac.ts";
import { boolean, string } from "../types.ts";
import { type Builtin, type BuiltinContext, builtin } from "./builtin.ts";

type DigestName = keyof typeof digests;

const titles: Readonly<Record<DigestName, string>> = {
	md5: "MD5",
	sha1: "SHA-1",
	sha256: "SHA-256",
	sha384: "SHA-384",
	sha512: "SHA-512",
};

const charge = (text: string, context: BuiltinContext): void => context.spend(1 + (text.length >> 4));

const digest = (name: DigestName, example: string): Builtin =>
	builtin<[string]>(
		{
			name: `crypto.${name}`,
			group: "crypto",
			doc: `The ${titles[name]} of a text, in hexadecimal.`,
			args: [{ name: "x", type: string }],
			returns: { name: "y", type: string },
			examples: [{ call: `crypto.${name}("lorem ipsum")`, gives: JSON.stringify(example) }],
		},
		(text, context) => {
			charge(text, context);
			return toHex(digests[name].of(toUtf8(text)));
		},
	);

const keyedDigest = (name: DigestName, example: string): Builtin =>
	builtin<[string, string]>(
		{
			name: `crypto.hmac.${name}`,
			group: "crypto",
			doc: `The HMAC of a text under a key, by ${titles[name]}, in hexadecimal.`,
			args: [
				{ name: "x", type: string, doc: "The text." },
				{ name: "key", type: string },
			],
			returns: { name: "y", type: string },
			examples: [{ call: `crypto.hmac.${name}("foo", "bar")`, gives: JSON.stringify(example) }],
		},
		(text, key, context) => {
			charge(text, context);
			return toHex(hmac(digests[name], toUtf8(key), toUtf8(text)));
		},
	);

export const crypto: readonly Builtin[] = [
	digest("md5", "80a751fde577028640c419000e33eba6"),
	digest("sha1", "bfb7759a67daeb65410490b4d98bb9da7d1ea2ce"),
	digest("sha256", "5e2bf57d3f40c4b6df69daf1936cb766f832374b4fc0259a7cbff06e2f70f269"),
	keyedDigest("md5", "31b6db9e5eb4addb42f1a6ca07367adc"),
	keyedDigest("sha1", "85d155c55ed286a300bd1cf124de08d87e914f3a"),
	keyedDigest("sha256", "147933218aaabc0b8b10a2b3a5c34684c8d94341bcf10a4736dc7270f7741851"),
	keyedDigest(
		"sha512",
		"24257d7210582a65c731ec55159c8184cc24c02489453e58587f71f44c23a2d61b4b72154a89d17b2d49448a8452ea066f4fc56a2bcead45c088572ffccdb3d8",
	),
	builtin<[string, string]>(
		{
			name: "crypto.hmac.equal",
			group: "crypto",
			doc: "Whether two message authentication codes are the same.",
			args: [
				{ name: "mac1", type: string },
				{ name: "mac2", type: string },
			],
			returns: { name: "result", type: boolean },
			examples: [{ call: 'crypto.hmac.equal("ab", "ab")', gives: "true" }],
		},
		(left, right) => left === right,
	),
];
