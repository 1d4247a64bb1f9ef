/**
 * `policy NAME on KIND { … }` to core: a set of findings at the policy's path, its rules as private ones, its parameters,
 * and its facts for the manifest (DESIGN 2.2).
 */
import {
	badField,
	badFix,
	badNode,
	badParam,
	duplicateField,
	duplicatePolicy,
	missingField,
	unknownField,
} from "../../diagnostics/catalogue/compiling.ts";
import { at, type Message } from "../../diagnostics/diagnostic.ts";
import { placeText } from "../../diagnostics/render.ts";
import { get, isObject, sortedKeys } from "../../runtime/values/access.ts";
import { RegoSet } from "../../runtime/values/regoSet.ts";
import type { Value } from "../../runtime/values/value.ts";
import type { Source } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import { suggest } from "../../text/suggest.ts";
import type { Clause, CoreParam, Fix, NodePath, Operand, Step, VerdictParts } from "../core.ts";
import type * as tree from "../tree.ts";
import type { AnnotationIndex } from "./annotationIndex.ts";
import { constantValue, describeTerm } from "./constant.ts";
import { lenientPart } from "./lenientPart.ts";
import { bodyNames, declaredNames, termNames } from "./mentions.ts";
import { ruleMetadata } from "./metadata.ts";
import { constants, made } from "./nodes.ts";
import { type BodyContext, BodyResolver } from "./resolveBody.ts";
import { functionNamed } from "./resolveCallee.ts";
import { resolveRule } from "./resolveRule.ts";
import { Scope } from "./scope.ts";

/** What a policy says of itself. */
export interface PolicyDescription {
	/** `acme.images.trusted_base`. */
	readonly id: string;
	readonly name: string;
	readonly package: readonly string[];
	readonly on: string;
	readonly title: string;
	readonly code: string;
	readonly severity: string;
	readonly about: string;
	readonly see: readonly string[];
	readonly tags: readonly string[];
	readonly equivalents: readonly string[];
}

/** The same with its parameters and examples, and where they stand. */
export interface PolicyFacts extends PolicyDescription {
	readonly params: readonly CoreParam[];
	readonly examples: readonly ExampleFacts[];
	readonly source: Source;
	readonly span: Span;
	readonly nameSpan: Span;
	readonly onSpan: Span;
}
export interface ExampleFacts {
	readonly verdict: "bad" | "good";
	readonly title?: string;
	/** One text, or file name to text. */
	readonly files: string | Readonly<Record<string, string>>;
	readonly span: Span;
}

const severities = ["critical", "high", "medium", "low", "info"];
const textFields = ["title", "code", "about"];
const listFields = ["see", "tags", "equivalents"];
const known = ["title", "code", "severity", "about", "see", "tags", "equivalents"];

export interface ResolvedPolicy {
	readonly facts: PolicyFacts;
	readonly params: readonly CoreParam[];
	readonly clauses: readonly Clause[];
}

export function resolvePolicy(
	policy: tree.Policy,
	module: tree.Module,
	around: BodyContext,
	before: readonly PolicyFacts[],
	annotations: AnnotationIndex,
): ResolvedPolicy {
	const { source } = module;
	const report = (span: Span, message: Message): void => {
		around.diagnostics.push(at(source, span, message));
	};
	const packagePath = module.package.path;
	const name = policy.name.name;
	const path = [...packagePath, name];
	const id = path.join(".");
	const twin = before.find((other) => other.id === id);
	if (twin !== undefined) {
		report(policy.name.span, duplicatePolicy({ name, place: placeText(twin.source, twin.nameSpan) }));
	}

	const params: CoreParam[] = [];
	const privateNames = new Map<string, { readonly path: readonly string[] } | CoreParam>();
	for (const member of policy.members) {
		if (member.kind === "rule") privateNames.set(member.head.name.name, { path: [...path, member.head.name.name] });
		if (member.kind !== "param") continue;
		const value = constantValue(member.value);
		if (value === undefined) {
			report(member.value.span, badParam({ name: member.name.name, what: describeTerm(member.value) }));
		}
		if (params.some((other) => other.name === member.name.name)) {
			report(member.name.span, duplicateField({ name: member.name.name }));
			continue;
		}
		const param: CoreParam = {
			policy: id,
			name: member.name.name,
			type: member.type,
			value: value ?? null,
			span: member.span,
		};
		if (value !== undefined) params.push(param);
		privateNames.set(param.name, param);
	}

	const context: BodyContext = { ...around, privateNames };
	const clauses: Clause[] = [];
	for (const member of policy.members) {
		if (member.kind === "rule") {
			const place = { root: "private" as const, prefix: path, packagePath };
			clauses.push(
				...resolveRule(member, place, context, (isElse) => ruleMetadata(member, isElse, packagePath, annotations)),
			);
		} else if (member.kind === "verdict") clauses.push(resolveVerdict(member, path, packagePath, context));
	}
	const facts = { ...readFields(policy, report), ...identity(), examples: readExamples(policy, report) };
	return { facts, params, clauses };

	function identity() {
		return {
			id,
			name,
			package: packagePath,
			on: policy.on.name,
			params,
			source,
			span: policy.span,
			nameSpan: policy.name.span,
			onSpan: policy.on.span,
		};
	}
}

