/** `/v1/query`: the bindings of a query's variables, as OPA's REST API gives them. */
import { EvaluationError } from "../../runtime/evaluation/evaluationError.ts";
import { member } from "../../runtime/values/access.ts";
import { toJson } from "../../runtime/values/json.ts";
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import type { Answer, Job } from "../job.ts";
import { evaluation, MALFORMED_PARAMETER } from "./data.ts";
import { decisionOf, inputFacts } from "./decision.ts";
import { evaluationFailed, jsonAnswer, opaError, queryErrors, valueText } from "./opaAnswer.ts";
import type { Policies } from "./policies.ts";
import { readObject, readValue } from "./readBody.ts";

type QueryJob = Extract<Job, { readonly task: "query" }>;

export function answerQuery(policies: Policies, job: QueryJob): Answer {
	const { query, input } = asked(job);
	if (query.trim() === "") return opaError(500, "internal_error", "cannot evaluate empty query");
	const { program, diagnostics, phase } = policies.queries.compiled(query);
	if (program === undefined)
		return opaError(400, "invalid_parameter", `error(s) occurred while ${phase} query`, queryErrors(diagnostics));
	const began = performance.now();
	try {
		const solutions = program.query(evaluation(policies, input, job.flags.strict));
		const result = distinct(solutions.map(named));
		const told: { [key: string]: Value } = {};
		if (job.flags.explain) told.explanation = [];
		if (job.flags.metrics) told.metrics = { timer_rego_query_eval_ns: Math.round((performance.now() - began) * 1e6) };
		if (result.length > 0) told.result = result;
		const decision = decisionOf(policies, { input, value: result.length > 0 ? result : undefined });
		return jsonAnswer(valueText(told, job.flags.pretty), decision);
	} catch (error) {
		if (!(error instanceof EvaluationError)) throw error;
		return evaluationFailed(error, inputFacts(policies, input).inputDigest);
	}
}

function asked({ query, body, input }: QueryJob): { readonly query: string; readonly input: Value | undefined } {
	if (query !== undefined)
		return { query, input: input === undefined ? undefined : readValue(input, MALFORMED_PARAMETER) };
	const object = readObject(body ?? "", "error(s) occurred while decoding request");
	const text = member(object, "query");
	return { query: typeof text === "string" ? text : "", input: member(object, "input") };
}

/** Without the variables that nobody wrote. */
function named(solution: PlainObject): PlainObject {
	return Object.fromEntries(Object.entries(solution).filter(([name]) => !name.startsWith("_"))) as PlainObject;
}

/** What nobody named may be what told solutions apart. */
function distinct(rows: readonly PlainObject[]): readonly PlainObject[] {
	return [...new Map(rows.map((row) => [toJson(row), row])).values()];
}
