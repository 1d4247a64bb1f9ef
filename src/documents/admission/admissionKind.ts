/** The `admission` kind: what an API server asks a webhook. Format: kubernetes.io, "Dynamic Admission Control", Request. */
import { manifestNotObject } from "../../diagnostics/catalogue/documents.ts";
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import type { Document, DocumentKind, ImageMention, Pointer } from "../document.ts";
import { asObject, listOf, objectOf, textOf } from "../fields.ts";
import { mentionOf } from "../image-reference/imageIdentity.ts";
import { isReview, reviewedManifest } from "../manifest/readManifests.ts";
import { topLevelKeys } from "../topLevelKeys.ts";
import { workloadOf } from "../workload/workloadKind.ts";
import { loadYaml, type YamlDocument } from "../yaml/loadYaml.ts";
import { admissionSchema } from "./schema.ts";

export const admissionKind: DocumentKind = {
	id: "admission",
	title: "Kubernetes AdmissionReview",
	get schema() {
		return admissionSchema;
	},
	detect({ head }) {
		const json = topLevelKeys(head);
		if (json !== undefined) return json.keys.has("request") && /"kind"\s*:\s*"AdmissionReview"/.test(head);
		return /^kind[ \t]*:[ \t]*["']?AdmissionReview\b/m.test(head);
	},
	parse(source) {
		const { documents, diagnostics } = loadYaml(source, "yaml-1.1");
		const read: Document[] = [];
		const faults: Diagnostic[] = [];
		for (const document of documents) {
			const review = asObject(document.value);
			if (review === undefined || !isReview(textOf(review, "apiVersion") ?? "", textOf(review, "kind") ?? "")) continue;
			const request = objectOf(review, "request");
			if (request !== undefined) read.push(admissionDocument(document, request));
			// A webhook's answer has no request, and nothing is wrong with that.
			else if (objectOf(review, "response") === undefined)
				faults.push(at(source, document.place([]), manifestNotObject({ missing: "request" })));
		}
		return { documents: read, diagnostics: [...diagnostics, ...faults] };
	},
};

function admissionDocument(document: YamlDocument, request: PlainObject): Document {
	const workload = partOf(document, request, "object");
	const old = partOf(document, request, "oldObject");
	const images = imagesOf(workload);
	const value: PlainObject = {
		...request,
		...(workload === undefined ? {} : { workload: workload.value }),
		...(old === undefined ? {} : { old_workload: old.value }),
		images,
	};
	/** The document that a node belongs to, where that is one of the workloads. */
	const inside = ([head, index, ...rest]: Pointer): readonly [Document, Pointer] | undefined => {
		if (head === "images" && workload !== undefined) {
			if (index === undefined) return [workload, ["containers"]];
			return [
				workload,
				["containers", index, ...(rest[0] === "container" ? ["name"] : rest[0] === "type" ? [] : ["image", ...rest])],
			];
		}
		const part = head === "workload" ? workload : head === "old_workload" ? old : undefined;
		return part === undefined ? undefined : [part, index === undefined ? [] : [index, ...rest]];
	};
	const own = (pointer: Pointer): Pointer => ["request", ...(pointer.length === 0 ? ["operation"] : pointer)];
	return {
		kind: "admission",
		source: document.source,
		name: nameOf(request),
		value,
		locate(pointer) {
			const found = inside(pointer);
			return found === undefined ? document.place(own(pointer)) : found[0].locate(found[1]);
		},
		scope(pointer) {
			const found = inside(pointer);
			return found === undefined ? document.extent(own(pointer)) : found[0].scope?.(found[1]);
		},
		mentions(): ImageMention[] {
			const within = (workload?.mentions?.() ?? []).map(
				(mention): ImageMention => ({ ...mention, pointer: ["workload", ...mention.pointer] }),
			);
			return [...within, ...images.flatMap((image, index) => mentionOf(image, ["images", index]))];
		},
	};
}

function partOf(document: YamlDocument, request: PlainObject, field: "object" | "oldObject"): Document | undefined {
	const manifest = reviewedManifest(document, request, field);
	return manifest === undefined ? undefined : workloadOf(manifest);
}

/** Copies: a node that stood in two lists would have two places. */
function imagesOf(workload: Document | undefined): PlainObject[] {
	return listOf(asObject(workload?.value), "containers").map((item) => {
		const container = asObject(item);
		return {
			...objectOf(container, "image"),
			container: textOf(container, "name") ?? "",
			type: container?.type as Value,
		};
	});
}

/** `CREATE Deployment/shop/web`. */
function nameOf(request: PlainObject): string {
	const kind = textOf(objectOf(request, "kind"), "kind");
	const object = [kind, textOf(request, "namespace"), textOf(request, "name")].filter((part) => part !== undefined);
	return [textOf(request, "operation"), object.join("/")].filter((part) => part !== undefined && part !== "").join(" ");
}
