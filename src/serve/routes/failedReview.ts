/** The answer to an API server where the policies gave none: denied, unless the person who runs the gate said otherwise. */

import { JSON_TYPE, opaError } from "../answer/opaAnswer.ts";
import { BadRequest } from "../answer/readBody.ts";
import { aboutReview, readReview, writeReview } from "../answer/review.ts";
import type { Answer } from "../job.ts";

export function failedReview(body: string, id: string, why: string, onError: "deny" | "allow"): Answer {
	try {
		const review = readReview(body);
		const allowed = onError === "allow";
		const status = { code: 500, reason: "InternalError", message: why };
		const answer = {
			allowed,
			...(!allowed && { status }),
			warnings: allowed ? [`allowed although ${why}`] : [],
			auditAnnotations: { "decision-id": id, ...(allowed && { "failed-open": why }) },
		};
		return {
			status: 200,
			body: writeReview(review, answer),
			mediaType: JSON_TYPE,
			decision: {
				verdict: "error",
				about: aboutReview(review),
				findings: [],
				result: JSON.stringify({ allowed, message: why }),
			},
		};
	} catch (error) {
		if (error instanceof BadRequest) return opaError(400, "invalid_parameter", error.message);
		throw error;
	}
}
