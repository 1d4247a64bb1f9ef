/**
 * The images of an archive: an OCI layout (image-spec, image-layout.md: index.json leads to manifests), what `docker save` writes
 * (manifest.json, a list of configs and layers; since Docker 25 beside an index.json), or what `skopeo copy … dir:` does (manifest.json is
 * the manifest, or a list of them, and blobs lie beside it). Digests and sizes are checked all the way.
 */
import {
	imageArchiveBroken,
	imageArchiveOther,
	imageDatabaseUnread,
	imageDigestMismatch,
	imageLayerBroken,
	imagePartMissing,
	imagePlatformMissing,
	imageSizeMismatch,
} from "../../../diagnostics/catalogue/documents.ts";
import type { Message } from "../../../diagnostics/diagnostic.ts";
import { isArray } from "../../../runtime/values/access.ts";
import { parseJson } from "../../../runtime/values/json.ts";
import type { PlainObject, Value } from "../../../runtime/values/value.ts";
import { asObject, listOf, numberOf, objectOf, textOf, textsOf } from "../../fields.ts";
import { forPlatform } from "../forPlatform.ts";
import type { Blobs } from "./blobs.ts";
import type { Limits } from "./limits.ts";
import type { Blob } from "./readBlob.ts";
import type { LayerContents } from "./readLayer.ts";

export interface ArchivedLayer {
	readonly diffId: string;
	/** Of the packed blob; absent in archives that name layers otherwise. */
	readonly digest?: string;
	readonly mediaType?: string;
	/** Bytes, unpacked and packed; absent where the blob isn't there. */
	readonly size?: number;
	readonly compressedSize?: number;
	readonly contents?: LayerContents;
	readonly isWhole: boolean;
	/** It was left in a registry. */
	readonly isLeft?: boolean;
}

export interface ArchivedImage {
	/** References with a tag. */
	readonly references: readonly string[];
	/** What the archive calls it, where that is no reference: a tag. */
	readonly label?: string;
	/** Of its manifest and of the lists that lead to it. */
	readonly digests: readonly string[];
	/** The config's digest. */
	readonly id: string;
	/** `linux/arm64/v8`, of the index or else of the config. */
	readonly platform: string;
	/** The platform that the index says; absent where none says one. */
	readonly listedPlatform?: string;
	readonly config: PlainObject;
	readonly layers: readonly ArchivedLayer[];
}

export interface Archive {
	readonly images: readonly ArchivedImage[];
	readonly faults: readonly Message[];
}

/** @param platform the one that is wanted of images for several */
export function readArchive(blobs: Blobs, limits: Limits, platform?: string): Archive {
	const reading = new Reading(blobs, limits, platform);
	if (blobs.fault !== undefined) reading.faults.push(imageArchiveBroken({ reason: blobs.fault }));
	const table = reading.json("manifest.json");
	const saved = isArray(table ?? null)
		? (table as readonly Value[]).map(asObject).filter((entry) => entry !== undefined)
		: [];
	const index = asObject(reading.json("index.json"));
	if (index !== undefined) reading.addIndex(index, [], 0, tagsByConfig(saved));
	else if (asObject(table) !== undefined) reading.addFlat();
	else for (const entry of saved) reading.addSaved(entry);
	if (reading.images.length === 0 && reading.faults.length === 0)
		reading.faults.push(
			imageArchiveOther({
				what:
					index === undefined && table === undefined
						? "this archive has neither an `index.json` nor a `manifest.json`"
						: "no image in this archive",
			}),
		);
	return { images: reading.images, faults: reading.faults };
}

interface Way {
	readonly digest?: string;
	readonly references: readonly string[];
	readonly label?: string;
	readonly platform?: PlainObject;
}

class Reading {
	readonly images: ArchivedImage[] = [];
	readonly faults: Message[] = [];
	readonly #blobs: Blobs;
	readonly #limits: Limits;
	readonly #seen = new Set<string>();
	/** What JSON texts were parsed to: many descriptors may name one. */
	readonly #parsed = new Map<string, Value | undefined>();
	/** Where a blob lies, by its digest; the first that is there. */
	#placesOf = (digest: string): readonly string[] => [`blobs/${digest.replace(":", "/")}`];
	#descriptors = 0;
	#placed = 0;
	/** Limits that were passed: each is told once. */
	readonly #passed = new Set<string>();

