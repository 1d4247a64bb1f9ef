/** `/v1/policies`: the modules that were loaded. */
import type { FastifyInstance } from "fastify";
import { ask, send } from "../ask.ts";
import type { Serving } from "../serving.ts";
import { readOnly } from "./data.ts";
import { pathBelow } from "./parameters.ts";

const PREFIX = "/v1/policies";

export function policiesRoute(app: FastifyInstance, serving: Serving): void {
	app.get(PREFIX, async (request, reply) => ask(serving, request, reply, { job: () => ({ task: "policies" }) }));
	app.get(`${PREFIX}/*`, async (request, reply) =>
		ask(serving, request, reply, { job: () => ({ task: "policies", id: pathBelow(request, PREFIX).join("/") }) }),
	);
	for (const method of ["PUT", "DELETE"] as const)
		app.route({ method, url: `${PREFIX}/*`, handler: async (_, reply) => send(reply, readOnly) });
}
