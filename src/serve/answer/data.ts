/** `/v1/data` and `/v0/data`: the document at a path, as OPA's REST API answers. */
import { Evaluation } from "../../runtime/evaluation/evaluation.ts";
import { EvaluationError } from "../../runtime/evaluation/evaluationError.ts";
import type { Program } from "../../runtime/evaluation/program.ts";
import { get, isObject, member } from "../../runtime/values/access.ts";
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import type { Answer, DataFlags, Job } from "../job.ts";
import { decisionOf, inputFacts } from "./decision.ts";
import { evaluationFailed, jsonAnswer, opaError, valueText } from "./opaAnswer.ts";
import type { Policies } from "./policies.ts";
import { readObject, readValue } from "./readBody.ts";

const MALFORMED_BODY = "body contains malformed input document";
export const MALFORMED_PARAMETER = "parameter contains malformed input document";
const NO_INPUT = { code: "api_usage_warning", message: "'input' key missing from the request" };

type DataJob = Extract<Job, { readonly task: "data" }>;

/** The document, in an object with what was asked for besides. */
export function answerData(policies: Policies, job: DataJob): Answer {
	const began = performance.now();
	const input = inputOf(job);
	const parsed = performance.now();
	const evaluated = evaluateAt(policies, job.path, input, job.flags);
	if ("answer" in evaluated) return evaluated.answer;
	const { value } = evaluated;
	const ended = performance.now();
	const { flags } = job;
	const metrics = {
		timer_rego_input_parse_ns: nanoseconds(parsed - began),
		timer_rego_query_eval_ns: nanoseconds(ended - parsed),
		timer_server_handler_ns: nanoseconds(ended - began),
	};
	// OPA's order of members.
	const told: { [key: string]: Value } = {};
	if (flags.explain) told.explanation = [];
	if (flags.metrics) told.metrics = metrics;
	if (flags.provenance) told.provenance = provenanceOf(policies);
	if (value !== undefined) told.result = value;
	if (job.body !== undefined && input === undefined) told.warning = NO_INPUT;
	const decision = decisionOf(policies, { input, value });
	return jsonAnswer(valueText(told, flags.pretty), decision);
}

/** The document alone; that there is none is an error. The body is the input. */
export function answerDocument(policies: Policies, job: Extract<Job, { readonly task: "document" }>): Answer {
	const input =
		job.body.trim() === "" ? undefined : readValue(job.body, `unexpected parse error for input: ${MALFORMED_BODY}`);
	const evaluated = evaluateAt(policies, job.path, input, { strict: false });
	if ("answer" in evaluated) return evaluated.answer;
	const { value } = evaluated;
	const decision = decisionOf(policies, { input, value });
	if (value === undefined)
		return opaError(404, "undefined_document", `document missing: ${["data", ...job.path].join(".")}`, [], decision);
	return jsonAnswer(valueText(value, job.pretty), decision);
}

function inputOf({ input, body, yaml }: DataJob): Value | undefined {
	if (body === undefined) return input === undefined ? undefined : readValue(input, MALFORMED_PARAMETER);
	if (body.trim() === "") return undefined;
	// OPA takes null for none.
	return member(readObject(body, MALFORMED_BODY, yaml), "input") ?? undefined;
}

/** What the first program that has something there says; data without rules is in each of them. */
function evaluateAt(
	policies: Policies,
	path: readonly string[],
	input: Value | undefined,
	{ strict }: Pick<DataFlags, "strict">,
): { readonly value: Value | undefined } | { readonly answer: Answer } {
	try {
		for (const program of policies.programs) {
			const value = documentAt(program, path, evaluation(policies, input, strict));
			if (value !== undefined) return { value };
		}
		return { value: undefined };
	} catch (error) {
		if (!(error instanceof EvaluationError)) throw error;
		return { answer: evaluationFailed(error, inputFacts(policies, input).inputDigest) };
	}
}

/** A step that is a number counts the items of a list. What the server is told under `system` is no part of the whole. */
function documentAt(program: Program, path: readonly string[], evaluated: Evaluation): Value | undefined {
	const number = path.findIndex((step) => /^(?:0|[1-9]\d{0,8})$/.test(step));
	const known = number === -1 ? path : path.slice(0, number);
	let value = program.evaluate(known, evaluated);
	for (const step of path.slice(known.length)) {
		if (value === undefined) return undefined;
		value = get(value, step) ?? get(value, Number(step));
	}
	return path.length === 0 ? withoutSystem(value) : value;
}

function withoutSystem(value: Value | undefined): Value | undefined {
	if (value === undefined || !isObject(value)) return value;
	return Object.fromEntries(Object.entries(value as PlainObject).filter(([key]) => key !== "system")) as PlainObject;
}

export function evaluation(policies: Policies, input: Value | undefined, strict: boolean): Evaluation {
	return new Evaluation({
		...policies.evaluationBase(),
		data: policies.data,
		strict,
		...(input === undefined ? {} : { input }),
	});
}

const nanoseconds = (milliseconds: number): number => Math.round(milliseconds * 1e6);

/** Under OPA's names; what was built where is nobody's business. */
function provenanceOf({ facts, version }: Policies): PlainObject {
	return { version, build_commit: "", build_timestamp: "", build_hostname: "", revision: facts.revision };
}