	readonly #wanted: string | undefined;

	constructor(blobs: Blobs, limits: Limits, wanted: string | undefined) {
		this.#blobs = blobs;
		this.#limits = limits;
		this.#wanted = wanted;
	}

	/** A JSON file of the archive; undefined where there is none, or none that can be read. */
	json(name: string): Value | undefined {
		const text = this.#blobs.get(name)?.json;
		if (text === undefined) return undefined;
		if (!this.#parsed.has(name)) this.#parsed.set(name, this.#parse(name, text));
		return this.#parsed.get(name);
	}

	#parse(name: string, text: string): Value | undefined {
		try {
			return parseJson(text);
		} catch {
			this.faults.push(imageArchiveBroken({ reason: `\`${name}\` is no JSON` }));
			return undefined;
		}
	}

	/** The one manifest, or list of manifests, with blobs beside it. */
	addFlat(): void {
		const own = this.#blobs.get("manifest.json")?.digest ?? "";
		this.#placesOf = (digest) => {
			const hex = digest.slice(digest.indexOf(":") + 1);
			return digest === own ? ["manifest.json"] : [hex, `${hex}.manifest.json`];
		};
		this.#addDescriptor({ digest: own }, [], 0, new Map());
	}

	#blob(digest: string): readonly [name: string, blob: Blob] | undefined {
		for (const name of this.#placesOf(digest)) {
			const blob = this.#blobs.get(name);
			if (blob !== undefined) return [name, blob];
		}
		return undefined;
	}

	addIndex(index: PlainObject, above: readonly Way[], depth: number, tags: ReadonlyMap<string, string[]>): void {
		const all = listOf(index, "manifests")
			.map(asObject)
			.filter((item) => item !== undefined);
		const chosen = forPlatform(all, this.#wanted, (each) => objectOf(each, "platform"));
		const known = [...new Set(all.map((each) => platformOf(objectOf(each, "platform") ?? {})))];
		if (chosen.length === 0 && this.#wanted !== undefined && all.length > 0)
			this.faults.push(imagePlatformMissing({ wanted: this.#wanted, known }));
		for (const descriptor of chosen) this.#addDescriptor(descriptor, above, depth, tags);
	}

	#addDescriptor(
		descriptor: PlainObject,
		above: readonly Way[],
		depth: number,
		tags: ReadonlyMap<string, string[]>,
	): void {
		const annotations = objectOf(descriptor, "annotations");
		// BuildKit's SBOMs and provenance, signatures and whatever else refers to an image.
		if (textOf(annotations, "vnd.docker.reference.type") !== undefined) return;
		if (!this.#mayDescribe()) return;
		const digest = textOf(descriptor, "digest") ?? "";
		const way: Way = { digest, ...namesIn(annotations), platform: objectOf(descriptor, "platform") };
		const ways = [...above, way];
		const manifest = this.#part(descriptor, "manifest");
		if (manifest === undefined) return;
		if (listOf(manifest, "manifests").length > 0) {
			if (depth < this.#limits.nesting) this.addIndex(manifest, ways, depth + 1, tags);
			else
				this.faults.push(
					imageArchiveBroken({ reason: `indexes lie more than ${this.#limits.nesting} deep in each other` }),
				);
			return;
		}
		const config = objectOf(manifest, "config");
		const configType = textOf(config, "mediaType") ?? "";
		const layers = listOf(manifest, "layers").map(asObject);
		// An artifact in the dress of an image manifest: a chart, a signature, a bill of materials.
		if (textOf(manifest, "artifactType") !== undefined || !/image\.config|container\.image\.v1/.test(configType))
			return;
		if (layers.length > 0 && layers.every((layer) => !/\btar\b|^$/.test(textOf(layer, "mediaType") ?? ""))) return;
		const label = ways.findLast((each) => each.label !== undefined)?.label;
		const key = [digest, label, ...ways.flatMap(({ references }) => references)].join(" ");
		if (this.#seen.has(key) || !this.#hasRoom()) return;
		this.#seen.add(key);
		const id = textOf(config, "digest") ?? "";
		const value = this.#part(config, "config");
		if (value === undefined) return;
		const platform = ways.findLast((each) => each.platform !== undefined)?.platform;
		this.images.push({
			references: [...new Set([...ways.flatMap(({ references }) => references), ...(tags.get(id) ?? [])])],
			...(label === undefined ? {} : { label }),
			digests: ways.flatMap((each) => each.digest ?? []),
			id,
			platform: platformOf(platform ?? value),
			...(platform === undefined ? {} : { listedPlatform: platformOf(platform) }),
			config: value,
			layers: this.#layers(
				value,
				layers.map((layer) => {
					const named = textOf(layer, "digest") ?? "";
					const [name = "", blob] = this.#blob(named) ?? [];
					return { name, digest: named, blob, size: numberOf(layer, "size"), mediaType: textOf(layer, "mediaType") };
				}),
			),
		});
	}

	/** One image of `manifest.json`. */
	addSaved(entry: PlainObject): void {
		if (!this.#hasRoom()) return;
		const name = textOf(entry, "Config") ?? "";
		const config = asObject(this.json(name));
		if (config === undefined) {
			this.faults.push(imagePartMissing({ what: `the config \`${name}\`` }));
			return;
		}
		const id = this.#blobs.get(name)?.digest ?? "";
		const hex = /([0-9a-f]{64})(?:\.json)?$/.exec(name)?.[1];
		if (hex !== undefined) this.#check(`the config \`${name}\``, `sha256:${hex}`, id);
		const files = textsOf(entry, "Layers").map((name) => ({ name, blob: this.#blobs.get(name) }));
		this.images.push({
			references: textsOf(entry, "RepoTags"),
			digests: [],
			id,
			platform: platformOf(config),
			config,
			layers: this.#layers(config, files),
		});
	}

	#hasRoom(): boolean {
		return this.#within(this.images.length < this.#limits.images, `it has more than ${this.#limits.images} images`);
	}

	/** Indexes may name each other, images the same layers, and each many times. */
	#mayDescribe(): boolean {
		const { descriptors } = this.#limits;
		return this.#within(
			++this.#descriptors <= descriptors,
			`it names manifests and layers more than ${descriptors} times`,
		);
	}

	#within(isWithin: boolean, reason: string): boolean {
		if (!isWithin && !this.#passed.has(reason)) {
			this.#passed.add(reason);
			this.faults.push(imageArchiveBroken({ reason }));
		}
		return isWithin;
	}

	/** The JSON blob that a descriptor names. */
	#part(descriptor: PlainObject | undefined, what: string): PlainObject | undefined {
		const digest = textOf(descriptor, "digest") ?? "";
		const [name = "", blob] = this.#blob(digest) ?? [];
		if (blob === undefined) {
			this.faults.push(imagePartMissing({ what: `the ${what} ${digest}` }));
			return undefined;
		}
		this.#check(`the ${what}`, digest, blob.digest);
		this.#checkSize(`the ${what}`, numberOf(descriptor, "size"), blob.size);
		if (blob.size > this.#limits.json) {
			const reason = `the ${what} ${digest} is larger than ${this.#limits.json / 2 ** 20} MiB`;
			this.faults.push(imageArchiveBroken({ reason }));
			return undefined;
		}
		const value = asObject(this.json(name));
		if (value === undefined)
			this.faults.push(imageArchiveBroken({ reason: `the ${what} ${digest} is no JSON object` }));
		return value;
	}

	#checkSize(what: string, stated: Value | undefined, found: number): void {
		if (stated !== undefined && stated !== found)
			this.faults.push(imageSizeMismatch({ what, stated: `${stated}`, found }));
	}

	#check(what: string, stated: string, found: string): void {
		// Other algorithms aren't checked; nobody uses them so far.
		if (stated.startsWith("sha256:") && stated !== found)
			this.faults.push(imageDigestMismatch({ what, stated, found }));
	}

	#layers(
		config: PlainObject,
		files: readonly {
			readonly name: string;
			readonly blob: Blob | undefined;
			readonly digest?: string;
			readonly size?: Value;
			readonly mediaType?: string;
		}[],
	): ArchivedLayer[] {
		const diffIds = textsOf(objectOf(config, "rootfs"), "diff_ids");
		if (files.length !== diffIds.length)
			this.faults.push(
				imageArchiveBroken({ reason: `an image has ${files.length} layers and its config ${diffIds.length}` }),
			);
		const layers: ArchivedLayer[] = [];
		for (const [index, { name, blob, digest, size, mediaType }] of files.slice(0, this.#limits.layers).entries()) {
			const diffId = diffIds[index] ?? "";
			const known = { diffId, ...(digest && { digest }), ...(mediaType && { mediaType }) };
			if (!this.#mayDescribe()) {
				layers.push({ ...known, isWhole: false });
				continue;
			}
			if (blob === undefined && this.#isLeft(digest)) {
				layers.push({ ...known, compressedSize: Number(size), isWhole: false, isLeft: true });
				continue;
			}
			if (blob === undefined) {
				this.faults.push(imagePartMissing({ what: `layer ${index} (${digest ?? name})` }));
				layers.push({ ...known, isWhole: false });
				continue;
			}
			this.#checkLayer(index, blob, digest, diffId);
			this.#checkSize(`layer ${index}`, size, blob.size);
			const contents = this.#mayPlace(blob.layer) ? blob.layer : undefined;
			layers.push({
				...known,
				size: blob.unpackedSize,
				compressedSize: blob.size,
				...(contents && { contents }),
				isWhole: blob.fault === undefined && contents !== undefined,
			});
		}
		return layers;
	}

	#isLeft(digest: string | undefined): boolean {
		return digest !== undefined && this.#placesOf(digest).some((name) => this.#blobs.isLeft?.(name));
	}

	#mayPlace(layer: LayerContents | undefined): boolean {
		this.#placed += layer?.entries.length ?? 0;
		const { placed } = this.#limits;
		return this.#within(this.#placed <= placed, `its images have more than ${placed} entries together`);
	}

	#checkLayer(index: number, blob: Blob, digest: string | undefined, diffId: string): void {
		if (digest !== undefined) this.#check(`layer ${index}`, digest, blob.digest);
		if (blob.fault !== undefined) this.faults.push(imageLayerBroken({ layer: `${index}`, reason: blob.fault }));
		else if (blob.layer === undefined)
			this.faults.push(imageLayerBroken({ layer: `${index}`, reason: "there is no tar in it" }));
		else if (diffId !== "") this.#check(`layer ${index}, unpacked,`, diffId, blob.unpackedDigest);
		for (const { path, unread: format } of blob.layer?.unread.slice(0, 10) ?? [])
			if (format !== undefined) this.faults.push(imageDatabaseUnread({ path, layer: `${index}`, format }));
	}
}

