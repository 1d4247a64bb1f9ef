/** Every policy that speaks about a document's kind, on that document: what it raises, and what the ledger says of it. */
import type { Edit, TextEdit } from "../documents/document.ts";
import type { LedgerEntry, Outcome } from "../findings/finding.ts";
import type { Raised } from "../findings/settle.ts";
import type { Linked } from "../linking/linked.ts";
import type { Pack } from "../packs/pack.ts";
import { appliesTo, type PolicyInForce } from "../packs/policiesInForce.ts";
import { nodePointers } from "../places/nodePointers.ts";
import { placeOf } from "../places/placeOf.ts";
import { capabilitiesOf } from "../runtime/capabilities.ts";
import { Evaluation } from "../runtime/evaluation/evaluation.ts";
import { EvaluationError } from "../runtime/evaluation/evaluationError.ts";
import type { EngineOptions } from "./options.ts";
import { readVerdicts, type Verdict } from "./readVerdicts.ts";

export interface DocumentResult {
	readonly raised: readonly Raised[];
	readonly ledger: readonly LedgerEntry[];
}

/** Evaluates the policies on the document. A policy that fails to evaluate is an `error` in the ledger, and the others go on. */
export function evaluateDocument(
	linked: Linked,
	policies: readonly PolicyInForce[],
	options: EngineOptions,
): DocumentResult {
	const { document } = linked;
	const raised: Raised[] = [];
	const ledger: LedgerEntry[] = [];
	// One evaluation a pack: its policies share what their common rules found out.
	const evaluations = new Map<Pack, Evaluation>();
	const pathOf = nodePointers(document.value);
	for (const policy of policies) {
		if (!appliesTo(policy, document.kind)) continue;
		let evaluation = evaluations.get(policy.pack);
		if (evaluation === undefined) {
			evaluation = new Evaluation({
				input: document.value,
				data: options.data,
				params: options.settings.params,
				now: options.now,
				random: options.random,
				budget: options.budget,
				print: options.print,
				...capabilitiesOf(options),
				pathOf,
			});
			evaluations.set(policy.pack, evaluation);
		}
		const { outcome, verdicts, reason, needs } = judge(policy, evaluation);
		for (const verdict of verdicts) raised.push(raise(verdict, policy, linked));
		ledger.push({
			source: document.source.name,
			document: document.name,
			kind: document.kind,
			policy: policy.info.id,
			outcome,
			...(reason === undefined ? {} : { reason }),
			...(needs.length === 0 ? {} : { needs }),
		});
	}
	return { raised, ledger };
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

function raise({ action, message, pointer: given, edit }: Verdict, { info }: PolicyInForce, linked: Linked): Raised {
	const { document, pointer } = linked.ownerOf(given);
	const fix = edit === undefined ? undefined : editOf(linked, edit);
	// Worked out now, so that nothing of a document is kept once it is evaluated.
	const scope = document.scope?.(pointer) ?? document.locate(pointer);
	return {
		policy: info,
		kind: linked.document.kind,
		action,
		severity: info.severity,
		message,
		place: placeOf(document, pointer),
		scope: () => scope,
		...(fix === undefined ? {} : { fix: [fix] }),
	};
}

/** An edit of a node is made in the document that the node belongs to. */
function editOf({ ownerOf }: Linked, edit: Edit): TextEdit | undefined {
	const { document, pointer } = ownerOf(edit.node);
	return document.edit?.({ ...edit, node: pointer });
}
