/** An HTTP server that hostile clients can't hold: every wait has an end, and every size a bound. What is wrong with a request is said in OPA's shape. */
import { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from "fastify";
import { type OpaErrorCode, opaError } from "./answer/opaAnswer.ts";
import { BadRequest } from "./answer/readBody.ts";
import { routeOf, send } from "./ask.ts";
import { BodyFault } from "./routes/body.ts";
import type { Serving } from "./serving.ts";
import type { Certificates } from "./tls/certificates.ts";
import { namesOfClient } from "./tls/clientSubject.ts";

/** Milliseconds between two looks for connections that take too long. */
const CHECKING = 1_000;
/** Bytes of a request's head. */
const LARGEST_HEAD = 16_384;
const LONGEST_PARAMETER = 4_096;
/** Milliseconds for a TLS handshake. */
const HANDSHAKE = 10_000;

export function makeServer(serving: Serving, certificates: Certificates | undefined): FastifyInstance {
	const { limits } = serving.options;
	const ofNode = {
		headersTimeout: limits.head,
		requestTimeout: limits.request,
		keepAliveTimeout: limits.keepAlive,
		connectionsCheckingInterval: CHECKING,
		maxHeaderSize: LARGEST_HEAD,
	};
	const common = {
		logger: false,
		bodyLimit: limits.body,
		// Nothing moves on the connection for so long.
		connectionTimeout: limits.keepAlive + limits.timeout + limits.request,
		keepAliveTimeout: limits.keepAlive,
		requestTimeout: limits.request,
		forceCloseConnections: "idle",
		// Who comes on an open connection while the server closes is answered, too.
		return503OnClosing: false,
		routerOptions: { maxParamLength: LONGEST_PARAMETER, ignoreTrailingSlash: true },
	} as const;
	const app = (certificates === undefined
		? fastify({ ...common, http: ofNode })
		: fastify({
				...common,
				https: {
					...ofNode,
					...contextOf(certificates),
					requestCert: certificates.ca !== undefined,
					// Health is for all; what needs a certificate looks itself.
					rejectUnauthorized: false,
					handshakeTimeout: HANDSHAKE,
				},
			})) as unknown as FastifyInstance;
	app.server.maxConnections = limits.connections;
	app.removeAllContentTypeParsers();
	app.addContentTypeParser("*", { parseAs: "buffer" }, (_, body, done) => done(null, body));
	if (certificates?.ca !== undefined)
		app.addHook("onRequest", async (request, reply) => checkClient(serving, request, reply));
	app.addHook("onSend", async (_, reply) => {
		// A connection that is kept open would hold up the end.
		if (!serving.isReady()) reply.header("connection", "close");
	});
	app.addHook("onResponse", async (request, reply) => {
		const route = routeOf(request);
		serving.metrics.requests.inc({ route, method: request.method, code: reply.statusCode });
		serving.metrics.seconds.observe({ route }, reply.elapsedTime / 1_000);
	});
	app.setNotFoundHandler((request, reply) => {
		const path = (request.raw.url ?? "").split("?", 1)[0] as string;
		const isKnown = methods.some((method) => app.findRoute({ method, url: path }) !== null);
		return isKnown
			? send(reply, opaError(405, "operation_not_allowed", "method not allowed"))
			: send(reply, opaError(404, "resource_not_found", "page not found"));
	});
	app.setErrorHandler((error: FastifyError, request, reply) => fail(serving, error, request, reply));
	return app;
}

const methods = ["GET", "POST"] as const;

/** What a TLS server is told of certificates. */
export function contextOf({ cert, key, ca }: Certificates) {
	return { cert, key, ...(ca && { ca }), minVersion: "TLSv1.2" } as const;
}

/** Routes that tell of the process and decide nothing. */
const open: ReadonlySet<string> = new Set(["/health", "/ready", "/metrics"]);

async function checkClient({ options, metrics }: Serving, request: FastifyRequest, reply: FastifyReply) {
	if (open.has(routeOf(request))) return undefined;
	const names = namesOfClient(request.raw.socket);
	const isKnown =
		names.length > 0 && (options.clientNames.length === 0 || options.clientNames.some((name) => names.includes(name)));
	if (isKnown) return undefined;
	metrics.turnedAway.inc({ reason: "certificate" });
	return send(reply, opaError(401, "unauthorized", "a client certificate is needed"));
}

function fail({ log, metrics }: Serving, error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
	const status = error instanceof BadRequest ? 400 : (error.statusCode ?? 500);
	if (status < 500) {
		if (error.code === "FST_ERR_CTP_BODY_TOO_LARGE") metrics.turnedAway.inc({ reason: "too_large" });
		const code: OpaErrorCode = status === 413 ? "too_large" : "invalid_parameter";
		const isOurs = error instanceof BodyFault || error instanceof BadRequest;
		return send(reply, opaError(status, code, isOurs ? error.message : plain(error.message)));
	}
	log("error", `${request.method} ${routeOf(request)}: ${error.message}`);
	return send(reply, opaError(500, "internal_error", "the request could not be answered"));
}

const plain = (text: string): string => text.replace(/^[A-Z]/, (letter) => letter.toLowerCase());
