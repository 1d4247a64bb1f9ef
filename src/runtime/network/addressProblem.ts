/**
 * Takes a text that is no IP address, gives why not, in the words of Go's net/netip, which URIs' errors hold. Only for texts that
 * `parseAddress` doesn't take.
 */
import { quote } from "../values/quote.ts";

/** `IPv4 field has value >255`, `unexpected character (at "x")`, … */
export function addressProblem(text: string): string {
	switch (/[.:%]/.exec(text)?.[0]) {
		case ".":
			return problemOf4(text) ?? unknown;
		case ":":
			return problemOf6(text) ?? unknown;
		case "%":
			return "missing IPv6 address";
		default:
			return unknown;
	}
}

const unknown = "unable to parse IP";
const at = (problem: string, rest: string): string => `${problem} (at ${quote(rest)})`;

function problemOf4(text: string): string | undefined {
	let dots = 0;
	let field = "";
	for (const [index, character] of [...text].entries()) {
		const rest = [...text].slice(index).join("");
		if (/[0-9]/.test(character)) {
			if (field === "0") return "IPv4 field has octet with leading zero";
			field += character;
			if (Number(field) > 255) return "IPv4 field has value >255";
		} else if (character !== ".") return at("unexpected character", rest);
		else {
			if (field === "" || rest === ".") return at("IPv4 field must have at least one digit", rest);
			if (++dots > 3) return "IPv4 address too long";
			field = "";
		}
	}
	return dots < 3 ? "IPv4 address too short" : undefined;
}

function problemOf6(text: string): string | undefined {
	const percent = text.indexOf("%");
	if (percent === text.length - 1) return "zone must be a non-empty string";
	let rest = percent === -1 ? text : text.slice(0, percent);
	/** How many of the eight fields there are, and where `::` stands among them. */
	let fields = 0;
	let gap = -1;
	if (rest.startsWith("::")) {
		gap = 0;
		rest = rest.slice(2);
	}
	while (fields < 8 && rest !== "") {
		const digits = /^[0-9A-Fa-f]*/.exec(rest)?.[0] ?? "";
		if (digits.length > 4) return at("each group must have 4 or less digits", rest);
		if (digits === "") return at("each colon-separated field must have at least one digit", rest);
		if (rest[digits.length] === ".") {
			if (gap === -1 && fields !== 6)
				return at("embedded IPv4 address must replace the final 2 fields of the address", rest);
			if (fields > 6) return at("too many hex fields to fit an embedded IPv4 at the end of the address", rest);
			const problem = problemOf4(rest);
			if (problem !== undefined) return problem;
			fields += 2;
			rest = "";
			break;
		}
		fields++;
		rest = rest.slice(digits.length);
		if (rest === "") break;
		if (rest[0] !== ":") return at("unexpected character, want colon", rest);
		if (rest.length === 1) return at("colon must be followed by more characters", rest);
		rest = rest.slice(1);
		if (rest[0] !== ":") continue;
		if (gap !== -1) return at("multiple :: in address", rest);
		gap = fields;
		rest = rest.slice(1);
	}
	if (rest !== "") return at("trailing garbage after address", rest);
	if (fields < 8) return gap === -1 ? "address string too short" : undefined;
	return gap === -1 ? undefined : "the :: must expand to at least one field of zeros";
}