// ── Fields and examples ──────────────────────────────────────────────────────────────────────────────────────────

type Report = (span: Span, message: Message) => void;

function readFields(policy: tree.Policy, report: Report) {
	const values = new Map<string, Value>();
	for (const member of policy.members) {
		if (member.kind !== "field") continue;
		const { name, span } = member.name;
		if (!known.includes(name)) {
			const suggestion = suggest(name, [...known, "param", "deny", "warn", "bad", "good"]);
			report(span, unknownField({ name, known, ...(suggestion === undefined ? {} : { suggestion }) }));
			continue;
		}
		if (values.has(name)) {
			report(span, duplicateField({ name }));
			continue;
		}
		values.set(name, fieldValue(name, member.value, report));
	}
	for (const name of ["title", "code", "severity"]) {
		if (!values.has(name)) report(policy.name.span, missingField({ name, policy: policy.name.name }));
	}
	const text = (name: string): string => {
		const value = values.get(name);
		return typeof value === "string" ? value : "";
	};
	const list = (name: string): readonly string[] => (values.get(name) ?? []) as readonly string[];
	return {
		title: text("title"),
		code: text("code"),
		severity: text("severity"),
		about: text("about"),
		see: list("see"),
		tags: list("tags"),
		equivalents: list("equivalents"),
	};
}

