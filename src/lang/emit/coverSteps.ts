/**
 * The steps of a body with their counts: a literal is reached before its first step and holds after its last one; it fails where a
 * step leaves it, or where its loop ends without a solution.
 */
import type { Body } from "../core.ts";
import type { BodyEmitter } from "./emitBody.ts";
import type { CoveredLiteral, Probes } from "./probes.ts";

/** The literal whose steps are being written. */
export interface Covering {
	readonly literal: CoveredLiteral;
	/** Says whether its loop came to a solution; absent while there is no loop. */
	hit?: string;
}

/** Ordering may put steps of another literal between those of one: each run of its steps can fail. */
export function coverSteps(body: BodyEmitter, probes: Probes, steps: Body): void {
	// What is nested in a literal without being one (the head of a comprehension) may fail without failing it.
	const literals = steps.map((step) => {
		const literal = probes.literalOf(step);
		return literal === body.within ? undefined : literal;
	});
	let outside = body.fail;
	steps.forEach((_, index) => {
		const literal = literals[index];
		if (literal !== undefined && literals[index - 1] !== literal) {
			if (literals.indexOf(literal) === index) body.line(literal.reached);
			body.covering = { literal };
			outside = body.fail;
			body.fail = `{ ${literal.failed} ${outside} }`;
		}
		body.stepAt(steps, index);
		if (literal === undefined || literals[index + 1] === literal) return;
		if (body.covering?.hit === undefined) body.fail = outside;
		else body.line(`${body.covering.hit} = true;`);
		if (literals.lastIndexOf(literal) === index) body.line(literal.held);
		body.covering = undefined;
	});
}

/** How the loop ends that is about to be opened. */
export function endOfLoop(body: BodyEmitter): string {
	const { covering } = body;
	if (covering === undefined || covering.hit !== undefined) return "}";
	covering.hit = body.names.take("hit");
	body.line(`let ${covering.hit} = false;`);
	return `} if (!${covering.hit}) ${covering.literal.failed}`;
}

/** Writes a loop that decides the present literal as a whole: not one in which its solutions are. */
export function withoutCovering(body: BodyEmitter, write: () => void): void {
	const { covering } = body;
	body.covering = undefined;
	write();
	body.covering = covering;
}
