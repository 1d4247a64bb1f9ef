/** Whether the names in a chain are those that the authorities above them may name (RFC 5280, 4.2.1.10). */
import { fromBigEndian } from "../bytes/bigEndian.ts";
import { parseAddress } from "../network/ipAddress.ts";
import type { AlternativeNames, Certificate, IpRange, NameSpace } from "./certificate.ts";
import { type Mailbox, readMailbox } from "./domains.ts";

/** The chain runs from the leaf to the root. */
export function areNamesAllowed(chain: readonly Certificate[]): boolean {
	return chain.every(({ fields: { names } }, at) =>
		chain.slice(at + 1).every(({ fields: { permitted, excluded } }) => {
			if (isEmpty(permitted) && isEmpty(excluded)) return true;
			const comparable = comparableNames(names);
			return comparable !== undefined && isWithin(comparable, permitted, excluded);
		}),
	);
}

const isEmpty = (space: NameSpace): boolean =>
	Object.values(space).every((kind: readonly unknown[]) => kind.length === 0);

interface ComparableNames {
	readonly dnsNames: readonly string[];
	readonly hosts: readonly string[];
	readonly mailboxes: readonly Mailbox[];
	readonly addresses: readonly Uint8Array[];
}

/** Undefined where there are names that can't be compared with constraints. */
function comparableNames({
	dnsNames,
	uris,
	emailAddresses,
	ipAddresses,
}: AlternativeNames): ComparableNames | undefined {
	const hosts = uris.map(({ host }) => (host.endsWith("]") ? host : host.replace(/:[0-9]*$/, "")));
	if (hosts.some((host) => host === "" || host.includes("[") || parseAddress(host) !== undefined)) return undefined;
	const mailboxes: Mailbox[] = [];
	for (const address of emailAddresses) {
		const mailbox = readMailbox(address);
		if (mailbox === undefined) return undefined;
		mailboxes.push(mailbox);
	}
	return { dnsNames, hosts, mailboxes, addresses: ipAddresses };
}

function isWithin(names: ComparableNames, permitted: NameSpace, excluded: NameSpace): boolean {
	const holds = <Name, Constraint>(
		all: readonly Name[],
		kind: (space: NameSpace) => readonly Constraint[],
		matches: (constraint: Constraint, name: Name, isExclusion: boolean) => boolean,
	): boolean => {
		const [may, mayNot] = [kind(permitted), kind(excluded)];
		return all.every(
			(name) =>
				(may.length === 0 || may.some((constraint) => matches(constraint, name, false))) &&
				!mayNot.some((constraint) => matches(constraint, name, true)),
		);
	};
	return (
		holds(names.dnsNames, (space) => space.dnsNames, isBelow) &&
		holds(names.hosts, (space) => space.uriDomains, isBelow) &&
		holds(names.mailboxes, (space) => space.emailAddresses, isMailOf) &&
		holds(names.addresses, (space) => space.ipRanges, isInRange)
	);
}

/** Whether a domain is the constraint's or below it; one that starts with a period means only those below. */
function isBelow(constraint: string, name: string, isExclusion: boolean): boolean {
	const [domain, host] = [constraint.toLowerCase(), name.toLowerCase()];
	if (domain === "" || domain === host) return true;
	if (host.endsWith(domain.startsWith(".") ? domain : `.${domain}`)) return true;
	// A wildcard stands for the excluded host too.
	return (
		isExclusion && host.startsWith("*.") && domain.includes(".") && domain.slice(domain.indexOf(".")) === host.slice(1)
	);
}

function isMailOf(constraint: string, { local, domain }: Mailbox, isExclusion: boolean): boolean {
	if (!constraint.includes("@")) return isBelow(constraint, domain, isExclusion);
	const wanted = readMailbox(constraint);
	return wanted !== undefined && wanted.local === local && wanted.domain.toLowerCase() === domain.toLowerCase();
}

function isInRange({ address, mask }: IpRange, bytes: Uint8Array): boolean {
	if (bytes.length !== address.length) return false;
	const bits = fromBigEndian(mask);
	return (fromBigEndian(bytes) & bits) === (fromBigEndian(address) & bits);
}
