/**
 * SPDX license expressions (SPDX specification 2.3, annex D) as the ways to comply with them: alternatives, and in each what holds together.
 * An exception stays with its license (`GPL-2.0-only WITH Classpath-exception-2.0`).
 */

/** So many alternatives at most; an expression with more is nobody's. */
const MOST = 256;

/** The alternatives of an expression; of a text that is none the text itself as the only license. Empty for none and for NOASSERTION. */
export function licenseChoices(text: string): readonly (readonly string[])[] {
	const written = text.trim();
	if (written === "" || written === "NOASSERTION" || written === "NONE") return [];
	const tokens = written.match(/\(|\)|[^\s()]+/g) ?? [];
	const reader = new Reader(tokens);
	const choices = reader.read();
	return choices ?? [[written]];
}

class Reader {
	readonly #tokens: readonly string[];
	#at = 0;
	#failed = false;

	constructor(tokens: readonly string[]) {
		this.#tokens = tokens;
	}

	read(): string[][] | undefined {
		const choices = this.#either(0);
		return this.#failed || this.#at < this.#tokens.length ? undefined : choices;
	}

	#either(depth: number): string[][] {
		const choices = this.#both(depth);
		while (this.#takes("OR")) choices.push(...this.#both(depth));
		return this.#bounded(choices);
	}

	#both(depth: number): string[][] {
		let choices = this.#one(depth);
		while (this.#takes("AND")) {
			const others = this.#one(depth);
			if (choices.length * others.length > MOST) this.#failed = true;
			choices = this.#failed
				? choices
				: choices.flatMap((left) => others.map((right) => [...new Set([...left, ...right])]));
		}
		return choices;
	}

	#one(depth: number): string[][] {
		if (this.#takes("(")) {
			if (depth > 64) this.#failed = true;
			const inner = this.#failed ? [] : this.#either(depth + 1);
			if (!this.#takes(")")) this.#failed = true;
			return inner;
		}
		const id = this.#tokens[this.#at];
		if (id === undefined || id === ")" || /^(?:and|or|with)$/i.test(id)) {
			this.#failed = true;
			return [];
		}
		this.#at++;
		if (!this.#takes("WITH")) return [[id]];
		const exception = this.#tokens[this.#at++];
		if (exception === undefined) this.#failed = true;
		return [[`${id} WITH ${exception}`]];
	}

	/** Operators count in lower case too, as tools write them. */
	#takes(token: string): boolean {
		if (this.#tokens[this.#at]?.toUpperCase() !== token) return false;
		this.#at++;
		return true;
	}

	#bounded(choices: string[][]): string[][] {
		if (choices.length > MOST) this.#failed = true;
		return choices;
	}
}
