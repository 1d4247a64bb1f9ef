/** `/v1/mutate`: the policies' safe fixes, and tags pinned to digests, as a JSON Patch of the object. Denies nothing: that is for `/v1/admit`, which sees the result. */
import { fieldOf, objectOf } from "../../documents/fields.ts";
import type { Finding } from "../../findings/finding.ts";
import { isObject } from "../../runtime/values/access.ts";
import { equals } from "../../runtime/values/equality.ts";
import { parseJson, toJson } from "../../runtime/values/json.ts";
import { setOwn } from "../../runtime/values/regoObject.ts";
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import { Source } from "../../text/source.ts";
import type { Answer, Job } from "../job.ts";
import { judgeReview, loggedFindings, reviewAnswer, unavailableOf } from "./admit.ts";
import { type PatchOperation, patchBetween } from "./patchBetween.ts";
import type { Policies } from "./policies.ts";
import { REVIEW_FILE, type Review, readReview } from "./review.ts";
import { boundedWarnings, findingLine } from "./verdict.ts";

type MutateJob = Extract<Job, { readonly task: "mutate" }>;

export function mutate(policies: Policies, job: MutateJob): Answer {
	const review = readReview(job.body);
	const { changed, fixed } = fixedReview(policies, review);
	const pinned = pinnedImages(changed, job.digests);
	const patch = patchOf(review, pinned.review);
	const report = judgeReview(policies, reviewOf(review, pinned.review));
	const missing = Object.values(job.unavailable).map((what) => `not pinned: ${what}`);
	const isMissing = missing.length > 0;
	const isDenied = isMissing && policies.settings.onUnavailable === "deny";
	const codes = [...new Set(fixed.map(({ policy }) => policy.code))].join(",");
	const answer = {
		allowed: !isDenied,
		...(isDenied && { status: { code: 500, reason: "InternalError", message: missing.join("\n- ") } }),
		warnings: boundedWarnings([
			...(isDenied ? [] : missing),
			...fixed.map((finding) => `put right: ${findingLine(finding)}`),
			...pinned.images.map((image) => `pinned: ${image}`),
		]),
		auditAnnotations: {
			"decision-id": job.id,
			revision: policies.facts.revision.slice(0, 12),
			...(codes !== "" && { "put-right": codes }),
			...(pinned.images.length > 0 && { pinned: String(pinned.images.length) }),
		},
		...(patch.length > 0 && !isDenied && { patch: patchText(patch) }),
	};
	const result = {
		allowed: answer.allowed,
		patch: patch.map(({ op, path }) => ({ op, path })),
		left: loggedFindings(policies, report),
		...unavailableOf(job),
	};
	return reviewAnswer(policies, review, answer, report, result);
}

/** The review with the fixes in it. What a fix does outside of the object can't be said to an API server: then there is none. */
function fixedReview(
	policies: Policies,
	review: Review,
): { readonly changed: PlainObject; readonly fixed: readonly Finding[] } {
	const none = { changed: review.review, fixed: [] };
	if (objectOf(review.request, "object") === undefined) return none;
	const { text, fixed } = policies.fix(REVIEW_FILE, toJson(review.review, 1));
	if (fixed.length === 0) return none;
	const changed = parseJson(text) as PlainObject;
	return equals(withoutObject(changed), withoutObject(review.review)) ? { changed, fixed } : none;
}

function withoutObject(review: PlainObject): Value {
	return { ...review, request: { ...objectOf(review, "request"), object: null } };
}

const containerLists: ReadonlySet<string> = new Set(["containers", "initContainers", "ephemeralContainers"]);

/** The images of the object's containers by the digests that their tags stand for now. */
function pinnedImages(
	review: PlainObject,
	digests: MutateJob["digests"],
): { readonly review: PlainObject; readonly images: readonly string[] } {
	if (Object.keys(digests).length === 0) return { review, images: [] };
	const images = new Set<string>();
	const walk = (value: Value, key: string): Value => {
		if (Array.isArray(value))
			return (value as readonly Value[]).map((item) =>
				containerLists.has(key) && isObject(item) ? pinned(item as PlainObject) : walk(item, ""),
			);
		return isObject(value) ? mapMembers(value as PlainObject, walk) : value;
	};
	const pinned = (container: PlainObject): Value => {
		const image = fieldOf(container, "image");
		if (typeof image !== "string" || !Object.hasOwn(digests, image)) return container;
		images.add(`${image}@${digests[image]}`);
		return { ...container, image: `${image}@${digests[image]}` };
	};
	const request = objectOf(review, "request") as PlainObject;
	const object = walk(request.object ?? null, "");
	return { review: { ...review, request: { ...request, object } }, images: [...images] };
}

function mapMembers(object: PlainObject, map: (value: Value, key: string) => Value): PlainObject {
	const mapped: { [key: string]: Value } = {};
	for (const key of Object.keys(object)) setOwn(mapped, key, map(object[key] as Value, key));
	return mapped;
}

function patchOf({ request }: Review, changed: PlainObject): readonly PatchOperation[] {
	const after = objectOf(objectOf(changed, "request"), "object");
	const before = objectOf(request, "object");
	return before === undefined || after === undefined ? [] : patchBetween(before, after);
}

const patchText = (operations: readonly PatchOperation[]): string =>
	`[${operations.map((operation) => toJson(operation as unknown as Value)).join(",")}]`;

function reviewOf(review: Review, changed: PlainObject): Review {
	const request = objectOf(changed, "request") as PlainObject;
	return { ...review, review: changed, request, source: new Source(REVIEW_FILE, toJson(changed)) };
}
