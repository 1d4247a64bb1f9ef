/** `/health`: the process lives. `/ready`: it answers, and with which policies. Neither waits for any other request. */
import type { FastifyInstance } from "fastify";
import type { Serving } from "../serving.ts";

export function healthRoutes(app: FastifyInstance, serving: Serving): void {
	const { gates, isReady } = serving;
	// OPA's `?bundles`, `?plugins` ask whether what is to be loaded was: `/ready` tells that here, and these do, too.
	app.get("/health", async (request, reply) => {
		const asksAll = Object.keys(request.query as object).some((name) => name === "bundles" || name === "plugins");
		if (!asksAll || isReady()) return reply.type("application/json").send("{}\n");
		return reply.code(500).send({ error: "not all of the policies are loaded" });
	});
	app.get("/ready", async (_, reply) => {
		const { facts, fault } = gates;
		return reply.code(isReady() ? 200 : 503).send({
			ready: isReady(),
			...(facts && { revision: facts.revision, packs: facts.packs, policies: facts.policies.length }),
			// The old ones are still in force, so that requests are answered.
			...(fault && { reload: { failed: true, first: fault[0] } }),
		});
	});
}
