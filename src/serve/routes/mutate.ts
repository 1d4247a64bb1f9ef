/** `POST /v1/mutate`: a Kubernetes MutatingAdmissionWebhook. */
import type { FastifyInstance } from "fastify";
import { readReview } from "../answer/review.ts";
import { ask } from "../ask.ts";
import { imagesOf } from "../images/imagesOf.ts";
import type { Serving } from "../serving.ts";
import { withinOf } from "./admit.ts";
import { bodyText } from "./body.ts";
import { failedReview } from "./failedReview.ts";
import { webhookTimeout } from "./parameters.ts";

const LOOKUP_SHARE = 0.5;

export function mutateRoute(app: FastifyInstance, serving: Serving): void {
	const { options, images } = serving;
	app.post("/v1/mutate", async (request, reply) => {
		const body = await bodyText(request, options.limits.body);
		return ask(serving, request, reply, {
			...withinOf(webhookTimeout(request)),
			job: async (id, left) => {
				const none = { found: {}, unavailable: {} };
				const known = options.pinDigests ? await images.digests(imagesOf(readReview(body)), left * LOOKUP_SHARE) : none;
				return { task: "mutate", id, body, digests: known.found, unavailable: known.unavailable };
			},
			failed: (id, why) => failedReview(body, id, why, options.onError),
		});
	});
}
