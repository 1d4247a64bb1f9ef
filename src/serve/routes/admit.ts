/** `POST /v1/admit`: a Kubernetes ValidatingAdmissionWebhook. */
import type { FastifyInstance } from "fastify";
import { readReview } from "../answer/review.ts";
import { ask } from "../ask.ts";
import { imagesOf } from "../images/imagesOf.ts";
import type { Serving } from "../serving.ts";
import { bodyText } from "./body.ts";
import { failedReview } from "./failedReview.ts";
import { webhookTimeout } from "./parameters.ts";

/** The part of the time that finding out about images may take. */
const LOOKUP_SHARE = 0.75;

export function admitRoute(app: FastifyInstance, serving: Serving): void {
	const { options, images } = serving;
	app.post("/v1/admit", async (request, reply) => {
		const body = await bodyText(request, options.limits.body);
		return ask(serving, request, reply, {
			...withinOf(webhookTimeout(request)),
			job: async (id, left) => {
				const none = { found: [], unavailable: {} };
				const known =
					options.verifyImages || serving.gates.facts?.asksForImages === true
						? await images.evidence(imagesOf(readReview(body)), left * LOOKUP_SHARE)
						: none;
				return { task: "admit", id, body, evidence: known.found, unavailable: known.unavailable };
			},
			failed: (id, why) => failedReview(body, id, why, options.onError),
		});
	});
}

export function withinOf(within: number | undefined): { readonly within?: number } {
	return within === undefined ? {} : { within };
}
