/** Why a policy gives its findings on a document, or why it gives none: the way in for commands, editors and playgrounds. */
import type { Document } from "../documents/document.ts";
import type { EngineOptions } from "../engine/options.ts";
import { placeOfVerdict } from "../engine/placeOfVerdict.ts";
import { readVerdicts, type Verdict } from "../engine/readVerdicts.ts";
import type { PolicyInfo } from "../findings/finding.ts";
import type { Module, Policy, Verdict as VerdictTree } from "../lang/tree.ts";
import type { OwnerOf } from "../linking/link.ts";
import type { PolicyInForce } from "../packs/policiesInForce.ts";
import { nodePointers } from "../places/nodePointers.ts";
import type { DocumentPlace } from "../places/placeOf.ts";
import type { Builtin } from "../runtime/builtins/builtin.ts";
import { capabilitiesOf } from "../runtime/capabilities.ts";
import type { EvaluationOptions } from "../runtime/evaluation/evaluation.ts";
import type { PlainObject, Value } from "../runtime/values/value.ts";
import type { Source } from "../text/source.ts";
import type { Span } from "../text/span.ts";
import { branchesOf } from "./branches.ts";
import { documentIn } from "./documentIn.ts";
import { Explainer, type Explaining, type IsNear, note, oneLine } from "./explainer.ts";
import { type Home, Rules } from "./home.ts";
import { NearLine } from "./lines.ts";
import type { Env } from "./probes.ts";
import type { BodyAt } from "./questions.ts";
import type { Reason } from "./reason.ts";

export interface Asked {
	readonly document: Document;
	/** Who wrote what in it, where the run has linked it; by default it wrote all of it. */
	readonly ownerOf?: OwnerOf;
	/** The file that is asked about; by default the document's own. A project is asked about one of its files. */
	readonly source?: Source;
	readonly policy: PolicyInForce;
	/** All modules that the policy is compiled with. */
	readonly modules: readonly Module[];
	/** What they may call; all there are by default. */
	readonly builtins?: ReadonlyMap<string, Builtin>;
	/** Only what has to do with this line of the document's source, from 1. Absent: all. */
	readonly line?: number;
}

export interface PolicyExplanation {
	readonly policy: PolicyInfo;
	readonly document: Document;
	/** Those at the line. */
	readonly findings: readonly FindingExplanation[];
	/** How many more findings there are of which only the first ones are explained. */
	readonly more: number;
	/** Where there is no finding at the line: each rule that could have given one, and where it stops. */
	readonly rules: readonly Reason[];
	/** What would have to be given for the answer to be whole. */
	readonly needs: readonly string[];
}

export interface FindingExplanation {
	readonly action: "deny" | "warn";
	readonly message: string;
	readonly place: DocumentPlace;
	/** The rule that gives it, with its conditions. */
	readonly reason: Reason;
}

export type ExplainOptions = Pick<
	EngineOptions,
	"settings" | "data" | "now" | "random" | "crypto" | "network" | "budget"
>;

/** Steps that one question may take, and findings that are explained for one policy on one document. */
const BUDGET = 5_000_000;
const MOST_FINDINGS = 5;

