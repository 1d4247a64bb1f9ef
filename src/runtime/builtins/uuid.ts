/** UUIDs (RFC 4122). OPA: topdown/uuid.go, internal/uuid. */
import { fromHex, toHex } from "../bytes/hex.ts";
import { any, objectOf, string } from "../types.ts";
import { numberOfInteger } from "../values/numbers.ts";
import type { PlainObject } from "../values/value.ts";
import { type Builtin, builtin } from "./builtin.ts";

export const uuid: readonly Builtin[] = [
	builtin<[string]>(
		{
			name: "uuid.rfc4122",
			group: "uuid",
			doc: "A random UUID of version 4; the same for the same text within one evaluation.",
			args: [{ name: "k", type: string }],
			returns: { name: "output", type: string },
			nondeterministic: true,
			examples: [{ call: 'uuid.rfc4122("x") == uuid.rfc4122("x")', gives: "true" }],
		},
		(label, context) => {
			const key = `uuid.rfc4122 ${label}`;
			let known = context.memo.get(key) as string | undefined;
			if (known === undefined) {
				known = randomUuid(context.random(16));
				context.memo.set(key, known);
			}
			return known;
		},
	),
	builtin<[string]>(
		{
			name: "uuid.parse",
			group: "uuid",
			doc: "Version and variant of a UUID, and time, clock and node of those that hold them; undefined for any other text.",
			args: [{ name: "uuid", type: string }],
			returns: { name: "result", type: objectOf(string, any) },
			examples: [
				{
					call: 'uuid.parse("71c7c9f0-1c1c-4f0e-9bb4-2f8c9a4b7f52")',
					gives: '{"variant": "RFC4122", "version": 4}',
				},
				{ call: 'uuid.parse("none")' },
			],
		},
		(text) => {
			const bytes = parseUuid(text);
			return bytes && describeUuid(bytes);
		},
	),
];

function randomUuid(bytes: Uint8Array): string {
	const marked = Uint8Array.from(bytes);
	marked[6] = (marked[6]! & 0x0f) | 0x40;
	marked[8] = (marked[8]! & 0x3f) | 0x80;
	return toHex(marked).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/**
 * With dashes, without, after `urn:uuid:`, or in braces: of which any two characters do, as in the library OPA uses.
 * @returns 16 bytes
 */
function parseUuid(text: string): Uint8Array | undefined {
	const bare = /^urn:uuid:/i.test(text) ? text.slice(9) : text.length === 38 ? text.slice(1, 37) : text;
	const form =
		/^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})$/i.exec(bare) ??
		(text.length === 32 ? /^([0-9a-f]{32})$/i.exec(text) : null);
	return form === null ? undefined : fromHex(form.slice(1).join(""));
}

/** 100-nanosecond steps from the start of the Gregorian calendar in October 1582, where UUIDs count from, to 1970. */
const gregorianStart = 122_192_928_000_000_000n;

function describeUuid(bytes: Uint8Array): PlainObject {
	const view = new DataView(bytes.buffer);
	const version = bytes[6]! >> 4;
	const variant = variantName(bytes[8]!);
	if (version !== 1 && version !== 2) return { variant, version };
	const steps =
		(BigInt(view.getUint16(6) & 0x0fff) << 48n) | (BigInt(view.getUint16(4)) << 32n) | BigInt(view.getUint32(0));
	const node = bytes.subarray(10);
	const described: PlainObject = {
		clocksequence: view.getUint16(8) & 0x3fff,
		macvariables: `${node[0]! & 2 ? "local" : "global"}:${node[0]! & 1 ? "multicast" : "unicast"}`,
		nodeid: Array.from(node, (byte) => toHex(Uint8Array.of(byte))).join("-"),
		time: numberOfInteger(BigInt.asIntN(64, (steps - gregorianStart) * 100n)),
		variant,
		version,
	};
	if (version === 1) return described;
	return { ...described, domain: ["Person", "Group", "Org"][bytes[9]!] ?? `Domain${bytes[9]}`, id: view.getUint32(0) };
}

function variantName(byte: number): string {
	if ((byte & 0xc0) === 0x80) return "RFC4122";
	if ((byte & 0xe0) === 0xc0) return "Microsoft";
	return (byte & 0xe0) === 0xe0 ? "Future" : "Reserved";
}
