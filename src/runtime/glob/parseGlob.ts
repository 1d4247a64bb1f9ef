/**
 * Takes the text of a glob, gives its parts. Syntax and errors are those of gobwas/glob 1.0, which OPA uses: `*` stops at
 * delimiters and `**` doesn't, `?`, `[abc]`, `[!a-c]`, `{one,two}`, `\` before any character. Knows nothing of matching.
 */
import { failure } from "../builtins/builtin.ts";
import { type CharacterSet, complement, fromRanges } from "../regex/characterSet.ts";

export type GlobPart =
	| { readonly kind: "text"; readonly text: string }
	/** Any characters, `across` delimiters or not. */
	| { readonly kind: "star"; readonly across: boolean }
	/** One character that is no delimiter. */
	| { readonly kind: "single" }
	| { readonly kind: "class"; readonly set: CharacterSet }
	| { readonly kind: "options"; readonly options: readonly (readonly GlobPart[])[] };

/** A compiled pattern nests as deep as the glob: engines have limits, and so has the stack. */
const deepestNesting = 200;

/** Throws BuiltinError (`glob: syntax error at OFFSET: …`, the offset in UTF-8 bytes) for a glob that isn't valid. */
export function parseGlob(glob: string): readonly GlobPart[] {
	return new GlobParser(glob).parse();
}

class GlobParser {
	private readonly glob: string;
	private at = 0;
	private depth = 0;

	constructor(glob: string) {
		this.glob = glob;
	}

	parse(): readonly GlobPart[] {
		return this.sequence();
	}

	/** Parts up to the end of the glob or, inside braces, up to a `,` or `}` that belongs to them. */
	private sequence(): GlobPart[] {
		const parts: GlobPart[] = [];
		for (;;) {
			const next = this.glob.charAt(this.at);
			if (next === "" || (this.depth > 0 && (next === "," || next === "}"))) return parts;
			const part = this.part(next);
			const last = parts.at(-1);
			if (part.kind === "star" && last?.kind === "star") {
				// Stars in a row say what the freest of them says.
				parts[parts.length - 1] = last.across ? last : part;
			} else parts.push(part);
		}
	}

	private part(next: string): GlobPart {
		switch (next) {
			case "{":
				return this.options();
			case "[":
				return this.class();
			case "?":
				this.at++;
				return { kind: "single" };
			case "*": {
				const across = this.glob.charAt(this.at + 1) === "*";
				this.at += across ? 2 : 1;
				return { kind: "star", across };
			}
			default:
				return { kind: "text", text: this.textUpTo(this.depth > 0 ? "?*[{}," : "?*[{") };
		}
	}

	private textUpTo(breakers: string): string {
		let text = "";
		while (this.at < this.glob.length && !breakers.includes(this.glob.charAt(this.at))) {
			if (this.glob.charAt(this.at) === "\\") {
				this.at++;
				if (this.at === this.glob.length) throw this.invalid("trailing backslash");
			}
			text += this.character();
		}
		return text;
	}

	private options(): GlobPart {
		this.at++;
		if (++this.depth > deepestNesting) throw this.invalid(`more than ${deepestNesting} \`{\` inside each other`);
		const options: GlobPart[][] = [];
		for (;;) {
			options.push(this.sequence());
			const end = this.glob.charAt(this.at++);
			if (end === "}") break;
			if (end === "") {
				this.at--;
				throw this.invalid("unclosed `{`");
			}
		}
		this.depth--;
		return { kind: "options", options };
	}

	private class(): GlobPart {
		this.at++;
		const negated = this.glob.charAt(this.at) === "!";
		if (negated) this.at++;
		const set = this.classMembers();
		return { kind: "class", set: negated ? complement(set) : set };
	}

	/** Either one range or any number of characters, never both. A backslash before `-` starts a range. */
	private classMembers(): CharacterSet {
		const low = this.characterInClass();
		if (this.glob.charAt(this.at) === "-") {
			this.at++;
			const high = this.characterInClass();
			this.closeClass();
			if (high.codePointAt(0)! < low.codePointAt(0)!) throw this.invalid("range hi character is less than lo");
			return [low.codePointAt(0)!, high.codePointAt(0)!];
		}
		this.at -= low.length;
		const members = this.textUpTo("]");
		this.closeClass();
		if (members === "") throw this.invalid("could not parse range");
		return fromRanges(Array.from(members, (member) => [member.codePointAt(0)!, member.codePointAt(0)!] as const));
	}

	private closeClass(): void {
		if (this.characterInClass() !== "]") throw this.invalid("expected close range character");
	}

	private characterInClass(): string {
		if (this.at === this.glob.length) throw this.invalid("unexpected end of input");
		return this.character();
	}

	private character(): string {
		const character = String.fromCodePoint(this.glob.codePointAt(this.at)!);
		this.at += character.length;
		return character;
	}

	private invalid(reason: string) {
		const offset = new TextEncoder().encode(this.glob.slice(0, this.at)).length;
		return failure(`glob: syntax error at ${offset}: ${reason}`);
	}
}
