/** `POST /v1/eval`: documents in, findings out. A body of JSON has `files`; any other is one file, named by `?name=`. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import { formats } from "../../report/formats.ts";
import { opaError } from "../answer/opaAnswer.ts";
import { ask, send } from "../ask.ts";
import type { Serving } from "../serving.ts";
import { bodyText } from "./body.ts";
import { parameter } from "./parameters.ts";

export function evalRoute(app: FastifyInstance, serving: Serving): void {
	app.post("/v1/eval", async (request, reply) => {
		const format = formatOf(request);
		if (format === undefined)
			return send(
				reply,
				opaError(406, "invalid_parameter", `a report is one of ${formats.map(({ id }) => id).join(", ")}`),
			);
		const body = await bodyText(request, serving.options.limits.body);
		const kind = parameter(request, "kind");
		const name = parameter(request, "name") ?? (kind === undefined ? undefined : "<stdin>");
		return ask(serving, request, reply, {
			job: () => ({
				task: "eval",
				body,
				format,
				...(name === undefined ? {} : { name }),
				...(kind === undefined ? {} : { kind }),
			}),
		});
	});
}

/** The format that `?format=` names, or the first that `Accept` does; JSON where neither says any. */
function formatOf(request: FastifyRequest): string | undefined {
	const said = parameter(request, "format");
	if (said !== undefined) return formats.find(({ id }) => id === said)?.id;
	const wanted = (request.headers.accept ?? "*/*")
		.split(",")
		.map((type) => type.split(";", 1)[0]?.trim().toLowerCase());
	for (const type of wanted) {
		if (type === "*/*" || type === "application/*" || type === "application/json") return "json";
		const found = formats.find(({ mediaType }) => mediaType.split(";", 1)[0] === type);
		if (found !== undefined) return found.id;
	}
	return undefined;
}
