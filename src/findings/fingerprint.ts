/**
 * What makes two findings the same: policy, file, document, element and message, and never a line number.
 * Takes findings, gives lowercase hex. Changing what goes in here changes the identity of every finding of every user.
 */
import type { Place } from "./finding.ts";

/** What identity is made from. */
export interface Identified {
	readonly policy: { readonly id: string };
	readonly message: string;
	readonly place: Place;
}

/**
 * The fingerprint of each, in order: FNV-1a (64 bits, 16 hex digits) over the UTF-8 of the identity's parts.
 * Those that would come out the same are told apart by an ordinal, so give them in the order of their places.
 */
export function fingerprints(findings: readonly Identified[]): string[] {
	const seen = new Map<string, number>();
	return findings.map((finding) => {
		const identity = identityOf(finding);
		const ordinal = seen.get(identity) ?? 0;
		seen.set(identity, ordinal + 1);
		return fnv1a64(ordinal === 0 ? identity : `${identity}\n#${ordinal}`);
	});
}

/** The parts as JSON, so that no part can run into the next. */
function identityOf({ policy, message, place }: Identified): string {
	return JSON.stringify([policy.id, place.source.name, place.document, stablePointer(place), landmark(place), message]);
}

/** Keys stay; an index moves when something is put before it, so it doesn't count. The landmark tells elements apart. */
function stablePointer(place: Place): string {
	return place.pointer.map((step) => (typeof step === "number" ? "*" : step.replace(/[~/]/g, escapeStep))).join("/");
}

function escapeStep(character: string): string {
	return character === "~" ? "~0" : "~1";
}

/** The first line of the element's own text, spaces folded: `- name: web`, `RUN apt-get update && \`. */
function landmark(place: Place): string {
	if (place.span === undefined) return "";
	const text = place.source.slice(place.span);
	const end = text.indexOf("\n");
	return (end === -1 ? text : text.slice(0, end)).replace(/\s+/g, " ").trim();
}

/**
 * FNV-1a, 64 bits (draft-eastlake-fnv, section 2), as 16 lowercase hex digits. The state is kept in two 32-bit halves,
 * because BigInt costs about twenty times as much. The prime is 2^40 + 0x1b3.
 */
export function fnv1a64(text: string): string {
	let high = 0xcbf29ce4;
	let low = 0x84222325;
	for (const byte of new TextEncoder().encode(text)) {
		low = (low ^ byte) >>> 0;
		const product = low * 0x1b3;
		high = (Math.imul(high, 0x1b3) + Math.floor(product / 0x1_0000_0000) + (low << 8)) >>> 0;
		low = product >>> 0;
	}
	return high.toString(16).padStart(8, "0") + low.toString(16).padStart(8, "0");
}
