/** Networks in CIDR notation: `10.0.0.0/8`. Go: net.ParseCIDR, net.IPNet. */
import { failure } from "../builtins/builtin.ts";
import { type Address, bitsIn, formatAddress, parseAddress, unmapped } from "./ipAddress.ts";

export interface Network extends Address {
	/** How many leading bits are fixed. */
	readonly prefix: number;
}

/** The network of an address with a prefix; bits past the prefix are dropped. Undefined if the text is none. */
export function parseNetwork(text: string): Network | undefined {
	const slash = text.indexOf("/");
	const address = slash === -1 ? undefined : parseAddress(text.slice(0, slash));
	const length = text.slice(slash + 1);
	if (address === undefined || !/^[0-9]+$/.test(length)) return undefined;
	const prefix = Number(length);
	if (prefix > bitsIn(address.family)) return undefined;
	const first = unmapped({ family: address.family, bits: withoutHostBits(address, prefix) });
	return { ...first, prefix: first.family === address.family ? prefix : prefix - 96 };
}

/** The same, or a BuiltinError in Go's words. */
export function networkOf(text: string): Network {
	const network = parseNetwork(text);
	if (network === undefined) throw failure(`invalid CIDR address: ${text}`);
	return network;
}

export const formatNetwork = (network: Network): string => `${formatAddress(network)}/${network.prefix}`;

/** Whether all of one network lies in another. An address is a network of its own. */
export const containsNetwork = (outer: Network, inner: Network): boolean =>
	outer.family === inner.family && outer.prefix <= inner.prefix && outer.bits === withoutHostBits(inner, outer.prefix);

export const asNetwork = (address: Address): Network => ({ ...address, prefix: bitsIn(address.family) });

/** The last address of a network. */
export const lastBits = ({ family, bits, prefix }: Network): bigint =>
	bits | ((1n << BigInt(bitsIn(family) - prefix)) - 1n);

export function withoutHostBits({ family, bits }: Address, prefix: number): bigint {
	const host = BigInt(bitsIn(family) - prefix);
	return (bits >> host) << host;
}
