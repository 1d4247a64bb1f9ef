/** `/v1/data/PATH`: documents, as OPA's REST API gives them. What is served is read from files: clients can't change it. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import { opaError } from "../answer/opaAnswer.ts";
import { ask, send } from "../ask.ts";
import type { Serving } from "../serving.ts";
import { bodyText } from "./body.ts";
import { dataFlags, parameter, pathBelow } from "./parameters.ts";

const PREFIX = "/v1/data";

export const readOnly = opaError(
	403,
	"operation_not_allowed",
	"policies and data are read from files: change those, and they are loaded again",
);

export function dataRoute(app: FastifyInstance, serving: Serving): void {
	const isYaml = (request: FastifyRequest): boolean => /\byaml\b/.test(request.headers["content-type"] ?? "");
	for (const url of [PREFIX, `${PREFIX}/*`]) {
		app.get(url, async (request, reply) => {
			const input = parameter(request, "input");
			return ask(serving, request, reply, {
				job: () => ({
					task: "data",
					path: pathBelow(request, PREFIX),
					...(input === undefined ? {} : { input }),
					yaml: false,
					flags: dataFlags(request),
				}),
			});
		});
		app.post(url, async (request, reply) => {
			const body = await bodyText(request, serving.options.limits.body);
			return ask(serving, request, reply, {
				job: () => ({
					task: "data",
					path: pathBelow(request, PREFIX),
					body,
					yaml: isYaml(request),
					flags: dataFlags(request),
				}),
			});
		});
		for (const method of ["PUT", "PATCH", "DELETE"] as const)
			app.route({ method, url, handler: async (_, reply) => send(reply, readOnly) });
	}
}
