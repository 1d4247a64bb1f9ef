/** `/metrics`, for Prometheus. */
import type { FastifyInstance } from "fastify";
import type { Serving } from "../serving.ts";

export function metricsRoute(app: FastifyInstance, { metrics }: Serving): void {
	app.get("/metrics", async (_, reply) =>
		reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
	);
}
