/** A file from a server: followed where it leads, tried again where that may help, never more than was allowed. */

import { packSourceFailed } from "../../diagnostics/catalogue/packs.ts";
import { HttpFault, type HttpResponse, isLocalHost, type SendHttp } from "../../registry/http.ts";
import { joinBytes } from "../../runtime/bytes/joinBytes.ts";
import { type OnBytes, PackFault } from "./packSource.ts";

export interface DownloadAccess {
	readonly http: SendHttp;
	/** Lets time pass, in milliseconds. */
	readonly sleep: (milliseconds: number) => Promise<void>;
}

export interface Download {
	readonly url: string;
	/** Bytes that are taken. */
	readonly most: number;
	readonly accept?: string;
	/** What a message calls it; absent: the address. */
	readonly from?: string;
	readonly onBytes?: OnBytes;
}

const MOST_REDIRECTS = 5;
const MOST_TRIES = 4;
/** The wait before the second try; it doubles each time, in milliseconds. */
const FIRST_WAIT = 500;
/** Milliseconds for all of it. */
const DEADLINE = 300_000;
const passing = new Set([429, 500, 502, 503, 504]);

/** The bytes; undefined where there is nothing at the address. @throws PackFault */
export async function download(access: DownloadAccess, wanted: Download): Promise<Uint8Array | undefined> {
	const { url, from = url } = wanted;
	const refuse = (reason: string): PackFault => new PackFault([packSourceFailed({ from, reason })]);
	for (let attempt = 1; ; attempt++) {
		try {
			const response = await follow(access.http, wanted, refuse);
			const { status } = response;
			if (status === 200) return await bodyOf(response, wanted, refuse);
			response.close();
			if (status === 404 || status === 410) return undefined;
			if (!passing.has(status) || attempt >= MOST_TRIES) throw refuse(`the server answered with status ${status}`);
		} catch (error) {
			if (!(error instanceof HttpFault)) throw error;
			const mayHelp = error.kind === "broken" || error.kind === "timeout" || error.kind === "unreachable";
			if (!mayHelp || attempt >= MOST_TRIES) throw refuse(error.message);
		}
		await access.sleep(FIRST_WAIT * 2 ** (attempt - 1));
	}
}

async function follow(
	http: SendHttp,
	{ url, accept }: Download,
	refuse: (reason: string) => PackFault,
): Promise<HttpResponse> {
	let at = new URL(url);
	for (let left = MOST_REDIRECTS; ; left--) {
		const headers: Readonly<Record<string, string>> = accept === undefined ? {} : { accept };
		const response = await http({ method: "GET", url: at.href, headers, deadline: DEADLINE });
		const location = response.headers.get("location");
		if (response.status < 300 || response.status > 399 || location === null) return response;
		response.close();
		if (left === 0) throw refuse("the server leads from one place to the next");
		if (!URL.canParse(location, at.href)) throw refuse("the server leads to something that is no address");
		const next = new URL(location, at);
		if (next.protocol !== "https:" && next.protocol !== at.protocol)
			throw refuse(`the server leads to \`${next.protocol}\``);
		if (isLocalHost(next.host) && !isLocalHost(at.host)) throw refuse("the server leads to the machine that asks");
		at = next;
	}
}

async function bodyOf(
	response: HttpResponse,
	{ most, onBytes }: Download,
	refuse: (reason: string) => PackFault,
): Promise<Uint8Array> {
	const told = Number(response.headers.get("content-length") ?? Number.NaN);
	const total = Number.isSafeInteger(told) ? told : undefined;
	const parts: Uint8Array[] = [];
	let size = 0;
	for await (const part of response.body) {
		size += part.length;
		if (size > most) {
			response.close();
			throw refuse(`it is larger than ${most} bytes`);
		}
		parts.push(part);
		onBytes?.(size, total);
	}
	return joinBytes(parts);
}
