/** Requests signed for Amazon's services. OPA: topdown/providers.go. */
import { signRequest } from "../aws/signRequest.ts";
import { parseUrl } from "../network/url.ts";
import { any, number, objectOf, string } from "../types.ts";
import { get, isObject, keysAndValues, sortedKeys } from "../values/access.ts";
import { numberText, type RegoNumber } from "../values/exactNumber.ts";
import { toInt64 } from "../values/numbers.ts";
import { ObjectBuilder, type RegoObject } from "../values/regoObject.ts";
import { RegoSet } from "../values/regoSet.ts";
import { toRegoText } from "../values/regoText.ts";
import { typeName } from "../values/typeName.ts";
import type { PlainObject, Value } from "../values/value.ts";
import { type Builtin, builtin, operandError } from "./builtin.ts";
import { checkRequestKeys } from "./httpRequest.ts";
import { marshal } from "./jsonText.ts";
import { late, lateNumber } from "./operands.ts";

type Fields = PlainObject | RegoObject;

const configKeys = ["aws_access_key", "aws_region", "aws_secret_access_key", "aws_service"] as const;
const shown = (names: readonly Value[]): string => toRegoText(RegoSet.of(names));
const textOf = (fields: Fields, name: string): string => {
	const value = get(fields, name);
	return typeof value === "string" ? value : "";
};

function checkConfig(config: Fields): void {
	const missing = configKeys.filter((name) => get(config, name) === undefined);
	if (missing.length > 0) throw operandError(2, `missing required AWS config parameters(s): ${shown(missing)}`);
	const invalid = configKeys.filter((name) => typeof get(config, name) !== "string");
	if (invalid.length > 0)
		throw operandError(2, `invalid values for required AWS config parameters(s): ${shown(invalid)}`);
}

function timeOf(time: RegoNumber): bigint {
	// Only what is written as an integer counts as one here.
	const nanoseconds = /^-?[0-9]+$/.test(numberText(time)) ? toInt64(time) : undefined;
	if (nanoseconds === undefined) throw operandError(3, "could not convert time_ns value into a unix timestamp");
	return nanoseconds;
}

function headersOf(request: Fields): Map<string, string> {
	const headers = get(request, "headers");
	if (headers === undefined) return new Map();
	if (!isObject(headers)) throw operandError(0, `must be object but got ${typeName(headers)}`);
	const { keys, values } = keysAndValues(headers);
	const text = (value: Value | undefined): string => (typeof value === "string" ? value : "");
	return new Map(keys.map((key, at) => [text(key), text(values[at])]));
}

function bodyOf(request: Fields): string {
	if (get(request, "raw_body") !== undefined) return textOf(request, "raw_body");
	const body = get(request, "body");
	return body === undefined ? "" : marshal(body);
}

/** A copy with one member set. */
function withMember(object: Fields, name: string, value: Value): Value {
	const copy = new ObjectBuilder();
	for (const key of sortedKeys(object)) copy.set(key, get(object, key) as Value);
	copy.set(name, value);
	return copy.finish();
}

export const aws: readonly Builtin[] = [
	builtin<[Fields, Value, Value]>(
		{
			name: "providers.aws.sign_req",
			group: "providers",
			doc: "A request for `http.send` with the headers that Amazon's Signature Version 4 adds.",
			args: [
				{ name: "request", type: objectOf(string, any) },
				{
					name: "aws_config",
					type: objectOf(string, any),
					...late,
					doc: "`aws_access_key`, `aws_secret_access_key`, `aws_service`, `aws_region`, and if there is one `aws_session_token`.",
				},
				{ name: "time_ns", type: number, ...late, doc: "When it is signed." },
			],
			returns: { name: "signed_request", type: objectOf(any, any) },
			examples: [
				{
					call: 'providers.aws.sign_req({"method": "get", "url": "https://example.com"}, {"aws_access_key": "a", "aws_secret_access_key": "b", "aws_service": "ec2", "aws_region": "c"}, 0)',
					gives:
						'{"headers": {"Authorization": "AWS4-HMAC-SHA256 Credential=a/19700101/c/ec2/aws4_request,SignedHeaders=host;x-amz-date,Signature=6f23b66d5b9fc17937a8e1c1dc2d05c144278967aa939b96de445154bf16c913", "host": "example.com", "x-amz-date": "19700101T000000Z"}, "method": "get", "url": "https://example.com"}',
				},
				{ call: "providers.aws.sign_req({}, {}, 0)" },
			],
		},
		(request, config, time, context) => {
			// OPA counts the operands after the first as the first, too.
			if (!isObject(config)) throw operandError(1, `must be object but got ${typeName(config)}`);
			checkConfig(config);
			const nanoseconds = timeOf(lateNumber(time, 1));
			checkRequestKeys(request, 1);
			const headers = headersOf(request);
			const invalid = ["method", "url"].filter((name) => typeof get(request, name) !== "string");
			if (invalid.length > 0) {
				throw operandError(1, `invalid values for required request parameters(s): ${shown(invalid)}`);
			}
			const url = parseUrl(textOf(request, "url"));
			const body = bodyOf(request);
			context.spend(100 + (body.length >> 3));
			const isUnsigned = get(config, "disable_payload_signing") ?? false;
			if (typeof isUnsigned !== "boolean") {
				throw operandError(2, "invalid value for 'disable_payload_signing' in AWS config");
			}
			const added = signRequest(
				{ method: textOf(request, "method"), url, headers, body, time: nanoseconds, signsBody: !isUnsigned },
				{
					accessKey: textOf(config, "aws_access_key"),
					secretKey: textOf(config, "aws_secret_access_key"),
					region: textOf(config, "aws_region"),
					service: textOf(config, "aws_service"),
					sessionToken: textOf(config, "aws_session_token"),
				},
			);
			const all = new ObjectBuilder();
			for (const [name, value] of [...headers, ...added]) all.set(name, value);
			return withMember(request, "headers", all.finish());
		},
	),
];
