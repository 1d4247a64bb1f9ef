/** Every policy that speaks about a document's kind, on that document: what it raises, and what the ledger says of it. */
import type { Document, Edit, TextEdit } from "../documents/document.ts";
import type { Outcome } from "../findings/finding.ts";
import { type DocumentLedger, type LedgerNote, letters } from "../findings/ledger.ts";
import type { Raised } from "../findings/settle.ts";
import type { Linked } from "../linking/linked.ts";
import type { Pack } from "../packs/pack.ts";
import type { PoliciesOfKind, PolicyInForce } from "../packs/policiesInForce.ts";
import { nodePointers } from "../places/nodePointers.ts";
import { capabilitiesOf } from "../runtime/capabilities.ts";
import { Evaluation, type EvaluationOptions } from "../runtime/evaluation/evaluation.ts";
import { EvaluationError } from "../runtime/evaluation/evaluationError.ts";
import { startOfDay } from "../runtime/time/startOfDay.ts";
import { holdsUnknown } from "../runtime/values/findUnknown.ts";
import type { PlainObject } from "../runtime/values/value.ts";
import type { Source } from "../text/source.ts";
import { boundVerdicts } from "./boundVerdicts.ts";
import { excuseOf } from "./excuseOf.ts";
import type { EngineOptions } from "./options.ts";
import { placeOfVerdict } from "./placeOfVerdict.ts";
import { readVerdicts, type Verdict } from "./readVerdicts.ts";
import type { Run } from "./run.ts";

/** What evaluating a document needs of its run. */
export interface DocumentRun extends Pick<Run, "options" | "keep" | "share"> {
	/** Whether a comment of the source may excuse what is next to it. */
	readonly excusable: (source: Source) => boolean;
}

export interface DocumentResult {
	readonly raised: readonly Raised[];
	readonly ledger: DocumentLedger;
}

/**
 * Evaluates the policies on the document. A policy that fails to evaluate is an `error` in the ledger, and the others go on.
 * @param known what is known of the document's value and needn't be found out
 */
export function evaluateDocument(
	linked: Linked,
	{ policies, ids }: PoliciesOfKind,
	run: DocumentRun,
	known: Partial<EvaluationOptions> = {},
): DocumentResult {
	const { document } = linked;
	const raised: Raised[] = [];
	const notes: LedgerNote[] = [];
	const outcomes: string[] = [];
	// One evaluation a pack: its policies share what their common rules found out.
	const evaluations = new Map<Pack, Evaluation>();
	const given: EvaluationOptions | undefined =
		policies.length === 0 ? undefined : Object.assign(evaluationOptions(document, run.options), known);
	for (const [index, policy] of policies.entries()) {
		let evaluation = evaluations.get(policy.pack);
		if (evaluation === undefined) {
			evaluation = new Evaluation(given as EvaluationOptions);
			evaluations.set(policy.pack, evaluation);
		}
		const { outcome, verdicts, reason, needs } = judge(policy, evaluation);
		const excused = verdicts.length > 0 ? excuseOf(policy, evaluation) : undefined;
		for (const verdict of boundVerdicts(verdicts))
			raised.push({ ...raise(verdict, policy, linked, run), ...(excused && { excused }) });
		outcomes.push(letters[outcome]);
		if (reason !== undefined || needs.length > 0)
			notes.push({
				policy: index,
				...(reason === undefined ? {} : { reason }),
				...(needs.length === 0 ? {} : { needs }),
			});
	}
	const { source, name, kind } = document;
	return {
		raised,
		ledger: { source: source.name, document: name, kind, policies: ids, outcomes: outcomes.join(""), notes },
	};
}

function evaluationOptions({ value: input, data: own }: Document, options: EngineOptions): EvaluationOptions {
	const data = own === undefined ? options.data : { ...(options.data as PlainObject | undefined), ...own };
	let unknowns: boolean | undefined;
	return {
		input,
		hasUnknowns: () => {
			unknowns ??= holdsUnknown(input);
			return unknowns;
		},
		pathOf: nodePointers(input),
		params: options.settings.params,
		get now() {
			options.onChance?.();
			return options.now;
		},
		get today() {
			options.onDay?.();
			return startOfDay(options.now);
		},
		...(data === undefined ? {} : { data }),
		...(options.random === undefined ? {} : { random: randomOf(options.random, options) }),
		...(options.budget === undefined ? {} : { budget: options.budget }),
		...(options.print === undefined ? {} : { print: options.print }),
		...capabilitiesOf(options),
	};
}

function randomOf(
	random: NonNullable<EngineOptions["random"]>,
	{ onChance }: EngineOptions,
): NonNullable<EngineOptions["random"]> {
	return (bytes) => {
		onChance?.();
		return random(bytes);
	};
}

interface Judgement {
	readonly outcome: Outcome;
	readonly verdicts: readonly Verdict[];
	readonly needs: readonly string[];
	readonly reason?: string;
}

/** A denial is certain whatever else is unknown; only without one does what is unknown decide the outcome. */
function judge(policy: PolicyInForce, evaluation: Evaluation): Judgement {
	evaluation.forget();
	try {
		const verdicts = readVerdicts(policy, policy.pack.program.evaluate(policy.path, evaluation));
		const { needs } = evaluation;
		if (verdicts.some(({ action }) => action === "deny")) return { outcome: "fail", verdicts, needs };
		if (needs.length > 0) return { outcome: "unknown", verdicts, needs };
		return { outcome: "pass", verdicts, needs };
	} catch (error) {
		if (!(error instanceof EvaluationError)) throw error;
		return { outcome: "error", verdicts: [], needs: [], reason: error.message };
	}
}

function raise(
	verdict: Verdict,
	{ info }: PolicyInForce,
	linked: Linked,
	{ keep, share, excusable }: DocumentRun,
): Raised {
	const { action, message, edit, lines } = verdict;
	const { document, pointer } = linked.ownerOf(verdict.pointer);
	const fix = edit === undefined ? undefined : editOf(linked, edit);
	const { source, ...place } = placeOfVerdict(document, { pointer, ...(lines && { lines }) });
	// Worked out now, so that nothing of a document is kept once it is evaluated. Lines that a rule says are all there is to them.
	const around = lines === undefined ? document.scope?.(pointer) : undefined;
	const scope = excusable(source) ? (around ?? place.span) : undefined;
	return {
		policy: info,
		kind: linked.document.kind,
		action,
		severity: info.severity,
		message: share(message),
		place: { source: keep(source), ...place },
		...(scope === undefined ? {} : { scope }),
		...(fix === undefined ? {} : { fix: [fix] }),
	};
}

/** An edit of a node is made in the document that the node belongs to. */
function editOf({ ownerOf }: Linked, edit: Edit): TextEdit | undefined {
	const { document, pointer } = ownerOf(edit.node);
	return document.edit?.({ ...edit, node: pointer });
}