export function explainPolicy(
	{ document, policy, modules, builtins, line, ...asked }: Asked,
	options: ExplainOptions,
): PolicyExplanation {
	const { source: file = document.source, ownerOf = (pointer) => ({ document, pointer }) } = asked;
	const placeAt = ({ pointer: given, lines }: Pick<Verdict, "pointer" | "lines">): DocumentPlace => {
		const { document: owner, pointer } = ownerOf(given);
		return placeOfVerdict(owner, { pointer, ...(lines && { lines }) });
	};
	// Of a document that isn't the file's own, only what stands in the file is asked about.
	const isElsewhere = (verdict: Verdict): boolean =>
		document.source.name !== file.name && placeAt(verdict).source.name !== file.name;
	const rules = new Rules(modules, builtins);
	const pathOf = nodePointers(document.value);
	const evaluation: EvaluationOptions = {
		input: document.value,
		...((options.data ?? document.data) === undefined
			? {}
			: { data: { ...(options.data as PlainObject | undefined), ...document.data } }),
		params: options.settings.params,
		now: options.now,
		...(options.random === undefined ? {} : { random: options.random }),
		budget: Math.min(BUDGET, options.budget ?? BUDGET),
		...capabilitiesOf(options),
		pathOf,
	};
	const placed = (value: Value): DocumentPlace | undefined => {
		const pointer = typeof value === "object" && value !== null ? pathOf(value) : undefined;
		return pointer === undefined || pointer.length === 0 ? undefined : placeAt({ pointer });
	};
	const near = line === undefined ? undefined : new NearLine(documentIn({ document, ownerOf }, file), pathOf, line);
	const explaining: Explaining = { rules, options: evaluation, placeOf: placed };
	const explainer = new Explainer(explaining);
	const findings = new Map<string, FindingExplanation>();
	const stopped: Reason[] = [];
	const needs = new Set<string>();
	let more = 0;
	for (const source of findingRules(policy, rules)) {
		const opened = explainer.open(source.body);
		const whole = opened === undefined ? undefined : explainer.whole(opened);
		if (opened === undefined || whole === undefined) {
			stopped.push({ ...headOf(source), reasons: [note("what decides it can't be told")] });
			continue;
		}
		if (line === undefined) for (const need of whole.needs) needs.add(need);
		const given = source.isDeclared
			? whole.findings.map(({ finding, row }) => ({ value: [finding] as Value, row }))
			: whole.values.map((value, row) => ({ value: source.asValue(value), row }));
		let isHere = false;
		for (const { value, row } of given)
			for (const verdict of readVerdicts(policy, value)) {
				const { pointer, lines } = verdict;
				const isOffLine = (lines === undefined ? near?.touches(pointer) : near?.isAmong(lines)) === false;
				if (isOffLine || isElsewhere(verdict)) continue;
				isHere = true;
				const key = keyOf(verdict);
				if (findings.has(key)) continue;
				if (findings.size === MOST_FINDINGS) more++;
				else findings.set(key, explained(verdict, opened.questions, row));
			}
		if (isHere) continue;
		const isNear: IsNear | undefined = near === undefined ? undefined : (env) => near.isNear(env);
		const { standing, reasons, needs: missing } = explainer.stopped(opened, 0, isNear);
		for (const need of missing) needs.add(need);
		const where = line === undefined ? `in ${file.name}` : `on line ${line}`;
		stopped.push({
			...headOf(source),
			standing,
			reasons: standing === "holds" ? [note(`it looked at nothing ${where}; what it found stands elsewhere`)] : reasons,
			...(missing.length > 0 ? { needs: missing } : {}),
		});

		function explained(
			verdict: Verdict,
			questions: NonNullable<typeof opened>["questions"],
			row: number,
		): FindingExplanation {
			const env = (whole?.envs[row] ?? new Map()) as Env;
			const body = { body: source.body, questions };
			return {
				action: verdict.action,
				message: verdict.message,
				place: placeAt(verdict),
				reason: { ...headOf(source), standing: "holds", reasons: explainer.holding(body, env, 0) },
			};
		}
	}
	return {
		policy: policy.info,
		document,
		findings: [...findings.values()],
		more,
		rules: findings.size > 0 ? [] : stopped,
		needs: [...needs].sort(),
	};
}

const keyOf = ({ action, message, pointer }: Verdict): string => JSON.stringify([action, message, pointer]);

// ── Rules that give findings ─────────────────────────────────────────────────────────────────────────────────────

interface FindingRule {
	readonly home: Home;
	readonly span: Span;
	readonly body: BodyAt;
	/** A verdict of a declared policy, whose findings come as the policy's set has them. */
	readonly isDeclared: boolean;
	/** For plain rules: what the policy's document would be if this were all of it. */
	readonly asValue: (value: Value) => Value;
}

function findingRules(policy: PolicyInForce, rules: Rules): readonly FindingRule[] {
	return policy.style.kind === "declared" ? declaredRules(policy, rules) : plainRules(policy, rules);
}

function declaredRules({ path }: PolicyInForce, { modules }: Rules): readonly FindingRule[] {
	const isIt = (module: Module, item: Module["items"][number]): item is Policy =>
		item.kind === "policy" && [...module.package.path, item.name.name].join(".") === path.join(".");
	return modules.flatMap((module) =>
		module.items
			.filter((item) => isIt(module, item))
			.flatMap((declared) => {
				const home = { module, policy: declared as Policy };
				const verdicts = home.policy.members.filter((member): member is VerdictTree => member.kind === "verdict");
				return verdicts.map((verdict) => ({
					home,
					span: {
						start: verdict.span.start,
						end: verdict.node?.span.end ?? verdict.span.start + verdict.action.length,
					},
					body: { home, literals: verdict.body?.literals ?? [], outer: new Map(), withs: [], verdict },
					isDeclared: true,
					asValue: (value: Value) => value,
				}));
			}),
	);
}

function plainRules({ path }: PolicyInForce, rules: Rules): readonly FindingRule[] {
	return rules.at(path).flatMap((at) =>
		branchesOf(at).map(({ home, span, literals, value }) => {
			const { head } = at.rule;
			// `deny[message] if …` is an object whose keys are messages, `contains` a set: each way gives one of them.
			const key = head.contains === undefined ? head.path.at(-1)?.term : undefined;
			const isKey = key !== undefined && key.kind !== "string";
			const told = isKey ? key : (value ?? ({ kind: "boolean", value: true, span: head.span } as const));
			return {
				home,
				span,
				body: { home, literals, outer: new Map(), withs: [], value: told },
				isDeclared: false,
				asValue: (each: Value): Value => (isKey || head.contains !== undefined ? [each] : each),
			};
		}),
	);
}

function headOf({ home, span }: FindingRule): Reason {
	const { source } = home.module;
	return { kind: "rule", text: oneLine(source, span), source, span, values: [], reasons: [] };
}
