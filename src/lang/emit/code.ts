const indents = Array.from({ length: 40 }, (_, depth) => "\t".repeat(depth));

/** Text with indentation: blocks are opened and closed, and a body closes what it opened. */
export class Code {
	readonly #lines: string[] = [];
	#depth: number;
	readonly #ends: string[] = [];

	constructor(depth = 0) {
		this.#depth = depth;
	}

	line(text: string): void {
		this.#lines.push((indents[this.#depth] ?? "\t".repeat(this.#depth)) + text);
	}

	blank(): void {
		this.#lines.push("");
	}

	/** Opens a block: `text {`. */
	open(text: string, end = "}"): void {
		this.line(`${text}{`);
		this.#depth++;
		this.#ends.push(end);
	}

	/** Text that is indented already. */
	add(text: string): void {
		this.#lines.push(text);
	}

	close(): void {
		this.#depth--;
		this.line(this.#ends.pop() as string);
	}

	/** A place in the text, after the last line. */
	mark(): number {
		return this.#lines.length;
	}

	/** Takes out the line before a mark, which turned out not to be needed. */
	removeBefore(mark: number): void {
		this.#lines.splice(mark - 1, 1);
	}

	/** How many blocks are open. */
	get depth(): number {
		return this.#ends.length;
	}

	closeTo(depth: number): void {
		while (this.#ends.length > depth) this.close();
	}

	get text(): string {
		return this.#lines.join("\n");
	}
}
