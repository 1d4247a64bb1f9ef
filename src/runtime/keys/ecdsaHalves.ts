/** An ECDSA signature in DER (RFC 3279, 2.2.3) as the two numbers alone, each with as many bytes as the curve's coordinates have. */
import { BuiltinError } from "../builtins/builtin.ts";
import { toBigEndian } from "../bytes/bigEndian.ts";
import { DerReader } from "../der/derReader.ts";
import type { Curve } from "./curves.ts";

/** Undefined where it isn't a signature of this curve. */
export function ecdsaHalves(signature: Uint8Array, { bytes }: Pick<Curve, "bytes">): Uint8Array | undefined {
	try {
		const outer = new DerReader(signature);
		const pair = outer.sequence("");
		const numbers = [pair.integer(""), pair.integer("")];
		if (!outer.isAtEnd || !pair.isAtEnd) return undefined;
		if (numbers.some((number) => number <= 0n || number >> BigInt(bytes * 8) > 0n)) return undefined;
		return Uint8Array.from(numbers.flatMap((number) => [...toBigEndian(number, bytes)]));
	} catch (error) {
		if (error instanceof BuiltinError) return undefined;
		throw error;
	}
}
