/** Which names of bodies are read after they were bound: a key that nobody reads needs no variable in CEL. */
import type { Body, Local, Operand } from "../lang/core.ts";

/** Fields of steps that hold no operands. */
const beside: ReadonlySet<string> = new Set(["span", "term", "callee", "param"]);

export class Reads {
	readonly #names = new Set<Local>();
	readonly #counted = new Set<Body>();

	has(local: Local): boolean {
		return this.#names.has(local);
	}

	/** Notes which names a body reads after they were bound. */
	note(body: Body, ...values: readonly (Operand | undefined)[]): void {
		if (this.#counted.has(body)) return;
		this.#counted.add(body);
		const seen = new Set<Local>();
		const visit = (node: unknown): void => {
			if (Array.isArray(node)) {
				for (const each of node) visit(each);
				return;
			}
			if (typeof node !== "object" || node === null) return;
			if ("kind" in node && node.kind === "local" && "local" in node) {
				const local = node.local as Local;
				if (seen.has(local)) this.#names.add(local);
				seen.add(local);
				return;
			}
			for (const [field, inner] of Object.entries(node)) if (!beside.has(field)) visit(inner);
		};
		visit([body, values]);
	}
}
