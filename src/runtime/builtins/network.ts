/** IP networks. OPA: topdown/cidr.go. */
import { type Address, formatAddress, parseAddress, unmapped } from "../network/ipAddress.ts";
import { mergeNetworks } from "../network/mergeNetworks.ts";
import {
	asNetwork,
	containsNetwork,
	formatNetwork,
	lastBits,
	type Network,
	networkOf,
	parseNetwork,
} from "../network/network.ts";
import { any, arrayOf, boolean, objectOf, setOf, string, tuple, union } from "../types.ts";
import { isArray, keysAndValues } from "../values/access.ts";
import { RegoSet, SetBuilder } from "../values/regoSet.ts";
import { typeName } from "../values/typeName.ts";
import type { Value } from "../values/value.ts";
import { type Argument, type Builtin, type BuiltinContext, builtin, failure, operandError } from "./builtin.ts";
import { items, late } from "./operands.ts";

/** A set of more addresses would exhaust memory rather than the budget. */
const mostAddresses = 1 << 20;

const cidrs = union(
	string,
	arrayOf(union(string, arrayOf(any))),
	setOf(union(string, arrayOf(any))),
	objectOf(string, union(string, arrayOf(any))),
);

function contains(name: string, deprecated: boolean): Builtin {
	return builtin<[string, Value]>(
		{
			name,
			group: "net",
			doc: "Whether an address or a whole network lies in a network.",
			args: [
				{ name: "cidr", type: string },
				{ name: "cidr_or_ip", type: string, ...late },
			],
			returns: { name: "result", type: boolean },
			deprecated,
			examples: [
				{ call: `${name}("10.0.0.0/8", "10.1.0.0/16")`, gives: "true" },
				{ call: `${name}("10.0.0.0/8", "192.168.1.1")`, gives: "false" },
			],
		},
		(outer, inner) => containsNetwork(networkOf(outer), addressOrNetwork(textOf(inner))),
	);
}

export const network: readonly Builtin[] = [
	contains("net.cidr_contains", false),
	contains("net.cidr_overlap", true),
	builtin<[Value, Value]>(
		{
			name: "net.cidr_contains_matches",
			group: "net",
			doc: "All pairs of a network from one collection and an address or network from another that lies in it, by key or index.",
			args: [
				{ name: "cidrs", type: cidrs, accepts: any },
				{ name: "cidrs_or_ips", type: cidrs, accepts: any },
			],
			returns: { name: "output", type: setOf(tuple(any, any)) },
			examples: [
				{
					call: 'net.cidr_contains_matches({"a": "1.1.0.0/16"}, ["1.1.1.1", "2.2.2.2"])',
					gives: '{["a", 0]}',
				},
			],
		},
		(outer, inner, context) => containedPairs(outer, inner, context),
	),
	builtin<[string]>(
		{
			name: "net.cidr_expand",
			group: "net",
			doc: "All addresses of a network.",
			args: [{ name: "cidr", type: string }],
			returns: { name: "hosts", type: setOf(string) },
			examples: [{ call: 'net.cidr_expand("10.0.0.2/31")', gives: '{"10.0.0.2", "10.0.0.3"}' }],
		},
		(cidr, context) => {
			const { family, bits, ...rest } = networkOf(cidr);
			const last = lastBits({ family, bits, ...rest });
			if (last - bits >= mostAddresses) throw failure(`more than ${mostAddresses} addresses`);
			context.spend(Number(last - bits) + 1);
			const hosts = new SetBuilder();
			for (let at = bits; at <= last; at++) hosts.add(formatAddress({ family, bits: at }));
			return hosts.finish();
		},
	),
	builtin<[string, Value]>(
		{
			name: "net.cidr_intersects",
			group: "net",
			doc: "Whether two networks have addresses in common.",
			args: [
				{ name: "cidr1", type: string },
				{ name: "cidr2", type: string, ...late },
			],
			returns: { name: "result", type: boolean },
			examples: [
				{ call: 'net.cidr_intersects("10.0.0.0/8", "10.1.0.0/16")', gives: "true" },
				{ call: 'net.cidr_intersects("10.0.0.0/8", "11.0.0.0/8")', gives: "false" },
			],
		},
		(left, right) => {
			const [a, b] = [networkOf(left), networkOf(textOf(right))];
			return containsNetwork(a, b) || containsNetwork(b, a);
		},
	),
	builtin<[Value]>(
		{
			name: "net.cidr_is_valid",
			group: "net",
			doc: "Whether a text is an address with a prefix length; false for anything that is no text.",
			args: [{ name: "cidr", type: string, accepts: any } satisfies Argument],
			returns: { name: "result", type: boolean },
			examples: [
				{ call: 'net.cidr_is_valid("10.0.0.0/8")', gives: "true" },
				{ call: 'net.cidr_is_valid("10.0.0.0")', gives: "false" },
			],
		},
		(cidr) => typeof cidr === "string" && parseNetwork(cidr) !== undefined,
	),
	builtin<[Value]>(
		{
			name: "net.cidr_merge",
			group: "net",
			doc: "The fewest networks that hold the given ones; an IPv4 address stands for the network of its class.",
			args: [
				{ name: "addrs", type: union(arrayOf(string), setOf(string)), ...late, doc: "Networks or IPv4 addresses." },
			],
			returns: { name: "output", type: setOf(string) },
			examples: [{ call: 'net.cidr_merge(["10.0.0.0/9", "10.128.0.0/9"])', gives: '{"10.0.0.0/8"}' }],
		},
		(addresses, context) => {
			if (!isArray(addresses) && !(addresses instanceof RegoSet)) throw failure("operand must be an array");
			const networks = items(addresses).map(networkToMerge);
			context.spend(networks.length);
			return RegoSet.of(mergeNetworks(networks).map(formatNetwork));
		},
	),
];

