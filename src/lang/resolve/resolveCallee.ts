/** What a call calls: a function of the program, of the policy around, or a builtin; and whether its arguments are as many as it takes. */
import { deprecatedBuiltin, privateRule, unknownFunction, wrongArity } from "../../diagnostics/catalogue/compiling.ts";
import type { Builtin } from "../../runtime/builtins/builtin.ts";
import type { Value } from "../../runtime/values/value.ts";
import type { Span } from "../../text/span.ts";
import { suggest } from "../../text/suggest.ts";
import type { Callee } from "../core.ts";
import { pathKey, privateKey } from "../pathKey.ts";
import type * as tree from "../tree.ts";
import { languageBuiltins } from "./languageBuiltins.ts";
import { dottedWords } from "./nodes.ts";
import type { BodyResolver } from "./resolveBody.ts";
import { replacements } from "./spellings.ts";

/** What a call calls; undefined (and reported) where there is no such function. */
export function calledFunction(body: BodyResolver, term: tree.Call): Callee | undefined {
	return functionNamed(body, term.operator, true);
}

/** The function or builtin that a name means. `wanted`: report where there is none. */
export function functionNamed(body: BodyResolver, operator: tree.Var | tree.Ref, wanted: boolean): Callee | undefined {
	const { span } = operator;
	const words = dottedWords(operator);
	const [first] = words;
	if (first !== undefined && body.scope.find(first) === undefined && !body.scope.declares(first)) {
		const own = body.context.privateNames.get(first);
		if (own !== undefined && !("policy" in own)) {
			const path = [...own.path, ...words.slice(1)];
			if (body.context.functions.has(privateKey(path))) return { kind: "function", root: "private", path, span };
		}
		const meaning = body.context.names.get(first);
		if (meaning?.root === "data") {
			const path = [...meaning.path, ...words.slice(1)];
			if (body.context.functions.has(pathKey(path))) return { kind: "function", root: "data", path, span };
		}
		// A rule or import named `json` hides the builtins `json.…`.
		const builtin = meaning === undefined ? builtinNamed(body, words.join(".")) : undefined;
		if (builtin !== undefined) {
			if (builtin.deprecated === true && body.context.module.v0 === undefined) {
				const instead = replacements[builtin.name];
				body.report(span, deprecatedBuiltin({ name: builtin.name, ...(instead === undefined ? {} : { instead }) }));
				return undefined;
			}
			return builtinOrStandIn(body, builtin, span);
		}
	}
	if (wanted) reportUnknown(body, operator, words);
	return undefined;
}

/** Of a stand-in that isn't there something else has been said: its builtin takes the same arguments. */
function builtinOrStandIn(body: BodyResolver, builtin: Builtin, span: Span): Callee {
	const path = builtin.foreign?.standIn;
	return path === undefined || !body.context.functions.has(pathKey(path))
		? { kind: "builtin", builtin, span }
		: { kind: "function", root: "data", path, standsFor: builtin, span };
}

export function builtinNamed(body: BodyResolver, name: string): Builtin | undefined {
	return body.context.builtins.get(name) ?? languageBuiltins.get(name);
}

export function reportUnknown(body: BodyResolver, operator: tree.Var | tree.Ref, words: readonly string[]): void {
	const name = words.length > 0 ? words.join(".") : body.shown(operator);
	const owner = words.length === 1 ? body.context.privateHere.get(name) : undefined;
	if (owner !== undefined) {
		body.report(operator.span, privateRule({ name, policy: owner }));
		return;
	}
	const hiding = builtinNamed(body, name) === undefined ? undefined : words[0];
	const suggestion = hiding === undefined ? suggest(name, callable(body)) : undefined;
	const more = { ...(suggestion === undefined ? {} : { suggestion }), ...(hiding === undefined ? {} : { hiding }) };
	body.report(operator.span, unknownFunction({ name, ...more }));
}

/** Every name that a call could have here. */
export function* callable(body: BodyResolver): Iterable<string> {
	for (const builtin of body.context.builtins.values()) {
		if (builtin.deprecated !== true && !builtin.name.startsWith("internal.")) yield builtin.name;
	}
	for (const known of body.context.functions.values()) {
		yield `data.${known.path.join(".")}`;
		for (const [name, meaning] of body.context.names) {
			if (name === "data" || name === "input" || known.root !== "data" || meaning.root !== "data") continue;
			if (meaning.path.every((word, index) => known.path[index] === word)) {
				yield [name, ...known.path.slice(meaning.path.length)].join(".");
			}
		}
		const own = known.path.at(-1) as string;
		if (known.root === "private" && body.context.privateNames.has(own)) yield own;
	}
}

export function builtinCallee(body: BodyResolver, name: string, span: Span): Callee {
	const builtin = body.context.builtins.get(name);
	if (builtin === undefined) throw new Error(`the builtin ${name} is not registered`);
	return { kind: "builtin", builtin, span };
}

export function arity(body: BodyResolver, callee: Callee): number {
	return params(body, callee).length;
}

export function params(body: BodyResolver, callee: Callee): readonly string[] {
	if (callee.kind === "builtin") return callee.builtin.args.map((arg) => arg.name);
	const known = body.context.functions.get(callee.root === "data" ? pathKey(callee.path) : privateKey(callee.path));
	return known?.params ?? [];
}

export function arityFits(body: BodyResolver, term: tree.Call, callee: Callee, least: number, most: number): boolean {
	const given = term.args.length;
	if (given >= least && given <= most) return true;
	const name = body.shown(term.operator);
	const signature = `${name}(${params(body, callee).join(", ")})`;
	body.report(term.span, wrongArity({ name, signature, given, wanted: least }));
	return false;
}

export function metadataCall(body: BodyResolver, callee: Callee): Value | undefined {
	if (callee.kind !== "builtin") return undefined;
	if (callee.builtin.name === "rego.metadata.rule") return body.metadata()?.rule;
	if (callee.builtin.name === "rego.metadata.chain") return body.metadata()?.chain;
	return undefined;
}
