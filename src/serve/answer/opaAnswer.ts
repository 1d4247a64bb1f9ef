/** Answers as OPA's REST API gives them: values on one line unless they are to be pretty, errors always on several. */
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { DEFAULT_BUDGET } from "../../runtime/evaluation/evaluation.ts";
import { EvaluationError } from "../../runtime/evaluation/evaluationError.ts";
import { htmlSafe, toJson } from "../../runtime/values/json.ts";
import { TooMuchToVisit, visitingAtMost } from "../../runtime/values/meter.ts";
import type { Value } from "../../runtime/values/value.ts";
import type { Answer, Decision } from "../job.ts";

export const JSON_TYPE = "application/json";

export interface OpaError {
	readonly code: string;
	readonly message: string;
	readonly location?: { readonly file: string; readonly row: number; readonly col?: number };
}

/** OPA's words for what was wrong with a request (server/types). */
export type OpaErrorCode =
	| "internal_error"
	| "invalid_parameter"
	| "resource_not_found"
	| "undefined_document"
	| "unauthorized"
	| "operation_not_allowed"
	| "too_many_requests"
	| "too_large";

/** @throws {EvaluationError} where the value can't be written: one of few arrays can be endless when they are all written out */
export function valueText(value: Value, pretty: boolean): string {
	try {
		return visitingAtMost(DEFAULT_BUDGET / 4, () => htmlSafe(pretty ? toJson(value, 2) : toJson(value)));
	} catch (error) {
		if (error instanceof TooMuchToVisit || error instanceof RangeError)
			throw new EvaluationError("eval_cancel_error", "", "the result is too large to send");
		throw error;
	}
}

export function jsonAnswer(text: string, decision?: Decision): Answer {
	return { status: 200, body: `${text}\n`, mediaType: JSON_TYPE, ...(decision && { decision }) };
}

export function opaError(
	status: number,
	code: OpaErrorCode,
	message: string,
	errors: readonly OpaError[] = [],
	decision?: Decision,
): Answer {
	const told = { code, message, ...(errors.length > 0 && { errors }) };
	const body = `${htmlSafe(JSON.stringify(told, null, 2))}\n`;
	return { status, body, mediaType: JSON_TYPE, ...(decision && { decision }) };
}

/** An evaluation that failed. */
export function evaluationFailed(error: EvaluationError, inputDigest?: string): Answer {
	const message = "error(s) occurred while evaluating query";
	const [, file = "", row] = /^(.*):(\d+)$/.exec(error.site) ?? [];
	const location = row === undefined ? {} : { location: { file: file === "<query>" ? "" : file, row: Number(row) } };
	const told: OpaError = { code: error.code, message: error.detail, ...location };
	const result = JSON.stringify({ error: error.code });
	const decision: Decision = { verdict: "error", findings: [], result, ...(inputDigest && { inputDigest }) };
	return opaError(500, "internal_error", message, [told], decision);
}

/** Diagnostics of a query as OPA gives them. */
export function queryErrors(diagnostics: readonly Diagnostic[]): readonly OpaError[] {
	return diagnostics
		.filter(({ kind }) => kind.severity === "error")
		.map(({ kind, text, source, span }) => {
			const told = { code: kind.opaCode ?? kind.code, message: text };
			if (source === undefined) return told;
			const { line, column } = source.position(span?.start ?? 0);
			return { ...told, location: { file: source.name === "<query>" ? "" : source.name, row: line, col: column } };
		});
}
