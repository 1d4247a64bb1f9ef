/** Template strings and `print` to JavaScript: parts that may be undefined, joined to a text. */
import type { LenientPart, Print, Template } from "../core.ts";
import type { BodyEmitter } from "./emitBody.ts";
import { stringLiteral } from "./literals.ts";

/** A lenient part as an expression that may be undefined; where there may be several values, `several` takes each. */
export function emitPart(
	body: BodyEmitter,
	part: LenientPart,
	word: string,
	several?: (name: string, value: string) => void,
): string {
	if (part.body.length === 0) return body.expression(part.value);
	const name = body.names.take(word);
	body.line(`let ${name};`);
	const label = body.label("part");
	const base = body.loops.length;
	body.block(label, part.body, () => {
		const value = body.expression(part.value);
		if (body.loops.length > base && several !== undefined) several(name, value);
		else {
			body.line(`${name} = ${value};`);
			if (body.loops.length > base) body.line(`break ${label};`);
		}
	});
	return name;
}

export function emitTemplate(body: BodyEmitter, step: Template): void {
	const quiet = step.message === true && body.knows && !body.quiet;
	if (quiet) {
		body.quiet = true;
		body.line(`${body.cx}.run.quiet++;`);
	}
	const several = (name: string, value: string): void =>
		body.line(`${name} = oneText(${body.cx}, ${body.site(step.span)}, ${name}, ${value});`);
	const parts = step.parts.map((part) =>
		typeof part === "string" ? stringLiteral(part) : emitPart(body, part, "part", several),
	);
	const needsNote = body.knows && step.message !== true && !body.quiet;
	if (step.raw === true) body.assign(step.out.local, `partValue(${parts[0]})`, false);
	else {
		if (needsNote) {
			step.parts.forEach((part, i) => {
				if (typeof part !== "string") body.failIf(`tainted(${body.cx}, ${parts[i]})`);
			});
		}
		const texts = step.parts.map((part, i) => (typeof part === "string" ? parts[i] : `partText(${parts[i]})`));
		const text = texts.length === 0 ? '""' : texts.length === 1 ? (texts[0] as string) : texts.join(" + ");
		body.assign(step.out.local, text, false);
	}
	if (quiet) {
		body.quiet = false;
		body.line(`${body.cx}.run.quiet--;`);
	}
}

export function emitPrint(body: BodyEmitter, step: Print): void {
	const parts = step.parts.map((part) => emitPart(body, part, "printed"));
	body.line(
		`${body.cx}.run.print?.([${parts.map((part) => `partText(${part})`).join(", ")}].join(" "), ${body.site(step.span)});`,
	);
}