/** An address as a network of its own; IPv4 within IPv6 counts as IPv4. */
function addressOrNetwork(text: string): Network {
	const address = parseAddress(text);
	if (address !== undefined) return asNetwork(unmapped(address));
	const found = parseNetwork(text);
	if (found === undefined) {
		throw failure(`not a valid textual representation of an IP address or CIDR: ${text}`);
	}
	return found;
}

function networkToMerge(value: Value): Network {
	if (typeof value !== "string") throw failure("element must be string");
	const address = parseAddress(value);
	if (address === undefined) return networkOf(value);
	const four = unmapped(address);
	if (four.family === 6) throw failure("IPv6 invalid: needs prefix length");
	return { ...four, prefix: classPrefix(four) };
}

/** The prefix that an address had by its class, before there were prefixes. */
function classPrefix({ bits }: Address): number {
	const firstByte = bits >> 24n;
	return firstByte < 0x80n ? 8 : firstByte < 0xc0n ? 16 : 24;
}

interface Entry {
	readonly cidr: Value;
	/** What the result calls it: the key or index, or the text itself. */
	readonly label: Value;
}

/** Pair by pair, so that the mistake that is met first is the one to report; each inner network is made once. */
function containedPairs(outer: Value, inner: Value, context: BuiltinContext): RegoSet {
	const pairs = new SetBuilder();
	const known = new Map<Value, Network>();
	for (const { cidr, label } of entries(outer, 1)) {
		let network: Network | undefined;
		for (const candidate of entries(inner, 2)) {
			context.spend(1);
			network ??= networkOf(textOf(cidr));
			const found = known.get(candidate.cidr) ?? addressOrNetwork(textOf(candidate.cidr));
			known.set(candidate.cidr, found);
			if (containsNetwork(network, found)) pairs.add([label, candidate.label]);
		}
	}
	return pairs.finish();
}

/** A text, or the members of a collection: texts, or arrays that begin with one. Anything else has none. */
function* entries(collection: Value, position: number): Iterable<Entry> {
	if (typeof collection === "string") {
		yield { cidr: collection, label: collection };
		return;
	}
	const { keys, values } = keysAndValues(collection);
	for (const [at, member] of values.entries()) {
		const cidr = isArray(member) ? member[0] : typeof member === "string" ? member : undefined;
		if (cidr === undefined) throw failure(`operand ${position}: element must be string or non-empty array`);
		yield { cidr, label: keys[at]! };
	}
}

function textOf(value: Value): string {
	if (typeof value !== "string") throw operandError(1, `must be string but got ${typeName(value)}`);
	return value;
}
