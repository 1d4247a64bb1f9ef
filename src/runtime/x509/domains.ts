/** Domains, host names and mailboxes as certificates have them: what is one, and whether one is another. Go: crypto/x509. */

/** A domain; a constraint may begin with a period, and the empty one is all of them. */
export function isDomain(text: string, isConstraint: boolean): boolean {
	if (text === "") return true;
	const labels = (isConstraint && text.startsWith(".") ? text.slice(1) : text).split(".");
	const isLeadingEmpty = labels[0] === "" && !isConstraint;
	return (isLeadingEmpty ? labels.slice(1) : labels).every((label) => /^[!-~]+$/.test(label));
}

export interface Mailbox {
	readonly local: string;
	readonly domain: string;
}

const quoted = /^"((?:[^"\\\0\t\n\r\x80-\uffff]|\\[^\0\n\r\x80-\uffff])*)"@(.*)$/s;
const dotted = /^((?:[0-9A-Za-z!#$%&'*+\-/=?^_`{|}~.]|\\.)+)@(.*)$/s;

/** An address of RFC 2821; undefined for what is none. */
export function readMailbox(text: string): Mailbox | undefined {
	const isQuoted = text.startsWith('"');
	const match = (isQuoted ? quoted : dotted).exec(text);
	if (match === null) return undefined;
	const local = match[1]!.replace(/\\(.)/gs, "$1");
	const domain = match[2]!;
	if (!isQuoted && (local.startsWith(".") || local.endsWith(".") || local.includes(".."))) return undefined;
	const isAllowed = domain === "" || domain.split(".").every((label) => /^[!-~]+$/.test(label));
	return isAllowed ? { local, domain } : undefined;
}

/** Whether a host is one that a certificate names: `*` stands for a whole first label. */
export function matchesHost(pattern: string, host: string): boolean {
	const name = lowerAscii(host);
	if (!isHostName(name.replace(/\.$/, ""), false) || !isHostName(pattern, true)) {
		return pattern !== "" && pattern !== "." && lowerAscii(pattern) === name;
	}
	const labels = name.replace(/\.$/, "").split(".");
	const wanted = lowerAscii(pattern).split(".");
	return (
		labels.length === wanted.length && wanted.every((label, at) => (at === 0 && label === "*") || label === labels[at])
	);
}

const isHostName = (text: string, isPattern: boolean): boolean =>
	text !== "*" &&
	text
		.split(".")
		.every((label, at) => /^[0-9A-Za-z_][0-9A-Za-z_-]*$/.test(label) || (isPattern && at === 0 && label === "*"));

const lowerAscii = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
