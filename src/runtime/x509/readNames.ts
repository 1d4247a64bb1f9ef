/** Names of hosts, people and things in extensions (RFC 5280, 4.2.1.6 and 4.2.1.10). Throws BuiltinError in Go's words. */
import { BuiltinError, failure } from "../builtins/builtin.ts";
import { toHex } from "../bytes/hex.ts";
import { DerReader, field } from "../der/derReader.ts";
import { ia5Text } from "../der/derText.ts";
import { parseAddress } from "../network/ipAddress.ts";
import { parseUrl, type Url } from "../network/url.ts";
import { quote } from "../values/quote.ts";
import type { AlternativeNames, IpRange, NameSpace } from "./certificate.ts";
import { isDomain, readMailbox } from "./domains.ts";

export const noNames: AlternativeNames = { dnsNames: [], emailAddresses: [], ipAddresses: [], uris: [] };
export const noNameSpace: NameSpace = { dnsNames: [], ipRanges: [], emailAddresses: [], uriDomains: [] };

/** The tags of GeneralName. */
const kinds = { email: field(1), dns: field(2), uri: field(6), ip: field(7) } as const;

export function readAlternativeNames(value: Uint8Array): AlternativeNames {
	const dnsNames: string[] = [];
	const emailAddresses: string[] = [];
	const ipAddresses: Uint8Array[] = [];
	const uris: Url[] = [];
	for (const reader = new DerReader(value).sequence("x509: invalid subject alternative names"); !reader.isAtEnd; ) {
		const { tag, content } = reader.any("x509: invalid subject alternative name");
		switch (tag) {
			case kinds.email:
				emailAddresses.push(ia5Text(content, "x509: SAN rfc822Name is malformed"));
				break;
			case kinds.dns:
				dnsNames.push(ia5Text(content, "x509: SAN dNSName is malformed"));
				break;
			case kinds.uri:
				uris.push(urlOf(ia5Text(content, "x509: SAN uniformResourceIdentifier is malformed")));
				break;
			case kinds.ip:
				if (content.length !== 4 && content.length !== 16) {
					throw failure(`x509: cannot parse IP address of length ${content.length}`);
				}
				ipAddresses.push(content);
		}
	}
	return { dnsNames, emailAddresses, ipAddresses, uris };
}

function urlOf(text: string): Url {
	let url: Url;
	try {
		url = parseUrl(text);
	} catch (error) {
		throw error instanceof BuiltinError ? failure(`x509: cannot parse URI ${quote(text)}: ${error.message}`) : error;
	}
	if (url.host !== "" && !isDomain(url.host, false)) {
		throw failure(`x509: cannot parse URI ${quote(text)}: invalid domain`);
	}
	return url;
}

export interface NameSpaces {
	readonly permitted: NameSpace;
	readonly excluded: NameSpace;
	/** False where there are kinds of names that are not understood. */
	readonly isHandled: boolean;
}

export function readNameSpaces(value: Uint8Array): NameSpaces {
	const fault = "x509: invalid NameConstraints extension";
	const outer = new DerReader(value);
	const reader = outer.sequence(fault);
	const permitted = reader.insideIf(field(0, true), fault);
	const excluded = reader.insideIf(field(1, true), fault);
	if (!outer.isAtEnd || !reader.isAtEnd) throw failure(fault);
	if ((permitted?.isAtEnd ?? true) && (excluded?.isAtEnd ?? true)) {
		throw failure("x509: empty name constraints extension");
	}
	const [may, mayNot] = [readNameSpace(permitted, fault), readNameSpace(excluded, fault)];
	return { permitted: may.space, excluded: mayNot.space, isHandled: may.isHandled && mayNot.isHandled };
}

function readNameSpace(reader: DerReader | undefined, fault: string): { space: NameSpace; isHandled: boolean } {
	const dnsNames: string[] = [];
	const ipRanges: IpRange[] = [];
	const emailAddresses: string[] = [];
	const uriDomains: string[] = [];
	let isHandled = true;
	while (reader !== undefined && !reader.isAtEnd) {
		const { tag, content } = reader.sequence(fault).any(fault);
		const text = (): string => ia5Text(content, "x509: invalid constraint value: not an IA5String");
		switch (tag) {
			case kinds.dns:
				dnsNames.push(domain(text(), "dnsName"));
				break;
			case kinds.email: {
				const address = text();
				if (!address.includes("@")) domain(address, "rfc822Name");
				else if (readMailbox(address) === undefined) {
					throw failure(`x509: failed to parse rfc822Name constraint ${quote(address)}`);
				}
				emailAddresses.push(address);
				break;
			}
			case kinds.uri: {
				const host = text();
				if (parseAddress(host) !== undefined) {
					throw failure(`x509: failed to parse URI constraint ${quote(host)}: cannot be IP address`);
				}
				uriDomains.push(domain(host, "URI"));
				break;
			}
			case kinds.ip:
				ipRanges.push(ipRange(content));
				break;
			default:
				isHandled = false;
		}
	}
	return { space: { dnsNames, ipRanges, emailAddresses, uriDomains }, isHandled };
}

function domain(text: string, kind: string): string {
	if (!isDomain(text, true)) throw failure(`x509: failed to parse ${kind} constraint ${quote(text)}`);
	return text;
}

function ipRange(content: Uint8Array): IpRange {
	if (content.length !== 8 && content.length !== 32) {
		throw failure(`x509: IP constraint contained value of length ${content.length}`);
	}
	const address = content.subarray(0, content.length / 2);
	const mask = content.subarray(content.length / 2);
	const bits = [...mask].map((byte) => byte.toString(2).padStart(8, "0")).join("");
	if (bits.includes("01")) throw failure(`x509: IP constraint contained invalid mask ${toHex(mask)}`);
	return { address, mask };
}
