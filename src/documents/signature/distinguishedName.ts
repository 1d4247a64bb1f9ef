/** Distinguished names as text (RFC 4514): the last attribute first, as Go and OpenSSL print them. */
import type { Name } from "../../runtime/x509/readName.ts";

/** Short names of attribute types; others are written as numbers. */
export const attributeNames: ReadonlyMap<string, string> = new Map([
	["2.5.4.3", "CN"],
	["2.5.4.5", "SERIALNUMBER"],
	["2.5.4.6", "C"],
	["2.5.4.7", "L"],
	["2.5.4.8", "ST"],
	["2.5.4.9", "STREET"],
	["2.5.4.10", "O"],
	["2.5.4.11", "OU"],
	["2.5.4.17", "POSTALCODE"],
	["0.9.2342.19200300.100.1.25", "DC"],
	["0.9.2342.19200300.100.1.1", "UID"],
]);

export const distinguishedName = ({ attributes }: Name): string =>
	[...attributes]
		.reverse()
		.map(({ type, value }) => `${attributeNames.get(type) ?? type}=${escaped(value)}`)
		.join(",");

const escaped = (value: string): string =>
	value
		.replace(/[,+"\\<>;=]/g, "\\$&")
		.replace(/^[ #]/, "\\$&")
		.replace(/ $/, "\\ ")
		.replaceAll("\0", "\\00");
