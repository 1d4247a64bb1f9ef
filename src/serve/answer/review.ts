/** A Kubernetes AdmissionReview: read from a request's body, and written as its answer. Format: admission.k8s.io/v1, "Dynamic Admission Control". */
import { objectOf, textOf } from "../../documents/fields.ts";
import { isReview } from "../../documents/manifest/readManifests.ts";
import { htmlSafe, toJson } from "../../runtime/values/json.ts";
import type { PlainObject } from "../../runtime/values/value.ts";
import { Source } from "../../text/source.ts";
import type { Decision } from "../job.ts";
import { BadRequest, readObject } from "./readBody.ts";

/** What the review is called where policies and reports name a file. */
export const REVIEW_FILE = "request.json";
const LONGEST_UID = 256;

export interface Review {
	readonly apiVersion: string;
	readonly uid: string;
	readonly review: PlainObject;
	readonly request: PlainObject;
	/** A text of it by whose beginning anybody can tell what it is. */
	readonly source: Source;
}

/** @throws {BadRequest} where it is no review that asks something */
export function readReview(body: string): Review {
	const review = readObject(body, "the body is no AdmissionReview");
	const apiVersion = textOf(review, "apiVersion") ?? "";
	if (!isReview(apiVersion, textOf(review, "kind") ?? ""))
		throw new BadRequest("the body is no AdmissionReview of admission.k8s.io");
	const request = objectOf(review, "request");
	const uid = textOf(request, "uid") ?? "";
	if (request === undefined || uid === "" || uid.length > LONGEST_UID)
		throw new BadRequest("the AdmissionReview has no request with a uid");
	// The kinds of document look at the beginning only, and a review may say at its end what it is.
	const isTold = /^\s*\{\s*"(?:kind|apiVersion)"\s*:\s*"[\w./]+"\s*,\s*"(?:kind|apiVersion)"\s*:\s*"[\w./]+"\s*,/.test(
		body,
	);
	return { apiVersion, uid, review, request, source: new Source(REVIEW_FILE, isTold ? body : toJson(review)) };
}

/** With a member a line: what stands beside a secret on the same line can't be shown. */
export function inLines({ review }: Review): Source {
	return new Source(REVIEW_FILE, toJson(review, 1));
}

export interface ReviewAnswer {
	readonly allowed: boolean;
	/** metav1.Status: the HTTP code and the words that kubectl shows. */
	readonly status?: { readonly code: number; readonly reason: string; readonly message: string };
	readonly warnings: readonly string[];
	readonly auditAnnotations: Readonly<Record<string, string>>;
	/** JSON Patch as text. */
	readonly patch?: string;
}

export function writeReview({ apiVersion, uid }: Review, answer: ReviewAnswer): string {
	const { allowed, status, warnings, auditAnnotations, patch } = answer;
	const response = {
		uid,
		allowed,
		...(status && { status: { status: allowed ? "Success" : "Failure", ...status } }),
		...(warnings.length > 0 && { warnings }),
		...(Object.keys(auditAnnotations).length > 0 && { auditAnnotations }),
		...(patch !== undefined && { patchType: "JSONPatch", patch: Buffer.from(patch).toString("base64") }),
	};
	return `${htmlSafe(JSON.stringify({ kind: "AdmissionReview", apiVersion, response }))}\n`;
}

/** What the log says that a request is about. */
export function aboutReview({ request, uid }: Review): NonNullable<Decision["about"]> {
	const kind = objectOf(request, "kind");
	const about: Record<string, string | boolean> = { uid };
	const add = (name: string, text: string | undefined): void => {
		if (text !== undefined && text !== "") about[name] = text;
	};
	add("operation", textOf(request, "operation"));
	add("group", textOf(kind, "group"));
	add("kind", textOf(kind, "kind"));
	add("namespace", textOf(request, "namespace"));
	add("name", textOf(request, "name"));
	add("subResource", textOf(request, "subResource"));
	add("user", textOf(objectOf(request, "userInfo"), "username"));
	if (request.dryRun === true) about.dryRun = true;
	return about;
}
