/**
 * Takes a URI or a relative reference apart, by the rules of Go's net/url: lenient where browsers' rules would change the
 * text. Takes text, gives the parts that are there; throws BuiltinError (`parse "…": …`) for what is no URI.
 */
import { type BuiltinError, failure } from "../builtins/builtin.ts";
import { escapePercent, invalidEscape, unescapePercent } from "../bytes/percentEscapes.ts";
import { quote } from "../values/quote.ts";
import { addressProblem } from "./addressProblem.ts";
import { parseAddress } from "./ipAddress.ts";

export interface UriParts {
	readonly scheme: string;
	/** Without the brackets of an IPv6 address. */
	readonly hostname: string;
	readonly port: string;
	/** Escapes undone. */
	readonly path: string;
	/** As it was written. */
	readonly rawPath: string;
	readonly rawQuery: string;
	/** Escapes undone. */
	readonly fragment: string;
}

const safeInPath = "$&+,-./:;=@_~";
const hostCharacters = /^[0-9A-Za-z!"$&'()*+,\-.:;<=>[\]_~]$/;
const userCharacters = /^[0-9A-Za-z\-._:~!$&'()*+,;=%@]*$/;

export function parseUri(uri: string): UriParts {
	const hash = uri.indexOf("#");
	const withoutFragment = hash === -1 ? uri : uri.slice(0, hash);
	const parts = worded(withoutFragment, () => parseWithoutFragment(withoutFragment));
	const rawFragment = hash === -1 ? "" : uri.slice(hash + 1);
	return { ...parts, fragment: worded(uri, () => unescapePercent(rawFragment, false)) };
}

/** Says in each error which text it is about. */
function worded<Result>(text: string, parse: () => Result): Result {
	try {
		return parse();
	} catch (error) {
		throw failure(`parse ${quote(text)}: ${(error as BuiltinError).message}`);
	}
}

function parseWithoutFragment(text: string): Omit<UriParts, "fragment"> {
	const none = { scheme: "", hostname: "", port: "", path: "", rawPath: "", rawQuery: "" };
	// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
	if (/[\0-\x1f\x7f]/.test(text)) throw failure("net/url: invalid control character in URL");
	if (text === "*") return { ...none, path: "*", rawPath: "*" };
	const [scheme, afterScheme] = splitScheme(text);
	const question = afterScheme.indexOf("?");
	const rawQuery = question === -1 ? "" : afterScheme.slice(question + 1);
	let rest = question === -1 ? afterScheme : afterScheme.slice(0, question);
	if (!rest.startsWith("/")) {
		// What follows a scheme without a slash is opaque: no path.
		if (scheme !== "") return { ...none, scheme, rawQuery };
		if (rest.split("/", 1)[0]!.includes(":")) throw failure("first path segment in URL cannot contain colon");
	}
	let host = "";
	if (rest.startsWith("//") && (scheme !== "" || !rest.startsWith("///"))) {
		const slash = rest.indexOf("/", 2);
		const authority = slash === -1 ? rest.slice(2) : rest.slice(2, slash);
		rest = slash === -1 ? "" : rest.slice(slash);
		host = parseAuthority(scheme, authority);
	}
	const path = unescapePercent(rest, false);
	const rawPath = rest === escapePercent(path, safeInPath, false) ? path : rest;
	return { scheme, ...splitPort(host), path, rawPath, rawQuery };
}

/** The scheme in lower case, and what follows its colon. */
function splitScheme(text: string): [scheme: string, rest: string] {
	if (text.startsWith(":")) throw failure("missing protocol scheme");
	const scheme = /^[A-Za-z][0-9A-Za-z+.-]*(?=:)/.exec(text)?.[0];
	return scheme === undefined ? ["", text] : [scheme.toLowerCase(), text.slice(scheme.length + 1)];
}

function parseAuthority(scheme: string, authority: string): string {
	const at = authority.lastIndexOf("@");
	const host = parseHost(scheme, authority.slice(at + 1));
	const user = at === -1 ? "" : authority.slice(0, at);
	if (!userCharacters.test(user)) throw failure("net/url: invalid userinfo");
	unescapePercent(user, false);
	return host;
}

function parseHost(scheme: string, host: string): string {
	const bracket = host.lastIndexOf("[");
	if (bracket > 0) throw failure("invalid IP-literal");
	if (bracket === 0) return parseIpLiteral(host);
	const colon = host.indexOf(":");
	if (colon !== -1) {
		// Only http is strict: some databases list several hosts with ports.
		const strict = scheme === "http" || scheme === "https";
		checkPort(host.slice(strict ? colon : host.lastIndexOf(":")));
	}
	return unescapeHost(host);
}

function parseIpLiteral(host: string): string {
	const close = host.lastIndexOf("]");
	if (close === -1) throw failure("missing ']' in host");
	const port = host.slice(close + 1);
	checkPort(port);
	const inside = host.slice(1, close);
	const zoneAt = inside.indexOf("%25");
	const address = unescapeHost(zoneAt === -1 ? inside : inside.slice(0, zoneAt));
	const zone = zoneAt === -1 ? "" : unescapeZone(inside.slice(zoneAt));
	const parsed = parseAddress(address);
	if (parsed === undefined || zone === "%" || (parsed.family === 4 && zone !== "")) {
		throw failure(`invalid host: ParseAddr(${quote(address + zone)}): ${addressProblem(address + zone)}`);
	}
	if (parsed.family === 4) throw failure("invalid IP-literal");
	return `[${address}${zone}]${port}`;
}

function checkPort(port: string): void {
	if (port !== "" && !/^:[0-9]*$/.test(port)) throw failure(`invalid port ${quote(port)} after host`);
}

/** In a host only bytes outside ASCII may be escaped, and `%` itself. */
function unescapeHost(host: string): string {
	checkHost(host, (sequence) => sequence === "%25" || Number.parseInt(sequence.charAt(1), 16) >= 8);
	return unescapePercent(host, false);
}

/** In a zone also what might stand there unescaped, and spaces, which Windows puts there. */
function unescapeZone(zone: string): string {
	checkHost(zone, (sequence) => {
		const character = String.fromCharCode(Number.parseInt(sequence.slice(1), 16));
		return sequence === "%25" || character === " " || hostCharacters.test(character);
	});
	return unescapePercent(zone, false);
}

function checkHost(host: string, mayEscape: (sequence: string) => boolean): void {
	for (let at = 0; at < host.length; at++) {
		const character = host.charAt(at);
		if (character === "%") {
			const sequence = host.slice(at, at + 3);
			if (!/^%[0-9A-Fa-f]{2}$/.test(sequence) || !mayEscape(sequence)) throw invalidEscape(sequence);
			at += 2;
		} else if (character < "\x80" && !hostCharacters.test(character)) {
			throw failure(`invalid character ${quote(character)} in host name`);
		}
	}
}

function splitPort(host: string): { hostname: string; port: string } {
	const colon = host.lastIndexOf(":");
	const hasPort = colon !== -1 && /^[0-9]*$/.test(host.slice(colon + 1));
	const name = hasPort ? host.slice(0, colon) : host;
	return {
		hostname: name.startsWith("[") && name.endsWith("]") ? name.slice(1, -1) : name,
		port: hasPort ? host.slice(colon + 1) : "",
	};
}
