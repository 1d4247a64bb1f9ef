/** Joins networks that overlap or lie side by side into as few as say the same. OPA: topdown/cidr.go, internal/cidr. */
import { type Address, bitsIn, mapped, unmapped } from "./ipAddress.ts";
import { lastBits, type Network, withoutHostBits } from "./network.ts";

/** First and last address, as addresses of IPv6; the network as it was given while nothing was joined to it. */
interface Range {
	readonly first: bigint;
	readonly last: bigint;
	readonly network?: Network;
}

/** Networks may have bits past their prefix: they are kept where nothing is joined to the network, as OPA has it. */
export function mergeNetworks(networks: readonly Network[]): Network[] {
	const ranges = networks.map(rangeOf).sort((a, b) => order(a.last, b.last) || order(a.first, b.first));
	const merged: Range[] = [];
	for (const range of ranges.toReversed()) {
		const later = merged.at(-1);
		if (later !== undefined && before(later.first) <= range.last) {
			merged[merged.length - 1] = { first: smaller(range.first, later.first), last: later.last };
		} else merged.push(range);
	}
	return merged.reverse().flatMap((range) => (range.network ? [range.network] : networksOf(range)));
}

const smaller = (a: bigint, b: bigint): bigint => (order(a, b) < 0 ? a : b);
const order = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

function rangeOf(network: Network): Range {
	const { family, prefix } = network;
	const bits = withoutHostBits(network, prefix);
	return {
		first: mapped({ family, bits }),
		last: mapped({ family, bits: lastBits({ family, bits, prefix }) }),
		network,
	};
}

/** The address before, but not across the beginning of IPv4 or IPv6. */
function before(bits: bigint): bigint {
	return bits === 0n || bits === mapped({ family: 4, bits: 0n }) ? bits : bits - 1n;
}

/** The fewest networks that make up a range: each time the largest that starts where the last one ended. */
function networksOf({ first, last }: Range): Network[] {
	const networks: Network[] = [];
	for (let at = first; at <= last; ) {
		const start: Address = unmapped({ family: 6, bits: at });
		const total = bitsIn(start.family);
		let host = 0;
		while (host < total) {
			const size = 1n << BigInt(host + 1);
			if (start.bits % size !== 0n || at + size - 1n > last) break;
			host++;
		}
		networks.push({ ...start, prefix: total - host });
		at += 1n << BigInt(host);
	}
	return networks;
}
