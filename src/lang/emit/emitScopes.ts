/** Steps with bodies of their own to JavaScript: comprehensions, `not`, `every`, `and`/`or`, `with`. What fails in them leaves a block, not the rule. */
import type { Body, Comprehension, Every, Local, Not, Operand, With } from "../core.ts";
import { operandLocals } from "../order/locals.ts";
import { withoutCovering } from "./coverSteps.ts";
import type { BodyEmitter } from "./emitBody.ts";
import { valueLiteral } from "./literals.ts";
import { calleeKey } from "./plan.ts";

/** What an element costs that is collected, in steps. */
const ELEMENT = 50;

/** What loops within loops collect takes memory as well as time: each element costs, seen from loop number `base` on. */
export function payForElement(body: BodyEmitter, base: number): void {
	if (body.loops.length > base + 1) body.line(`${body.cx}.run.spend(${ELEMENT});`);
}

export function emitComprehension(body: BodyEmitter, step: Comprehension): void {
	const { makes, out } = step;
	const { ordered } = body;
	const word = out.local.name;
	const builder = body.names.take(makes === "array" ? word : `${word}Builder`);
	const made = { array: "[]", set: "new SetBuilder()", object: "new ObjectBuilder()" }[makes];
	const taint = noteTaint(body);
	body.line(`const ${builder} = ${made};`);
	const label = body.label("of");
	const base = body.loops.length;
	const recall = body.fresh();
	body.ordered = makes === "array" || body.program.options.keepsPrint;
	body.block(label, step.body, () => {
		const head = body.expression(step.head);
		const used = new Set<Local>();
		payForElement(body, base);
		operandLocals(step.head, used);
		if (makes === "array") body.line(`${builder}.push(${head});`);
		else if (makes === "set") {
			body.line(`${builder}.push(${head});`);
			body.skipLoops(used, base, `break ${label};`);
		} else if (step.key !== undefined) {
			operandLocals(step.key, used);
			body.line(`insert(${builder}, ${body.expression(step.key)}, ${head}, ${body.site(step.span)});`);
			body.skipLoops(used, base, `break ${label};`);
		}
	});
	body.ordered = ordered;
	recall();
	failIfTainted(body, taint);
	body.bind(out.local, makes === "array" ? builder : body.keep(word, `${builder}.finish()`, false));
}

/** Where values may be unknown: remembers how much was met so far, for a construct that needs the whole answer. */
function noteTaint(body: BodyEmitter): string | undefined {
	return body.knows && !body.quiet ? body.keep("met", `${body.cx}.run.taint`, false) : undefined;
}

function failIfTainted(body: BodyEmitter, taint: string | undefined): void {
	if (taint !== undefined) body.failIf(`${body.cx}.run.taint !== ${taint}`);
}

/** What was met on the way to a certain answer doesn't matter to it. */
function recede(body: BodyEmitter, taint: string | undefined): void {
	if (taint !== undefined) body.line(`if (${body.cx}.run.taint !== ${taint}) ${body.cx}.run.recede(${taint});`);
}

export function emitNot(body: BodyEmitter, step: Not): void {
	const taint = noteTaint(body);
	const recall = body.fresh();
	const label = body.label("not");
	const { fail } = body;
	body.block(label, step.body, () => {
		recede(body, taint);
		body.line(fail);
	});
	recall();
	failIfTainted(body, taint);
}

/** Goes on once if the body has a solution. */
export function emitExists(body: BodyEmitter, steps: Body): void {
	emitEither(body, [steps]);
}

/** Goes on once if one of the bodies has a solution. */
export function emitEither(body: BodyEmitter, operands: readonly Body[]): void {
	const taint = noteTaint(body);
	const outer = body.label("some");
	const { fail } = body;
	body.code.open(`${outer}: `);
	for (const operand of operands) {
		body.block(body.label("try"), operand, () => {
			recede(body, taint);
			body.line(`break ${outer};`);
		});
	}
	body.line(fail);
	body.code.close();
}

export function emitEvery(body: BodyEmitter, step: Every): void {
	const given = body.simple(step.domain, "domain");
	if (body.knows) body.failIf(`unknown(${body.cx}, ${given})`);
	const domain = body.keep("domain", `domain(${given})`);
	body.failIf(`${domain} === undefined`);
	const { fail } = body;
	const { depth } = body.code;
	const loops = body.loops.length;
	const key: Operand = {
		kind: "local",
		local: step.key ?? { name: "_", origin: "wildcard", declared: undefined, span: step.span },
		span: step.span,
	};
	const value: Operand = { kind: "local", local: step.value, span: step.span };
	const recall = body.fresh();
	const taint = noteTaint(body);
	withoutCovering(body, () => body.enumerate(domain, false, key, value, (member) => body.match(value, member)));
	const label = body.loops.at(-1)?.label;
	const before = noteTaint(body);
	body.block(body.label("holds"), step.body, () => {
		recede(body, before);
		body.line(`continue ${label};`);
	});
	// One that certainly doesn't hold settles it; where that is unknown, the others may still.
	if (before !== undefined) body.line(`if (${body.cx}.run.taint !== ${before}) continue ${label};`);
	recede(body, taint);
	body.line(fail);
	body.code.closeTo(depth);
	body.fail = fail;
	body.loops.length = loops;
	recall();
	failIfTainted(body, taint);
}

export function emitWith(body: BodyEmitter, step: With): void {
	const { cx } = body;
	const values = step.changes.map((change) => body.simple(change.value, "instead"));
	const name = body.names.take("cx");
	body.line(`const ${name} = ${cx}.derive(${body.program.keepList(body.program.plan.keep(step))});`);
	step.changes.forEach(({ target }, index) => {
		const value = values[index] as string;
		if (target.kind === "input") body.line(`${name}.setInput(${valueLiteral(target.path)}, ${value});`);
		else if (target.kind === "data") body.line(`${name}.setData(${valueLiteral(target.path)}, ${value});`);
		else {
			const number = body.program.plan.mockable.get(calleeKey(target.callee));
			const mock = target.by === undefined ? `{ value: ${value} }` : body.program.mockOf(target.by);
			body.line(`${name}.setMock(${number}, ${mock});`);
		}
	});
	body.cx = name;
	body.steps(step.body);
	body.cx = cx;
}
