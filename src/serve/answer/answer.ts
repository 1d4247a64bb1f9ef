/** From a job to its answer. Pure: the same policies and the same job give the same answer. Never throws on anything that a client can send. */
import { EvaluationError } from "../../runtime/evaluation/evaluationError.ts";
import { JsonError } from "../../runtime/values/json.ts";
import type { Answer, Job } from "../job.ts";
import { admit } from "./admit.ts";
import { answerData, answerDocument } from "./data.ts";
import { answerEval } from "./evalFiles.ts";
import { listPolicies } from "./listPolicies.ts";
import { mutate } from "./mutate.ts";
import { evaluationFailed, opaError } from "./opaAnswer.ts";
import type { Policies } from "./policies.ts";
import { answerQuery } from "./query.ts";
import { BadRequest } from "./readBody.ts";

export function answer(policies: Policies, job: Job): Answer {
	try {
		return dispatch(policies, job);
	} catch (error) {
		if (error instanceof BadRequest) return opaError(400, "invalid_parameter", error.message);
		if (error instanceof JsonError) return opaError(400, "invalid_parameter", error.message);
		if (error instanceof EvaluationError) return evaluationFailed(error);
		throw error;
	}
}

function dispatch(policies: Policies, job: Job): Answer {
	switch (job.task) {
		case "admit":
			return admit(policies, job);
		case "mutate":
			return mutate(policies, job);
		case "data":
			return answerData(policies, job);
		case "document":
			return answerDocument(policies, job);
		case "query":
			return answerQuery(policies, job);
		case "eval":
			return answerEval(policies, job);
		case "policies":
			return listPolicies(policies, job);
	}
}
