/** Just enough DER to make certificates with: tags, lengths, nothing else. */

const lengthOf = (size: number): number[] => {
	if (size < 0x80) return [size];
	const bytes: number[] = [];
	for (let left = size; left > 0; left = Math.floor(left / 256)) bytes.unshift(left % 256);
	return [0x80 | bytes.length, ...bytes];
};

export function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
	const content = Buffer.concat(parts);
	return Buffer.concat([Buffer.from([tag, ...lengthOf(content.length)]), content]);
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
export const set = (...parts: readonly Uint8Array[]): Buffer => der(0x31, ...parts);
export const octets = (bytes: Uint8Array): Buffer => der(0x04, bytes);
export const bits = (bytes: Uint8Array, unused = 0): Buffer => der(0x03, Buffer.from([unused]), bytes);
export const utf8 = (text: string): Buffer => der(0x0c, Buffer.from(text));
export const truth = (): Buffer => der(0x01, Buffer.from([0xff]));
export const field = (number: number, ...parts: readonly Uint8Array[]): Buffer => der(0xa0 | number, ...parts);

export function integer(value: bigint | number): Buffer {
	let hex = BigInt(value).toString(16);
	if (hex.length % 2 === 1) hex = `0${hex}`;
	const bytes = Buffer.from(hex, "hex");
	return der(0x02, (bytes[0] as number) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

export function objectId(text: string): Buffer {
	const [first = 0, second = 0, ...rest] = text.split(".").map(Number);
	const bytes = [first * 40 + second, ...rest].flatMap((part) => {
		const digits = [part % 128];
		for (let left = Math.floor(part / 128); left > 0; left = Math.floor(left / 128))
			digits.unshift((left % 128) | 0x80);
		return digits;
	});
	return der(0x06, Buffer.from(bytes));
}

/** GeneralizedTime; UTCTime before 2050, as RFC 5280 wants it. */
export function time(date: Date): Buffer {
	const text = date
		.toISOString()
		.replace(/[-:T]/g, "")
		.replace(/\.\d+Z$/, "Z");
	return date.getUTCFullYear() < 2050 ? der(0x17, Buffer.from(text.slice(2))) : der(0x18, Buffer.from(text));
}
