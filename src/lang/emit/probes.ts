/**
 * What an instrumented program counts for coverage: how often each literal of a body was reached, held and failed, and how often
 * each head had a solution. A point is a place in a text; a program that is emitted twice in parts counts in the same place.
 */
import type { Source } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import type { Clause, Step } from "../core.ts";
import type { Literal, Term } from "../tree.ts";
import { walkTree } from "../visit.ts";
import { stringLiteral } from "./literals.ts";

/** The counts of a point: their places behind its own. */
const REACHED = 0;
const HELD = 1;
const FAILED = 2;
const COUNTS = 3;

/** A literal that is counted. */
export interface CoveredLiteral {
	readonly span: Span;
	readonly reached: string;
	readonly held: string;
	readonly failed: string;
}

export class Probes {
	/** The array of counts, by name. */
	readonly counts: string;
	readonly #points: string[] = [];
	readonly #indexes = new Map<string, number>();
	#source: Source | undefined;
	#rule = "";
	#literals: readonly CoveredLiteral[] = [];

	constructor(counts: string) {
		this.counts = counts;
	}

	/** Steps and heads that come now are those of this clause. */
	begin({ source, rule, path, packagePath }: Clause): void {
		this.#source = source;
		const names = path.slice(packagePath.length).map((key) => (key.kind === "constant" ? String(key.value) : "_"));
		this.#rule = names.join(".");
		this.#literals = literalsIn(rule).map((literal) => {
			const first = COUNTS * this.#point(source, literal.span, outcomesOf(literal));
			const count = (which: number): string => `${this.counts}[${first + which}]++;`;
			return { span: literal.span, reached: count(REACHED), held: count(HELD), failed: count(FAILED) };
		});
	}

	/** The innermost literal that a step belongs to; none in a head or a message. */
	literalOf({ span }: Step): CoveredLiteral | undefined {
		return this.#literals.findLast((literal) => literal.span.start <= span.start && span.end <= literal.span.end);
	}

	/** The statement that counts a solution for a head. */
	head(span: Span): string {
		const first = COUNTS * this.#point(this.#source as Source, span, 0);
		return `${this.counts}[${first + REACHED}]++;`;
	}

	/** The array, at the top of the program. */
	get declaration(): string {
		return `const ${this.counts} = new Float64Array(${COUNTS * this.#points.length});`;
	}

	/** What the program tells of it. */
	get field(): string {
		return `coverage: { counts: ${this.counts}, points: [${this.#points.join(", ")}] },`;
	}

	#point(source: Source, { start, end }: Span, outcomes: number): number {
		const key = `${start} ${end} ${source.name}`;
		let index = this.#indexes.get(key);
		if (index === undefined) {
			index =
				this.#points.push(
					`[${[stringLiteral(source.name), start, end, outcomes, stringLiteral(this.#rule)].join(", ")}]`,
				) - 1;
			this.#indexes.set(key, index);
		}
		return index;
	}
}

/** The literals in a rule, those outside before those inside. */
function literalsIn(rule: Clause["rule"]): Literal[] {
	const literals: Literal[] = [];
	if (rule === undefined) return literals;
	walkTree(rule, (node) => {
		if ("with" in node && isCounted(node)) literals.push(node);
		return true;
	});
	return literals;
}

/** Declarations do nothing, and of `(x with input as y)` the literal inside counts. */
function isCounted(literal: Literal): boolean {
	return literal.kind !== "some" && !(literal.kind === "expression" && literal.term.kind === "body");
}

/** In how many ways a test should see a literal end: what only gives names or does something isn't asked to fail. */
function outcomesOf(literal: Literal): 0 | 1 | 2 {
	if (literal.kind === "someIn") return 1;
	if (literal.kind !== "expression") return 2;
	const { term } = literal;
	if (isPrint(term)) return 0;
	return term.kind === "boolean" || (term.kind === "infix" && term.operator === ":=") ? 1 : 2;
}

function isPrint(term: Term): boolean {
	return term.kind === "call" && term.operator.kind === "var" && term.operator.name === "print";
}
