/** Puts a repository's parts together in the one shape (schema.ts), and remembers where each was read. */
import { isNumber } from "../../runtime/values/access.ts";
import { ExactNumber } from "../../runtime/values/exactNumber.ts";
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import type { Pointer } from "../document.ts";
import { asObject, fieldOf } from "../fields.ts";
import { parseImageReference } from "../image-reference/parseImageReference.ts";
import type { Origins } from "../origins.ts";
import type { Format } from "./formatOf.ts";

/** Where a manifest's or a tag's fields stand in an export's object. */
export type Table = Readonly<
	Partial<Record<"digest" | "created" | "pushed" | "pulled" | "size" | "media_type", Pointer>>
>;

/** A tag of a manifest, and where its name stands. */
export interface TagName {
	readonly name: string;
	readonly pointer: Pointer;
	/** What the export says of this tag alone. */
	readonly fields?: PlainObject;
}

export class Listing {
	readonly #origins: Origins;
	readonly #settings: Record<string, Value> = {};
	readonly #fields: Record<string, Pointer> = { object: [] };
	readonly #tags: Record<string, Value>[] = [];
	readonly #manifests: PlainObject[] = [];
	readonly #pointer: Pointer;

	constructor(origins: Origins, pointer: Pointer = []) {
		this.#origins = origins;
		this.#pointer = pointer;
	}

	/** A setting of the repository, with the way to it from the listing's own place. */
	set(name: string, value: Value | undefined, way: Pointer): void {
		if (value === undefined) return;
		this.#settings[name] = value;
		this.#fields[name] = way;
	}

	/** Registry and repository from `host/path`, as registries print it. */
	named(text: string | undefined, way: Pointer): void {
		const reference = text === undefined ? undefined : parseImageReference(text);
		if (reference === undefined) return;
		this.set("registry", reference.registry, way);
		this.set("repository", reference.repository, way);
	}

	addTag({ name, pointer, fields = {} }: TagName): void {
		const evidence = evidenceOf(name);
		const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
		const node = { name, type: "image", ...evidence, signed: false, ...given };
		this.#tags.push(this.#origins.of(node, pointer, Object.fromEntries(Object.keys(node).map((key) => [key, []]))));
	}

	/** @param more what the reader found out by itself: type, platforms, children */
	addManifest(
		object: PlainObject,
		pointer: Pointer,
		table: Table,
		tags: readonly TagName[],
		more: PlainObject = {},
	): void {
		const read = readTable(object, table);
		const { digest, media_type: mediaType, ...times } = read;
		const evidence = tags.map(({ name }) => evidenceOf(name)).find((found) => found !== undefined);
		for (const each of tags) {
			this.addTag({ ...each, fields: { ...(digest === undefined ? {} : { digest }), ...times, ...each.fields } });
		}
		if (typeof digest !== "string") return;
		const node = {
			digest,
			tags: tags.map(({ name }) => name),
			type: typeOfMedia(typeof mediaType === "string" ? mediaType : ""),
			platforms: [],
			children: [],
			...(mediaType === undefined ? {} : { media_type: mediaType }),
			...times,
			...more,
			...evidence,
		};
		this.#manifests.push(this.#origins.of(node, pointer, table as Readonly<Record<string, Pointer>>));
	}

	/** The whole, once all is added. */
	finish(format: Format, object: Value): PlainObject {
		const signed = new Set(this.#tags.filter(({ type }) => type === "signature").map(({ subject }) => subject));
		for (const { type, subject } of this.#manifests) if (type === "signature") signed.add(subject as Value);
		for (const tag of this.#tags) if (tag.digest !== undefined) tag.signed = signed.has(tag.digest);
		return this.#origins.of(
			{
				format,
				repository: "",
				complete: true,
				...this.#settings,
				tags: this.#tags,
				manifests: this.#manifests,
				object,
			},
			this.#pointer,
			this.#fields,
		);
	}
}

const evidenceTypes: Readonly<Record<string, string>> = { sig: "signature", att: "attestation", sbom: "sbom" };

/** Cosign stores what it says of an image under a tag made of the image's digest (sigstore/cosign, "Signature Spec"). */
function evidenceOf(tag: string): { readonly type: string; readonly subject: string } | undefined {
	const found = /^sha256-([0-9a-f]{64})\.(sig|att|sbom)$/.exec(tag);
	return found === null
		? undefined
		: { type: evidenceTypes[found[2] as string] as string, subject: `sha256:${found[1]}` };
}

function typeOfMedia(mediaType: string): string {
	return /image\.index\.|manifest\.list\./.test(mediaType) ? "index" : "image";
}

function readTable(object: PlainObject, table: Table): Readonly<Record<string, Value>> {
	const entries = Object.entries(table).map(([name, way]): [string, Value | undefined] => {
		const found = way.reduce<Value | undefined>((at, key) => fieldOf(asObject(at), String(key)), object);
		if (name === "size")
			return [name, typeof found === "string" && /^\d+$/.test(found) ? Number(found) : numberIn(found)];
		if (name === "digest" || name === "media_type") return [name, typeof found === "string" ? found : undefined];
		return [name, instantOf(found)];
	});
	return Object.fromEntries(entries.filter((entry): entry is [string, Value] => entry[1] !== undefined));
}

const numberIn = (value: Value | undefined): Value | undefined =>
	value !== undefined && isNumber(value) ? value : undefined;

/** A time as RFC 3339 in UTC: from text, also with a blank for the T, or from seconds since 1970. The year 1 stands for never. */
export function instantOf(value: Value | undefined): string | undefined {
	const milliseconds =
		value !== undefined && isNumber(value)
			? Number(value instanceof ExactNumber ? value.text : value) * 1000
			: undefined;
	const text = typeof value === "string" ? value.replace(/^(\d{4}-\d\d-\d\d) /, "$1T") : undefined;
	if (
		milliseconds === undefined &&
		(text === undefined || !/^\d{4}-\d\d-\d\d(?:T|$)/.test(text) || text.startsWith("0001"))
	)
		return undefined;
	const date = new Date(milliseconds ?? text ?? Number.NaN);
	return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
