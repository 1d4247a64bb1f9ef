/** `/v1/query`: any query. */
import type { FastifyInstance } from "fastify";
import { opaError } from "../answer/opaAnswer.ts";
import { ask, send } from "../ask.ts";
import type { Serving } from "../serving.ts";
import { bodyText } from "./body.ts";
import { dataFlags, parameter } from "./parameters.ts";

export function queryRoute(app: FastifyInstance, serving: Serving): void {
	app.get("/v1/query", async (request, reply) => {
		const query = parameter(request, "q");
		if (query === undefined) return send(reply, opaError(400, "invalid_parameter", "missing parameter 'q'"));
		const input = parameter(request, "input");
		return ask(serving, request, reply, {
			job: () => ({ task: "query", query, ...(input === undefined ? {} : { input }), flags: dataFlags(request) }),
		});
	});
	app.post("/v1/query", async (request, reply) => {
		const body = await bodyText(request, serving.options.limits.body);
		return ask(serving, request, reply, { job: () => ({ task: "query", body, flags: dataFlags(request) }) });
	});
	app.post("/v1/compile", async (_, reply) =>
		send(reply, opaError(501, "operation_not_allowed", "partial evaluation is not offered")),
	);
}
