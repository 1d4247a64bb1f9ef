/**
 * Go's fmt.Sprintf over the kinds of arguments that policies have: all verbs, flags, widths, precisions and argument
 * indexes, and its own notes on what doesn't fit (`%!d(string=a)`, `%!v(MISSING)`). Go docs: package fmt.
 */
import { type Flags, formatArgument, type GoArgument, noFlags, typed } from "./formatArgument.ts";

/** Widths and precisions beyond this are no numbers to Go. */
const LARGEST = 1_000_000;

/** The format with its verbs filled in. @param spend takes the size of what is about to be made */
export function sprintf(format: string, args: readonly GoArgument[], spend: (units: number) => void): string {
	return new Printer(format, args, spend).print();
}

class Printer {
	readonly #format: string;
	readonly #args: readonly GoArgument[];
	readonly #spend: (units: number) => void;
	#at = 0;
	#next = 0;
	/** Set once an index was used: what is left over is no mistake then. */
	#reordered = false;
	#goodIndex = true;
	#output = "";

	constructor(format: string, args: readonly GoArgument[], spend: (units: number) => void) {
		this.#format = format;
		this.#args = args;
		this.#spend = spend;
	}

	print(): string {
		const format = this.#format;
		while (this.#at < format.length) {
			const percent = format.indexOf("%", this.#at);
			this.#output += format.slice(this.#at, percent === -1 ? undefined : percent);
			if (percent === -1) break;
			this.#at = percent + 1;
			this.#directive();
		}
		if (!this.#reordered && this.#next < this.#args.length) {
			const extra = this.#args.slice(this.#next);
			this.#output += `%!(EXTRA ${extra.map((arg) => (arg.kind === "nil" ? "<nil>" : typed(arg, noFlags()))).join(", ")})`;
		}
		return this.#output;
	}

	#directive(): void {
		const flags = this.#flags();
		this.#goodIndex = true;
		let afterIndex = this.#index();
		if (this.#takes("*")) {
			this.#starWidth(flags);
			afterIndex = false;
		} else {
			flags.width = this.#integer();
			if (afterIndex && flags.width !== undefined) this.#goodIndex = false;
		}
		// A point that ends the format is taken for a verb.
		if (this.#at + 1 < this.#format.length && this.#takes(".")) {
			if (afterIndex) this.#goodIndex = false;
			afterIndex = this.#index();
			if (this.#takes("*")) {
				this.#starPrecision(flags);
				afterIndex = false;
			} else flags.precision = this.#integer() ?? 0;
		}
		if (!afterIndex) this.#index();
		const code = this.#format.codePointAt(this.#at);
		if (code === undefined) {
			this.#output += "%!(NOVERB)";
			return;
		}
		const verb = String.fromCodePoint(code);
		this.#at += verb.length;
		this.#spend(1 + ((flags.width ?? 0) + (flags.precision ?? 0)) / 16);
		this.#verb(verb, flags);
	}

	#verb(verb: string, flags: Flags): void {
		if (verb === "%") this.#output += "%";
		else if (!this.#goodIndex) this.#output += `%!${verb}(BADINDEX)`;
		else if (this.#next >= this.#args.length) this.#output += `%!${verb}(MISSING)`;
		else {
			if (verb === "v") {
				flags.goSyntax = flags.sharp;
				flags.sharp = false;
				if (this.#args[this.#next]?.kind !== "big") flags.plus = false;
			}
			this.#output += formatArgument(this.#args[this.#next++] as GoArgument, verb, flags);
		}
	}

	#flags(): Flags {
		const flags = noFlags();
		for (; this.#at < this.#format.length; this.#at++) {
			switch (this.#format[this.#at]) {
				case "#":
					flags.sharp = true;
					break;
				case "0":
					flags.zero = true;
					break;
				case "+":
					flags.plus = true;
					break;
				case "-":
					flags.minus = true;
					break;
				case " ":
					flags.space = true;
					break;
				default:
					return flags;
			}
		}
		return flags;
	}

	/** `[n]`: chooses the argument. True where there was one, also where it leads nowhere. */
	#index(): boolean {
		const format = this.#format;
		if (format[this.#at] !== "[") return false;
		this.#reordered = true;
		const close = format.indexOf("]", this.#at + 1);
		if (close === -1 || format.length - this.#at < 3) {
			this.#goodIndex = false;
			this.#at++;
			return false;
		}
		const inner = format.slice(this.#at + 1, close);
		this.#at = close + 1;
		const position = /^[0-9]+$/.test(inner) ? Number(inner) : Number.NaN;
		if (!(position <= LARGEST * 10)) {
			this.#goodIndex = false;
			return false;
		}
		if (position >= 1 && position <= this.#args.length) this.#next = position - 1;
		else this.#goodIndex = false;
		return true;
	}

	#integer(): number | undefined {
		let value: number | undefined;
		for (;;) {
			const unit = this.#format.charCodeAt(this.#at);
			if (!(unit >= 48 && unit <= 57)) return value;
			if (value !== undefined && value > LARGEST) {
				this.#at = this.#format.length;
				return undefined;
			}
			value = (value ?? 0) * 10 + unit - 48;
			this.#at++;
		}
	}

	#takes(character: string): boolean {
		if (this.#format[this.#at] !== character) return false;
		this.#at++;
		return true;
	}

	/** An argument that says a width or a precision. */
	#star(): number | undefined {
		const arg = this.#args[this.#next];
		if (arg === undefined) return undefined;
		this.#next++;
		if (arg.kind !== "int") return undefined;
		const value = Number(arg.value);
		return Math.abs(value) > LARGEST ? undefined : value;
	}

	#starWidth(flags: Flags): void {
		const width = this.#star();
		if (width === undefined) this.#output += "%!(BADWIDTH)";
		else if (width < 0) {
			flags.minus = true;
			flags.zero = false;
		}
		flags.width = width === undefined ? undefined : Math.abs(width);
	}

	#starPrecision(flags: Flags): void {
		const precision = this.#star();
		flags.precision = precision === undefined || precision < 0 ? undefined : precision;
		if (flags.precision === undefined) this.#output += "%!(BADPREC)";
	}
}