/** What containerd and Docker write is a whole reference; OCI's own annotation often only a tag, which tells images of one archive apart. */
function namesIn(annotations: PlainObject | undefined): Pick<Way, "references" | "label"> {
	const whole = textOf(annotations, "io.containerd.image.name");
	const named = textOf(annotations, "org.opencontainers.image.ref.name");
	if (whole !== undefined) return { references: [whole] };
	if (named === undefined) return { references: [] };
	return /[:/]/.test(named) ? { references: [named] } : { references: [], label: named };
}

function tagsByConfig(saved: readonly PlainObject[]): Map<string, string[]> {
	return new Map(
		saved.flatMap((entry) => {
			const hex = /([0-9a-f]{64})(?:\.json)?$/.exec(textOf(entry, "Config") ?? "")?.[1];
			return hex === undefined ? [] : [[`sha256:${hex}`, textsOf(entry, "RepoTags")] as const];
		}),
	);
}

function platformOf(object: PlainObject): string {
	return ["os", "architecture", "variant"].flatMap((key) => textOf(object, key) ?? []).join("/");
}

/** Bytes of a list of layers, where all are known. */
export function totalSize(layers: readonly ArchivedLayer[]): number | undefined {
	const sizes = layers.map(({ size }) => size);
	return sizes.every((size) => size !== undefined) ? sizes.reduce((sum, size) => sum + size, 0) : undefined;
}
