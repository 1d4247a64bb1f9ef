/** A request's body as text: unpacked within the same bound as what comes plain. */
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { FastifyRequest } from "fastify";

/** Why a body can't be taken, and the status that says so. */
export class BodyFault extends Error {
	readonly statusCode: number;

	constructor(statusCode: number, message: string) {
		super(message);
		this.statusCode = statusCode;
	}
}

const unpack = promisify(gunzip);
const utf8 = new TextDecoder("utf-8", { fatal: true });

/** @throws {BodyFault} */
export async function bodyText(request: FastifyRequest, most: number): Promise<string> {
	const body = request.body instanceof Buffer ? request.body : Buffer.alloc(0);
	const encoding = (request.headers["content-encoding"] ?? "identity").toLowerCase();
	if (encoding !== "identity" && encoding !== "gzip")
		throw new BodyFault(415, "the content encoding is neither identity nor gzip");
	const plain = encoding === "gzip" ? await unpacked(body, most) : body;
	try {
		return utf8.decode(plain);
	} catch {
		throw new BodyFault(400, "the body is not UTF-8 text");
	}
}

async function unpacked(body: Buffer, most: number): Promise<Buffer> {
	try {
		return await unpack(body, { maxOutputLength: most });
	} catch (error) {
		const code = error instanceof Error && "code" in error ? error.code : undefined;
		throw code === "ERR_BUFFER_TOO_LARGE"
			? new BodyFault(413, "the unpacked body is too large")
			: new BodyFault(400, "the body is no gzip");
	}
}
