/** Reads and writes IP addresses. Takes text, gives an Address or undefined; no errors are worded here. Go: net/netip. */

export interface Address {
	readonly family: 4 | 6;
	/** All bits as one integer: 32 or 128 of them. */
	readonly bits: bigint;
}

export const bitsIn = (family: 4 | 6): 32 | 128 => (family === 4 ? 32 : 128);

const mappedPrefix = 0xffffn << 32n;

/** `1.2.3.4` or IPv6 in any of its spellings, without a zone. `::ffff:1.2.3.4` stays IPv6 here; see unmapped. */
export function parseAddress(text: string): Address | undefined {
	if (text.includes(":")) {
		const bits = parseSix(text);
		return bits === undefined ? undefined : { family: 6, bits };
	}
	const bits = parseFour(text);
	return bits === undefined ? undefined : { family: 4, bits: BigInt(bits) };
}

/** IPv4 for an IPv6 address that only wraps one. */
export function unmapped(address: Address): Address {
	return address.family === 6 && address.bits >> 32n === 0xffffn
		? { family: 4, bits: address.bits ^ mappedPrefix }
		: address;
}

/** The address as one of IPv6, which orders all of them. */
export const mapped = ({ family, bits }: Address): bigint => (family === 4 ? bits | mappedPrefix : bits);

export function formatAddress({ family, bits }: Address): string {
	if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => String((bits >> shift) & 0xffn)).join(".");
	const groups = Array.from({ length: 8 }, (_, at) => ((bits >> BigInt(112 - at * 16)) & 0xffffn).toString(16));
	const [start, length] = longestZeroRun(groups);
	if (length < 2) return groups.join(":");
	return `${groups.slice(0, start).join(":")}::${groups.slice(start + length).join(":")}`;
}

/** Four decimal fields of at most 255 without leading zeros. */
function parseFour(text: string): number | undefined {
	let bits = 0;
	let field = -1;
	let fields = 1;
	for (let at = 0; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code === 0x2e) {
			if (field < 0 || ++fields > 4) return undefined;
			bits = bits * 256 + field;
			field = -1;
		} else {
			if (code < 0x30 || code > 0x39 || field === 0) return undefined;
			field = (field < 0 ? 0 : field * 10) + code - 0x30;
			if (field > 255) return undefined;
		}
	}
	return field < 0 || fields < 4 ? undefined : bits * 256 + field;
}

/** Eight groups, `::` for at least one of them, the last two perhaps as IPv4. */
function parseSix(text: string): bigint | undefined {
	const halves = text.split("::");
	if (halves.length > 2) return undefined;
	const [before, after] = halves.map((half, at) => groupsOf(half, at === halves.length - 1));
	if (before === undefined || (halves.length === 2 && after === undefined)) return undefined;
	const missing = 8 - before.length - (after?.length ?? 0);
	if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
	const groups = [...before, ...Array<number>(missing).fill(0), ...(after ?? [])];
	return groups.reduce((bits, group) => (bits << 16n) | BigInt(group), 0n);
}

function groupsOf(text: string, mayEndInFour: boolean): number[] | undefined {
	if (text === "") return [];
	const groups: number[] = [];
	const fields = text.split(":");
	for (const [at, field] of fields.entries()) {
		if (/^[0-9A-Fa-f]{1,4}$/.test(field)) groups.push(Number.parseInt(field, 16));
		else {
			const four = mayEndInFour && at === fields.length - 1 ? parseFour(field) : undefined;
			if (four === undefined) return undefined;
			groups.push(four >>> 16, four & 0xffff);
		}
	}
	return groups;
}

function longestZeroRun(groups: readonly string[]): [start: number, length: number] {
	let longest: [number, number] = [0, 0];
	for (let start = 0; start < groups.length; start++) {
		let end = start;
		while (groups[end] === "0") end++;
		if (end - start > longest[1]) longest = [start, end - start];
		start = end;
	}
	return longest;
}
