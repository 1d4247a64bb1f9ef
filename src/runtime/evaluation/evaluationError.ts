/** Why an evaluation failed, in OPA's codes and words (topdown/errors.go), so that scripts made for it go on working. */

export type EvaluationErrorCode =
	| "eval_type_error"
	| "eval_builtin_error"
	| "eval_conflict_error"
	| "eval_with_merge_error"
	/** The budget is spent, or data is nested too deep. */
	| "eval_cancel_error"
	| "eval_internal_error";

export class EvaluationError extends Error {
	readonly code: EvaluationErrorCode;
	/** `file:row`, or empty where there is none. */
	readonly site: string;
	/** The text without place and code. */
	readonly detail: string;

	/** The message is OPA's: `file:row: code: detail`. */
	constructor(code: EvaluationErrorCode, site: string, detail: string) {
		super(site === "" ? `${code}: ${detail}` : `${site}: ${code}: ${detail}`);
		this.name = "EvaluationError";
		this.code = code;
		this.site = site;
		this.detail = detail;
	}
}
