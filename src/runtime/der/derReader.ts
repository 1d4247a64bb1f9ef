/**
 * Goes through DER from element to element. Each step names the fault that is thrown (a BuiltinError) where what it wants
 * isn't there. Takes bytes and looks at them without copying; what it gives are views of them.
 */
import { failure } from "../builtins/builtin.ts";
import { toHex } from "../bytes/hex.ts";

export const tags = {
	boolean: 0x01,
	integer: 0x02,
	bitString: 0x03,
	octetString: 0x04,
	null: 0x05,
	objectIdentifier: 0x06,
	utf8String: 0x0c,
	sequence: 0x30,
	set: 0x31,
	numericString: 0x12,
	printableString: 0x13,
	t61String: 0x14,
	ia5String: 0x16,
	utcTime: 0x17,
	generalizedTime: 0x18,
	bmpString: 0x1e,
} as const;

/** The tag `[number]` of a choice or an optional field; constructed where it holds elements. */
export const field = (number: number, constructed = false): number => 0x80 | (constructed ? 0x20 : 0) | number;

export interface DerElement {
	readonly tag: number;
	readonly content: Uint8Array;
	/** With tag and length. */
	readonly whole: Uint8Array;
}

export class DerReader {
	readonly #bytes: Uint8Array;
	#at = 0;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
	}

	get isAtEnd(): boolean {
		return this.#at === this.#bytes.length;
	}

	/** What is not read yet. */
	get rest(): Uint8Array {
		return this.#bytes.subarray(this.#at);
	}

	nextIs(tag: number): boolean {
		return this.#bytes[this.#at] === tag;
	}

	/** The next element, whatever it is. */
	any(fault: string): DerElement {
		const element = this.#element();
		if (element === undefined) throw failure(fault);
		return element;
	}

	/** The next element, which must have this tag. */
	element(tag: number, fault: string): DerElement {
		if (!this.nextIs(tag)) throw failure(fault);
		return this.any(fault);
	}

	/** What is in the next element, which must have this tag. */
	content(tag: number, fault: string): Uint8Array {
		return this.element(tag, fault).content;
	}

	/** Goes into the next element, which must have this tag. */
	inside(tag: number, fault: string): DerReader {
		return new DerReader(this.content(tag, fault));
	}

	/** Goes into the next element if it has this tag. */
	insideIf(tag: number, fault: string): DerReader | undefined {
		return this.nextIs(tag) ? this.inside(tag, fault) : undefined;
	}

	sequence(fault: string): DerReader {
		return this.inside(tags.sequence, fault);
	}

	boolean(fault: string): boolean {
		const content = this.content(tags.boolean, fault);
		if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) throw failure(fault);
		return content[0] === 0xff;
	}

	integer(fault: string, tag: number = tags.integer): bigint {
		const content = this.content(tag, fault);
		const [first, second] = content;
		const isShortest = content.length < 2 || !((first === 0 && second! < 0x80) || (first === 0xff && second! >= 0x80));
		if (first === undefined || !isShortest) throw failure(fault);
		return BigInt.asIntN(content.length * 8, BigInt(`0x${toHex(content)}`));
	}

	/** As text: `2.5.29.15`. */
	objectIdentifier(fault: string): string {
		const text = objectIdentifierText(this.content(tags.objectIdentifier, fault));
		if (text?.split(".").some((part) => Number(part) > 0x7fffffff) !== false) throw failure(fault);
		return text;
	}

	bitString(fault: string): BitString {
		const content = this.content(tags.bitString, fault);
		const unused = content[0];
		const bytes = content.subarray(1);
		if (unused === undefined || unused > 7 || (bytes.length === 0 && unused > 0)) throw failure(fault);
		if (unused > 0 && (bytes[bytes.length - 1]! & ((1 << unused) - 1)) !== 0) throw failure(fault);
		return { bytes, length: bytes.length * 8 - unused };
	}

	#element(): DerElement | undefined {
		const start = this.#at;
		const tag = this.#bytes[start];
		const first = this.#bytes[start + 1];
		if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return undefined;
		let length = first;
		let header = 2;
		if (first >= 0x80) {
			const size = first & 0x7f;
			if (size === 0 || size > 4 || start + 2 + size > this.#bytes.length) return undefined;
			length = 0;
			for (let at = 0; at < size; at++) length = length * 256 + this.#bytes[start + 2 + at]!;
			// The shortest form is the only one.
			if (length < 0x80 || length < 256 ** (size - 1)) return undefined;
			header += size;
		}
		const end = start + header + length;
		if (end > this.#bytes.length) return undefined;
		this.#at = end;
		return { tag, content: this.#bytes.subarray(start + header, end), whole: this.#bytes.subarray(start, end) };
	}
}

export interface BitString {
	readonly bytes: Uint8Array;
	/** In bits. */
	readonly length: number;
}

/** Whether a bit is set, counting from the first one; bits beyond the end are not. */
export const bitAt = ({ bytes, length }: BitString, at: number): boolean =>
	at < length && ((bytes[at >> 3]! >> (7 - (at & 7))) & 1) === 1;

/** The text of an object identifier of any size; undefined where it is malformed. */
export function objectIdentifierText(content: Uint8Array): string | undefined {
	const parts: bigint[] = [];
	let part = 0n;
	let isWithin = false;
	for (const byte of content) {
		if (!isWithin && byte === 0x80) return undefined;
		part = (part << 7n) | BigInt(byte & 0x7f);
		isWithin = byte >= 0x80;
		if (isWithin) continue;
		parts.push(part);
		part = 0n;
	}
	const [head, ...tail] = parts;
	if (head === undefined || isWithin) return undefined;
	const first = head < 40n ? 0n : head < 80n ? 1n : 2n;
	return [first, head - first * 40n, ...tail].join(".");
}
