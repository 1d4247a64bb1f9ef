/** The parameters of a request's URL. */
import type { FastifyRequest } from "fastify";
import type { DataFlags } from "../job.ts";
import { BodyFault } from "./body.ts";

/** The last value of a parameter; undefined where it isn't there. */
export function parameter(request: FastifyRequest, name: string): string | undefined {
	const value = (request.query as Readonly<Record<string, unknown>>)[name];
	const last = Array.isArray(value) ? value.at(-1) : value;
	return typeof last === "string" ? last : undefined;
}

/** As OPA reads them: `?pretty` and `?pretty=true` are alike. */
function flag(request: FastifyRequest, name: string): boolean {
	const value = parameter(request, name);
	return value !== undefined && (value === "" || value === "true");
}

export function dataFlags(request: FastifyRequest): DataFlags {
	const explain = parameter(request, "explain");
	return {
		pretty: flag(request, "pretty"),
		metrics: flag(request, "metrics") || flag(request, "instrument"),
		provenance: flag(request, "provenance"),
		explain: explain !== undefined && ["notes", "fails", "full", "debug"].includes(explain),
		strict: flag(request, "strict-builtin-errors"),
	};
}

/** The steps of the path below a prefix; a slash that is escaped is a part of a step. @throws {BodyFault} */
export function pathBelow(request: FastifyRequest, prefix: string): readonly string[] {
	const path = (request.raw.url ?? "").split("?", 1)[0] as string;
	const steps = path.slice(prefix.length).split("/");
	try {
		return steps.filter((step) => step !== "").map(decodeURIComponent);
	} catch {
		throw new BodyFault(400, "the path can't be read");
	}
}

/** Milliseconds that an API server waits for the answer: it says so in `?timeout=10s`. */
export function webhookTimeout(request: FastifyRequest): number | undefined {
	const [, amount, unit] = /^(\d{1,6})(ms|s)$/.exec(parameter(request, "timeout") ?? "") ?? [];
	if (amount === undefined) return undefined;
	const milliseconds = Number(amount) * (unit === "s" ? 1_000 : 1);
	// The answer has a way to go, too.
	return Math.max(50, milliseconds * 0.9 - 50);
}
