/** From a request to its answer: a place to work in, the policies, the log, the reply. The log comes before the reply. */
import { randomUUID } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { opaError } from "./answer/opaAnswer.ts";
import { entryLine } from "./decisions/entry.ts";
import { OutOfTime } from "./gate/gate.ts";
import type { Answer, GateFacts, Job } from "./job.ts";
import type { Serving } from "./serving.ts";
import { clientSubject } from "./tls/clientSubject.ts";

/** Seconds after which a client that was turned away may come again. */
const RETRY_AFTER = 1;

export interface Asking {
	/** Milliseconds that it may take; those of the options where it isn't said. */
	readonly within?: number;
	/** The job, once what it needs is there. */
	readonly job: (id: string, left: number) => Job | Promise<Job>;
	/** What stands for the answer where nobody could work it out, or its decision couldn't be logged. */
	readonly failed?: (id: string, why: string) => Answer | undefined;
}

export async function ask(serving: Serving, request: FastifyRequest, reply: FastifyReply, asking: Asking) {
	const began = performance.now();
	const { limiter, metrics, options } = serving;
	const leave = await limiter.enter();
	if (leave === undefined) {
		metrics.turnedAway.inc({ reason: "busy" });
		return send(reply.header("retry-after", RETRY_AFTER), opaError(503, "too_many_requests", "too many requests"));
	}
	const id = randomUUID();
	try {
		const within = Math.min(asking.within ?? options.limits.timeout, options.limits.timeout);
		const { answer, facts } = await answered(serving, asking, id, within - (performance.now() - began));
		const logged = await log(serving, request, answer, { id, facts, took: performance.now() - began });
		if (logged) return send(reply.header("decision-id", id), answer);
		const why = "the decision can't be logged";
		return send(reply, asking.failed?.(id, why) ?? opaError(500, "internal_error", why));
	} finally {
		leave();
	}
}

interface Answered {
	readonly answer: Answer;
	/** The policies that gave it. */
	readonly facts: GateFacts | undefined;
}

async function answered(serving: Serving, { job, failed }: Asking, id: string, left: number): Promise<Answered> {
	const began = performance.now();
	const { gates } = serving;
	let facts = gates.facts;
	try {
		const asked = await job(id, left);
		// Others may be in force by now; those that are answer.
		facts = gates.facts;
		return { answer: await gates.answer(asked, Math.max(1, left - (performance.now() - began))), facts };
	} catch (error) {
		const isLate = error instanceof OutOfTime;
		serving.metrics.turnedAway.inc({ reason: isLate ? "timeout" : "failed" });
		const why = isLate ? "the evaluation took longer than it may" : "the evaluation could not be done";
		// What went wrong inside is for those who run it, not for those who ask.
		if (!isLate) serving.log("error", error instanceof Error ? error.message : String(error));
		const told = failed?.(id, why);
		if (told !== undefined) return { answer: told, facts };
		const errors = isLate ? [{ code: "eval_cancel_error", message: why }] : [];
		const decision = { verdict: "error", findings: [], result: JSON.stringify({ error: why }) } as const;
		const message = "error(s) occurred while evaluating query";
		return { answer: opaError(500, "internal_error", message, errors, decision), facts };
	}
}

/** Whether the answer may go out. */
async function log(
	{ decisions, metrics, now, options, log: tell }: Serving,
	request: FastifyRequest,
	{ decision }: Answer,
	{ id, facts, took }: { readonly id: string; readonly facts: GateFacts | undefined; readonly took: number },
): Promise<boolean> {
	if (decision === undefined) return true;
	metrics.decided(routeOf(request), decision);
	if (decisions === undefined) return true;
	const path = (request.raw.url ?? "").split("?", 1)[0] as string;
	const subject = clientSubject(request.raw.socket);
	const line = entryLine({
		id,
		time: now(),
		path,
		client: request.ip,
		...(subject !== undefined && { subject }),
		took,
		facts,
		decision,
	});
	try {
		await decisions.write(line);
		metrics.logged.inc({ result: "written" });
		return true;
	} catch (error) {
		metrics.logged.inc({ result: "failed" });
		tell("error", `a decision can't be logged: ${error instanceof Error ? error.message : String(error)}`);
		return !options.logRequired;
	}
}

export function send(reply: FastifyReply, { status, body, mediaType, headers = {} }: Answer): FastifyReply {
	const type = /^text\/[^;]*$/.test(mediaType) ? `${mediaType}; charset=utf-8` : mediaType;
	return reply.code(status).headers(headers).type(type).send(body);
}

/** The route's pattern: there are few of them, and any number of paths. */
export function routeOf(request: FastifyRequest): string {
	return request.routeOptions.url ?? "none";
}