/** A field's value as a string, or as a list of strings. A bad one is reported and counts as empty. */
function fieldValue(name: string, term: tree.Term, report: Report): Value {
	if (name === "severity") {
		const word = term.kind === "var" ? term.name : term.kind === "string" ? term.value : "";
		if (severities.includes(word)) return word;
		const suggestion = suggest(word, severities);
		const wanted = `one of ${severities.map((severity) => `\`${severity}\``).join(", ")}`;
		report(term.span, badField({ name, wanted, ...(suggestion === undefined ? {} : { suggestion }) }));
		return "medium";
	}
	const value = constantValue(term);
	if (textFields.includes(name)) {
		if (typeof value === "string" && value.trim() !== "") return value;
		report(term.span, badField({ name, wanted: "a string that says something" }));
		return "";
	}
	if (listFields.includes(name)) {
		if (typeof value === "string") return [value];
		const items: readonly Value[] | undefined =
			value instanceof RegoSet ? value.sorted() : Array.isArray(value) ? (value as readonly Value[]) : undefined;
		if (items?.every((item) => typeof item === "string")) return items;
		report(term.span, badField({ name, wanted: "a string or an array of strings" }));
	}
	return [];
}

function readExamples(policy: tree.Policy, report: Report): ExampleFacts[] {
	const examples: ExampleFacts[] = [];
	for (const member of policy.members) {
		if (member.kind !== "example") continue;
		const files = exampleFiles(constantValue(member.content));
		if (files === undefined) {
			report(
				member.content.span,
				badField({ name: member.verdict, wanted: "a string, or an object of file name to string" }),
			);
			continue;
		}
		const title = member.title === undefined ? {} : { title: member.title.value };
		examples.push({ verdict: member.verdict, ...title, files, span: member.span });
	}
	return examples;
}

function exampleFiles(content: Value | undefined): ExampleFacts["files"] | undefined {
	if (typeof content === "string") return content;
	if (content === undefined || !isObject(content)) return undefined;
	const entries: [string, string][] = [];
	for (const key of sortedKeys(content)) {
		const text = get(content, key);
		if (typeof key !== "string" || typeof text !== "string") return undefined;
		entries.push([key, text]);
	}
	return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

// ── Verdicts ─────────────────────────────────────────────────────────────────────────────────────────────────────

function resolveVerdict(
	verdict: tree.Verdict,
	path: readonly string[],
	packagePath: readonly string[],
	context: BodyContext,
): Clause {
	const literals = verdict.body?.literals ?? [];
	const mentioned = new Set<string>();
	bodyNames(literals, mentioned);
	for (const term of [verdict.node, verdict.message, verdict.fix]) if (term !== undefined) termNames(term, mentioned);
	const resolver = new BodyResolver(context, new Scope(undefined, mentioned, declaredNames(literals)), () => undefined);
	const steps: Step[] = [];
	for (const literal of literals) resolver.literal(literal, steps);
	const node = verdict.node === undefined ? undefined : nodePath(verdict.node, resolver);
	const fix = verdict.fix === undefined ? undefined : resolveFix(verdict.fix, resolver);
	const value = message(verdict.message, steps, resolver);
	const parts: VerdictParts = {
		action: verdict.action,
		...(node === undefined ? {} : { node }),
		...(fix === undefined ? {} : { fix }),
	};
	const headSpan = { start: verdict.span.start, end: verdict.message.span.end };
	return {
		source: context.module.source,
		span: verdict.span,
		headSpan,
		root: "data",
		path: constants(path, verdict.span),
		kind: "set",
		isDefault: false,
		args: [],
		branches: [{ body: steps, value, span: headSpan }],
		rule: verdict,
		annotations: [],
		packagePath,
		verdict: parts,
	};
}

/** The message as an operand that is always there: whatever is undefined in it prints `<undefined>`. */
function message(term: tree.Term, steps: Step[], resolver: BodyResolver): Operand {
	const { span } = term;
	const constant = constantValue(term);
	if (typeof constant === "string") return { kind: "constant", value: constant, span };
	if (term.kind === "call" && term.operator.kind === "var" && term.operator.name === "sprintf") {
		const [format, values] = term.args;
		if (term.args.length === 2 && format !== undefined && values?.kind === "array") {
			const callee = functionNamed(resolver, term.operator, true);
			if (callee?.kind === "builtin") {
				const items = values.items.map((item) => leniently(item, steps, resolver));
				const out = made("text", span);
				const list: Operand = { kind: "array", items, span: values.span };
				const args = [lenientFormat(format, steps, resolver), list];
				const body: Step[] = [{ kind: "call", callee, args, out, span, term }];
				const text = made("message", span);
				steps.push({ kind: "template", parts: [{ body, value: out }], message: true, out: text, span, term });
				return text;
			}
		}
	}
	const out = made("message", span);
	const parts =
		term.kind === "template"
			? term.parts.map((part) => (part.kind === "text" ? part.value : lenientPart(resolver, part)))
			: [lenientPart(resolver, term)];
	steps.push({ kind: "template", parts, message: true, out, span, term });
	return out;
}

/** A message's format: `%d` takes what there is, as a part may turn out to be no number but `<undefined>`. */
function lenientFormat(term: tree.Term, steps: Step[], resolver: BodyResolver): Operand {
	const format = leniently(term, steps, resolver);
	if (format.kind !== "constant" || typeof format.value !== "string") return format;
	return {
		...format,
		value: format.value.replace(/%%|(%[-+# 0]*[0-9]*)d/g, (all, flags?: string) =>
			flags === undefined ? all : `${flags}v`,
		),
	};
}

function leniently(term: tree.Term, steps: Step[], resolver: BodyResolver): Operand {
	const constant = constantValue(term);
	if (constant !== undefined) return { kind: "constant", value: constant, span: term.span };
	const out = made("part", term.span);
	steps.push({
		kind: "template",
		parts: [lenientPart(resolver, term)],
		raw: true,
		message: true,
		out,
		span: term.span,
		term,
	});
	return out;
}

function nodePath(term: tree.Term, resolver: BodyResolver): NodePath | undefined {
	if (term.kind !== "var" && term.kind !== "ref") {
		resolver.report(term.span, badNode());
		return undefined;
	}
	const head = term.kind === "var" ? term : term.head;
	if (head.kind !== "var") {
		resolver.report(term.span, badNode());
		return undefined;
	}
	const start: Step[] = [];
	const operand = resolver.operand(head, start);
	const [read] = start;
	const path = term.kind === "var" ? [] : term.path.map((step) => lenientPart(resolver, step.term));
	if (read?.kind === "read") {
		const prefix = read.path.map((value) => ({ body: [], value }));
		return { root: read.root, path: [...prefix, ...path], span: term.span };
	}
	return { root: operand, path, span: term.span };
}

const operations: Readonly<Record<Fix["op"], number>> = {
	replace: 2,
	set: 3,
	remove: 1,
	insert_before: 2,
	insert_after: 2,
};
const usage =
	"write `replace(node, text)`, `set(node, path, value)`, `remove(node)`, `insert_before(node, text)` or `insert_after(node, text)`";

function resolveFix(term: tree.Term, resolver: BodyResolver): Fix | undefined {
	const name = term.kind === "call" && term.operator.kind === "var" ? term.operator.name : undefined;
	if (term.kind !== "call" || name === undefined || !Object.hasOwn(operations, name)) {
		const suggestion = name === undefined ? undefined : suggest(name, Object.keys(operations));
		const what = name === undefined ? "a fix must be an edit" : `there is no edit \`${name}\``;
		resolver.report(
			term.span,
			badFix({ what, hint: suggestion === undefined ? usage : `did you mean \`${suggestion}\`?` }),
		);
		return undefined;
	}
	const op = name as Fix["op"];
	const wanted = operations[op];
	if (term.args.length !== wanted) {
		const what = `\`${op}\` takes ${wanted} argument${wanted === 1 ? "" : "s"}, but ${term.args.length} ${term.args.length === 1 ? "was" : "were"} given`;
		resolver.report(term.span, badFix({ what, hint: usage }));
		return undefined;
	}
	const [nodeTerm, second, third] = term.args;
	const node = nodePath(nodeTerm as tree.Term, resolver);
	if (node === undefined) return undefined;
	const path = op === "set" && second !== undefined ? { path: lenientPart(resolver, second) } : {};
	const valueTerm = op === "set" ? third : second;
	const value = valueTerm === undefined ? {} : { value: lenientPart(resolver, valueTerm) };
	return { op, node, ...path, ...value, span: term.span };
}
