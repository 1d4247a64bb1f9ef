/** Which expressions have a name already in the blocks around: the same one needs to be computed only once. */
export class NamedExpressions {
	#names = new Map<string, string>();
	/** The expressions in the order in which they got their names. */
	readonly #order: string[] = [];

	get(expression: string): string | undefined {
		return this.#names.get(expression);
	}

	add(expression: string, name: string): void {
		this.#names.set(expression, name);
		this.#order.push(expression);
	}

	/** A place to come back to, when a block begins. */
	mark(): number {
		return this.#order.length;
	}

	/** Leaves a block: what got its name in it has none outside. */
	leave(mark: number): void {
		while (this.#order.length > mark) this.#names.delete(this.#order.pop() as string);
	}

	/** Forgets those that a condition is true of, and all that are added, until the function that it gives is called. */
	without(isForgotten: (expression: string) => boolean): () => void {
		const before = this.#names;
		const mark = this.mark();
		this.#names = new Map([...before].filter(([expression]) => !isForgotten(expression)));
		return () => {
			this.#names = before;
			this.#order.length = mark;
		};
	}
}
