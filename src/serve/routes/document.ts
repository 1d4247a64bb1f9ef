/** `POST /` and `POST /v0/data/PATH`: the document alone, the body being the input. `/` is for who can't choose a path: `data.system.main`. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { ask } from "../ask.ts";
import type { Serving } from "../serving.ts";
import { bodyText } from "./body.ts";
import { dataFlags, pathBelow } from "./parameters.ts";

const PREFIX = "/v0/data";

export function documentRoute(app: FastifyInstance, serving: Serving): void {
	const answerAt = async (path: readonly string[], request: FastifyRequest, reply: FastifyReply) => {
		const body = await bodyText(request, serving.options.limits.body);
		const { pretty } = dataFlags(request);
		return ask(serving, request, reply, { job: () => ({ task: "document", path, body, pretty }) });
	};
	app.post("/", async (request, reply) => answerAt(["system", "main"], request, reply));
	for (const url of [PREFIX, `${PREFIX}/*`])
		app.post(url, async (request, reply) => answerAt(pathBelow(request, PREFIX), request, reply));
}
