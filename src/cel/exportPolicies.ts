/**
 * From modules to policies in CEL, on one screen: resolve and order as for JavaScript, find out what each policy is about by
 * translating it for each kind, then translate it for all of those. A policy that can't be said has the reason instead.
 */
import type { PolicyInfo } from "../findings/finding.ts";
import { buildTrees } from "../lang/analyze/ruleTree.ts";
import type { Clause } from "../lang/core.ts";
import { orderClause } from "../lang/order/orderProgram.ts";
import { resolveModules } from "../lang/resolve/resolveModules.ts";
import type { Module } from "../lang/tree.ts";
import type { Builtin } from "../runtime/builtins/builtin.ts";
import type { Type } from "../runtime/types.ts";
import { toRegoText } from "../runtime/values/regoText.ts";
import type { Value } from "../runtime/values/value.ts";
import { type Code, call, code, levels, literal, sum } from "./code.ts";
import { asCode, not } from "./condition.ts";
import { manifestVariables, manifestView } from "./manifestView.ts";
import { listCode } from "./modes.ts";
import { type Resource, resources, workloads } from "./resources.ts";
import type { Term } from "./terms.ts";
import { Translator } from "./translate.ts";
import { Unsayable } from "./unsayable.ts";
import { type Variables, workloadVariables, workloadView } from "./workloadView.ts";

export interface ExportOptions {
	/** What may be called. */
	readonly builtins: ReadonlyMap<string, Builtin>;
	/** The type of `input` for each kind of document. */
	readonly inputTypes: ReadonlyMap<string, Type>;
	/** Values of parameters that aren't the default: by the policy's id, then by name. */
	readonly params: ReadonlyMap<string, Readonly<Record<string, Value>>>;
}

export type Exported = SaidPolicy | UnsaidPolicy;

/** A policy's verdicts of one action. */
export interface SaidPolicy {
	readonly info: PolicyInfo;
	readonly action: "deny" | "warn";
	/** Kinds that it can find something in. */
	readonly resources: readonly Resource[];
	/** Variables that the expressions read, each before those that read it. */
	readonly variables: readonly { readonly name: string; readonly expression: string }[];
	readonly validations: readonly Validation[];
	/** The first version of Kubernetes whose CEL has all that is called. */
	readonly since: string;
}
export interface Validation {
	/** True where nothing is wrong. */
	readonly expression: string;
	/** What is wrong, in the policy's words; absent where only that can't be said. */
	readonly messageExpression?: string;
}
export interface UnsaidPolicy {
	readonly info: PolicyInfo;
	/** Part of a sentence about the policy. */
	readonly reason: string;
}

/** @param policies those wanted, of the modules */
export function exportPolicies(
	modules: readonly Module[],
	policies: readonly PolicyInfo[],
	options: ExportOptions,
): readonly Exported[] {
	const resolved = resolveModules(modules, { builtins: options.builtins });
	const near = { names: () => [], owner: () => undefined };
	const clauses = resolved.clauses.map((clause) => orderClause(clause, near, []));
	const trees = buildTrees(
		clauses,
		[...resolved.packages.values()].map(({ path }) => path),
	);
	const param = (policy: string, name: string, byDefault: Value): Value =>
		options.params.get(policy)?.[name] ?? byDefault;
	const translator = (input: Term): Translator => new Translator({ trees, input, param });
	return policies.flatMap((info): readonly Exported[] => {
		try {
			const document = documents[info.on ?? ""];
			if (document === undefined) throw new Unsayable(aboutOthers(info));
			const type = options.inputTypes.get(info.on ?? "") ?? { kind: "any" };
			const verdicts = clauses.filter((clause) => clause.verdict !== undefined && idOf(clause) === info.id);
			return (["deny", "warn"] as const).flatMap((action) => {
				const own = verdicts.filter(({ verdict }) => verdict?.action === action);
				return own.length === 0 ? [] : [said(info, action, own, document, type, translator)];
			});
		} catch (error) {
			if (!(error instanceof Unsayable)) throw error;
			return [{ info, reason: error.reason }];
		}
	});
}

