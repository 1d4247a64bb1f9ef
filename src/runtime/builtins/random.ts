/** Random numbers, which stay the same within one evaluation. OPA: topdown/numbers.go. */
import { number, string } from "../types.ts";
import type { RegoNumber } from "../values/exactNumber.ts";
import { numberOfInteger, toInt64 } from "../values/numbers.ts";
import { type Builtin, type BuiltinContext, builtin, operandError } from "./builtin.ts";

/** Enough bytes for the remainder to be even up to one part in 2^64. */
const BYTES = 16;

function randomBelow(limit: bigint, { random }: BuiltinContext): bigint {
	let integer = 0n;
	for (const byte of random(BYTES)) integer = (integer << 8n) | BigInt(byte);
	return integer % limit;
}

export const random: readonly Builtin[] = [
	builtin<[string, RegoNumber]>(
		{
			name: "rand.intn",
			group: "numbers",
			doc: "A random integer from 0 up to, not including, the absolute of `n`; the same for the same arguments.",
			args: [
				{ name: "str", type: string, doc: "Tells several numbers of the same range apart." },
				{ name: "n", type: number },
			],
			returns: { name: "y", type: number },
			nondeterministic: true,
			examples: [
				{ call: 'rand.intn("x", 1)', gives: "0" },
				{ call: 'rand.intn("x", 0)', gives: "0" },
			],
		},
		(label, n, context) => {
			const integer = toInt64(n);
			if (integer === undefined) throw operandError(2, "must be integer number but got floating-point number");
			if (integer === 0n) return 0;
			const limit = integer < 0n ? -integer : integer;
			const key = `rand.intn ${limit} ${label}`;
			let known = context.memo.get(key) as RegoNumber | undefined;
			if (known === undefined) {
				known = numberOfInteger(randomBelow(limit, context));
				context.memo.set(key, known);
			}
			return known;
		},
	),
];
