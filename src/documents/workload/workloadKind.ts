/** The `workload` kind: whatever makes pods, in one shape. */
import { workloadNoContainers, workloadPatch } from "../../diagnostics/catalogue/documents.ts";
import { at, type Diagnostic, type Message } from "../../diagnostics/diagnostic.ts";
import type { PlainObject } from "../../runtime/values/value.ts";
import type { Span } from "../../text/span.ts";
import type { DeployedImage, Document, DocumentKind, Edit, ImageMention, Pointer, TextEdit } from "../document.ts";
import { asObject, listOf, objectOf, textOf } from "../fields.ts";
import { mentionOf } from "../image-reference/imageIdentity.ts";
import { partOfReference } from "../image-reference/partOfReference.ts";
import { detectManifest } from "../manifest/detectManifest.ts";
import { type Manifest, readManifests } from "../manifest/readManifests.ts";
import { renderedFrom } from "../manifest/renderedFrom.ts";
import { normalizeWorkload } from "./normalizeWorkload.ts";
import { originOf } from "./originOf.ts";
import { isPatch, makesPods, type PodPlace, podOf } from "./podOf.ts";
import { workloadSchema } from "./schema.ts";

export const workloadKind: DocumentKind = {
	id: "workload",
	title: "Kubernetes workload",
	get schema() {
		return workloadSchema;
	},
	detect: detectManifest,
	parse(source) {
		const { manifests, diagnostics } = readManifests(source);
		const documents: Document[] = [];
		const faults: Diagnostic[] = [];
		for (const manifest of manifests) {
			const { apiVersion, kind, object, document, pointer } = manifest;
			const place = podOf(apiVersion, kind, object);
			const told = (message: Message) => at(source, document.place([...pointer, "kind"]), message);
			if (place === undefined) {
				if (makesPods(apiVersion, kind)) faults.push(told(workloadNoContainers({ kind })));
			} else if (isPatch(place.pod)) faults.push(told(workloadPatch({ kind })));
			else documents.push(new WorkloadDocument(manifest, place));
		}
		return { documents, diagnostics: [...diagnostics, ...faults] };
	},
};

/** An object as a workload; undefined where it makes no pods that could run. */
export function workloadOf(manifest: Manifest): Document | undefined {
	const place = podOf(manifest.apiVersion, manifest.kind, manifest.object);
	return place === undefined || isPatch(place.pod) ? undefined : new WorkloadDocument(manifest, place);
}

class WorkloadDocument implements Document {
	readonly kind = "workload";
	readonly #manifest: Manifest;
	readonly #place: PodPlace;
	#value: PlainObject | undefined;
	#becomes: ((written: string) => readonly DeployedImage[] | undefined) | undefined;

	constructor(manifest: Manifest, place: PodPlace) {
		this.#manifest = manifest;
		this.#place = place;
	}

	/** Normalized when somebody looks: a run may have no policy for workloads. */
	get value(): PlainObject {
		const { apiVersion, kind, object } = this.#manifest;
		this.#value ??= normalizeWorkload(apiVersion, kind, object, this.#place, this.#becomes);
		return this.#value;
	}

	deployedAs(becomes: (written: string) => readonly DeployedImage[] | undefined): void {
		this.#becomes = becomes;
	}

	get source() {
		return this.#manifest.document.source;
	}

	get name(): string {
		return this.#manifest.name;
	}

	get origin(): string | undefined {
		return renderedFrom(this.#manifest);
	}

	locate(pointer: Pointer): Span {
		const { document } = this.#manifest;
		const { pointer: origin, part } = originOf(this.value, this.#place, pointer.length === 0 ? ["kind"] : pointer);
		const range = part === undefined ? undefined : this.#partOf(pointer, part);
		const way = [...this.#manifest.pointer, ...origin];
		return range === undefined ? document.place(way) : document.part(way, range.start, range.end);
	}

	scope(pointer: Pointer): Span {
		return this.#manifest.document.extent([
			...this.#manifest.pointer,
			...originOf(this.value, this.#place, pointer).pointer,
		]);
	}

	mentions(): ImageMention[] {
		return listOf(this.value, "containers").flatMap((container, index) =>
			mentionOf(objectOf(asObject(container), "image"), ["containers", index, "image"]),
		);
	}

	edit(edit: Edit): TextEdit | undefined {
		const { document, pointer: base } = this.#manifest;
		if (edit.op === "set") {
			const way = edit.node.concat(edit.path);
			return document.edit({ ...edit, node: [...base, ...this.#settable(way)], path: [] });
		}
		const { pointer, part } = originOf(this.value, this.#place, edit.node);
		if (part !== undefined) return edit.op === "replace" ? this.#editPart(edit.node, part, edit.text) : undefined;
		return document.edit({ ...edit, node: [...base, ...pointer] });
	}

	/** A security setting is set in the container that is meant, whoever made it before. */
	#settable(way: Pointer): Pointer {
		const [list, index, field, ...rest] = way;
		if (list !== "containers" || index === undefined || field !== "security_context")
			return originOf(this.value, this.#place, way).pointer;
		return [...originOf(this.value, this.#place, [list, index]).pointer, "securityContext", ...rest];
	}

	/** Where a part of an image reference stands in it. */
	#partOf([, index]: Pointer, part: string): Span | undefined {
		const text = this.#imageText(index);
		return text === undefined ? undefined : partOfReference(text, part);
	}

	#imageText(index: string | number | undefined): string | undefined {
		const container = typeof index === "number" ? asObject(listOf(this.value, "containers")[index]) : undefined;
		return textOf(objectOf(container, "spec"), "image");
	}

	#editPart(node: Pointer, part: string, text: string): TextEdit | undefined {
		const range = this.#partOf(node, part);
		const whole = this.#imageText(node[1]);
		if (range === undefined || whole === undefined) return undefined;
		// What runs isn't what is written here, and to change this may change nothing.
		if (this.#becomes?.(whole)?.every(({ ref }) => ref === whole) === false) return undefined;
		const { pointer } = originOf(this.value, this.#place, node);
		const changed = whole.slice(0, range.start) + text + whole.slice(range.end);
		return this.#manifest.document.edit({
			op: "replace",
			node: [...this.#manifest.pointer, ...pointer],
			text: changed,
		});
	}
}