interface DocumentKind {
	readonly resources: readonly Resource[];
	readonly view: (type: Type, resource?: Resource) => Term;
	readonly variables: (resources: readonly Resource[]) => Variables;
}

const documents: Readonly<Record<string, DocumentKind>> = {
	workload: { resources: workloads, view: workloadView, variables: workloadVariables },
	manifest: { resources, view: manifestView, variables: manifestVariables },
};

function aboutOthers({ on }: PolicyInfo): string {
	return on === undefined
		? "it is a plain rule, not about one kind of document"
		: `it is about \`${on}\` documents, which an API server isn't asked about`;
}

function said(
	info: PolicyInfo,
	action: "deny" | "warn",
	verdicts: readonly Clause[],
	document: DocumentKind,
	type: Type,
	translator: (input: Term) => Translator,
): SaidPolicy {
	const about = document.resources.filter((resource) => {
		const one = translator(document.view(type, resource));
		return verdicts.some((clause) => one.holds(clause) !== false);
	});
	const [only] = about;
	if (only === undefined) throw new Unsayable("with these parameters it finds nothing in any kind that Kubernetes has");
	const input = document.view(type, about.length === 1 ? only : undefined);
	const validations = verdicts.flatMap((clause): readonly Validation[] => {
		const condition = not(translator(input).holds(clause));
		if (condition === true) return [];
		const message = messageOf(info, clause, translator(input));
		return [
			{ expression: asCode(condition).text, ...(message === undefined ? {} : { messageExpression: message.text }) },
		];
	});
	const declared = used(document.variables(about), validations);
	const texts = [...declared.map(({ expression }) => expression), ...validations.flatMap(Object.values)].join("\n");
	return { info, action, resources: about, variables: declared, validations, since: sinceOf(texts) };
}

/** The messages of all solutions, each once, with the code before them. */
function messageOf({ code: id }: PolicyInfo, clause: Clause, translator: Translator): Code | undefined {
	try {
		const listing = translator.values(clause);
		const [text] =
			listing.kind === "when" && listing.rest.kind === "one"
				? [listing.rest.head]
				: listing.kind === "one"
					? [listing.head]
					: [];
		const said = text ?? call(listCode(listing), "join", code('"; "'));
		return said.text.startsWith('"') && said.level === levels.whole
			? code(JSON.stringify(`${id}: ${JSON.parse(said.text)}`))
			: sum(literal(`${id}: `), said);
	} catch (error) {
		if (error instanceof Unsayable) return undefined;
		throw error;
	}
}

/** The variables that expressions read, and those that these read. */
function used(variables: Variables, validations: readonly Validation[]): SaidPolicy["variables"] {
	const wanted = new Set<string>();
	const note = (text: string): void => {
		for (const [, name] of text.matchAll(/\bvariables\.(\w+)/g)) wanted.add(name as string);
	};
	for (const { expression, messageExpression } of validations) note(`${expression}\n${messageExpression ?? ""}`);
	const declared = [...variables].reverse().flatMap(([name, { text }]) => {
		if (!wanted.has(name)) return [];
		note(text);
		return [{ name, expression: text }];
	});
	return declared.reverse();
}

/** What came to CEL in Kubernetes after ValidatingAdmissionPolicy itself did. */
const novelties: readonly (readonly [string, RegExp])[] = [
	["1.34", /\.(flatten|distinct|sort)\(\)/],
	["1.32", /\.transformList\(|\.(exists|all)\(\w+, \w+, /],
];

const sinceOf = (text: string): string => novelties.find(([, pattern]) => pattern.test(text))?.[0] ?? "1.30";

/** The policy's id: package and name, which its verdicts' paths are made of. */
function idOf({ path }: Clause): string {
	return path
		.map((step) => (step.kind === "constant" && typeof step.value === "string" ? step.value : toRegoText(null)))
		.join(".");
}
