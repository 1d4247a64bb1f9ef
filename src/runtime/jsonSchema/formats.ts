/** The formats that strings may be asked to have, by the same tests as OPA's. A format that nobody knows takes any string. */
import { BuiltinError } from "../builtins/builtin.ts";
import { parseAddress } from "../network/ipAddress.ts";
import { parseUri, type UriParts } from "../network/parseUri.ts";
import { compilePattern } from "../regex/compilePattern.ts";
import { parseTime } from "../time/parseTime.ts";

const label = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";
const hostname = new RegExp(`^${label}(?:\\.${label})*$`);
const uuid = /^[a-f0-9]{8}-[a-f0-9]{4}-[1-5][a-f0-9]{3}-[89ab|][a-f0-9]{3}-[a-f0-9]{12}$/i;
const jsonPointer = /^(?:\/(?:[^~/]|~0|~1)*)*$/;
const relativeJsonPointer = /^(?:0|[1-9][0-9]*)(?:#|(?:\/(?:[^~/]|~0|~1)*)*)$/;

const dates = ["2006-01-02"];
const times = ["15:04:05", "15:04:05Z07:00"];
const moments = [...times, ...dates, "2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05.999999999Z07:00"];

const tests: ReadonlyMap<string, (text: string) => boolean> = new Map<string, (text: string) => boolean>([
	["date", (text) => isTime(dates, text)],
	["time", (text) => isTime(times, text)],
	["date-time", (text) => isTime(moments, text)],
	["hostname", (text) => text.length < 256 && hostname.test(text)],
	["email", isMailbox],
	["idn-email", isMailbox],
	["ipv4", (text) => text.includes(".") && isAddress(text)],
	["ipv6", (text) => text.includes(":") && isAddress(text)],
	["uri", isUri],
	["iri", isUri],
	["uri-reference", isUriReference],
	["iri-reference", isUriReference],
	["uri-template", (text) => isUriReference(text) && hasClosedBraces(text)],
	["uuid", (text) => uuid.test(text)],
	["regex", isPattern],
	["json-pointer", (text) => jsonPointer.test(text)],
	["relative-json-pointer", (text) => relativeJsonPointer.test(text)],
]);

export function matchesFormat(format: string, text: string): boolean {
	return tests.get(format)?.(text) ?? true;
}

function succeeds(read: () => unknown): boolean {
	try {
		read();
		return true;
	} catch (error) {
		if (error instanceof BuiltinError) return false;
		throw error;
	}
}

function isTime(layouts: readonly string[], text: string): boolean {
	return layouts.some((layout) => succeeds(() => parseTime(layout, text)));
}

function isAddress(text: string): boolean {
	return !text.includes("%") && parseAddress(text) !== undefined;
}

function isPattern(text: string): boolean {
	return succeeds(() => compilePattern(text));
}

function uriOf(text: string): UriParts | undefined {
	if (text.includes("\\")) return undefined;
	try {
		return parseUri(text);
	} catch (error) {
		if (error instanceof BuiltinError) return undefined;
		throw error;
	}
}

function isUri(text: string): boolean {
	const { scheme = "" } = uriOf(text) ?? {};
	return scheme !== "";
}

function isUriReference(text: string): boolean {
	return uriOf(text) !== undefined;
}

/** Braces come in pairs, none within another. */
function hasClosedBraces(text: string): boolean {
	return !text.replace(/\{[^{}]*\}/g, "").includes("{");
}

/** One mailbox: `name@host`, perhaps with a name for people before it. Specification: RFC 5322, section 3.4. */
function isMailbox(text: string): boolean {
	const named = /^(?:[^<>@,;:\\[\]()"]*|\s*"(?:[^"\\]|\\.)*"\s*)<([^<>]*)>\s*$/su.exec(text);
	return addressForm.test((named?.[1] ?? text).trim());
}

const atom = '[^\\s\\x00-\\x1f\\x7f()<>[\\]:;@\\\\,."]+';
const dotAtom = `${atom}(?:\\.${atom})*`;
const addressForm = new RegExp(`^(?:${dotAtom}|"(?:[^"\\\\]|\\\\.)*")@(?:${dotAtom}|\\[[0-9a-fA-F.:]*\\])$`, "su");
