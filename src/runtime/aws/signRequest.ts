/** Amazon's Signature Version 4 of a request. Takes the request's parts, gives the headers to add. OPA: internal/providers/aws. */
import { toHex } from "../bytes/hex.ts";
import { toUtf8 } from "../bytes/utf8.ts";
import { digests } from "../hashing/digests.ts";
import { hmac } from "../hashing/hmac.ts";
import { escapedPath, type Url } from "../network/url.ts";
import { momentFromNanoseconds, wallClock } from "../time/moment.ts";
import { sortStrings } from "../values/order.ts";

export interface Credentials {
	readonly accessKey: string;
	readonly secretKey: string;
	readonly region: string;
	/** `s3`. */
	readonly service: string;
	/** Empty for credentials that last. */
	readonly sessionToken: string;
}

export interface SignableRequest {
	readonly method: string;
	readonly url: Url;
	readonly headers: ReadonlyMap<string, string>;
	readonly body: string;
	/** Nanoseconds since the epoch. */
	readonly time: bigint;
	/** Whether the signature covers the body. */
	readonly signsBody: boolean;
}

/** Proxies change these on the way. */
const unsigned = new Set(["authorization", "user-agent", "x-amzn-trace-id"]);
/** Services that want the body's digest as a header. */
const wantDigest = new Set(["s3", "glacier"]);

export function signRequest(request: SignableRequest, credentials: Credentials): ReadonlyMap<string, string> {
	const { region, service, secretKey, sessionToken, accessKey } = credentials;
	const time = timestamp(request.time);
	const date = time.slice(0, 8);
	const content = request.signsBody ? sha256(request.body) : "UNSIGNED-PAYLOAD";
	const added = new Map([
		["host", request.url.host],
		["x-amz-date", time],
	]);
	if (wantDigest.has(service)) added.set("x-amz-content-sha256", content);
	if (sessionToken !== "") added.set("x-amz-security-token", sessionToken);
	const signed = new Map(added);
	for (const [name, value] of request.headers) {
		const lower = name.toLowerCase();
		if (!unsigned.has(lower)) signed.set(lower, value);
	}
	const names = sortStrings([...signed.keys()]);
	const canonical = [
		request.method,
		escapedPath(request.url),
		request.url.rawQuery,
		...names.map((name) => `${name}:${signed.get(name)}`),
		"",
		names.join(";"),
		content,
	].join("\n");
	const scope = `${date}/${region}/${service}/aws4_request`;
	const toSign = ["AWS4-HMAC-SHA256", time, scope, sha256(canonical)].join("\n");
	const key = [date, region, service, "aws4_request"].reduce((key, part) => mac(key, part), toUtf8(`AWS4${secretKey}`));
	const signature = toHex(mac(key, toSign));
	const credential = `Credential=${accessKey}/${scope}`;
	const authorization = `AWS4-HMAC-SHA256 ${credential},SignedHeaders=${names.join(";")},Signature=${signature}`;
	return new Map([["Authorization", authorization], ...added]);
}

const sha256 = (text: string): string => toHex(digests.sha256.of(toUtf8(text)));
const mac = (key: Uint8Array, text: string): Uint8Array => hmac(digests.sha256, key, toUtf8(text));

/** `20151228T140825Z`. */
function timestamp(nanoseconds: bigint): string {
	const clock = wallClock(momentFromNanoseconds(nanoseconds), 0);
	const two = (part: number): string => String(part).padStart(2, "0");
	const date = `${String(clock.year).padStart(4, "0")}${two(clock.month)}${two(clock.day)}`;
	return `${date}T${two(clock.hour)}${two(clock.minute)}${two(clock.second)}Z`;
}
