/** A reader for every format: takes an export as it was parsed, gives a document's value for each repository in it. */
import { isArray } from "../../runtime/values/access.ts";
import { parseJson } from "../../runtime/values/json.ts";
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import type { Pointer } from "../document.ts";
import { asObject, fieldOf, flagOf, listOf, objectOf, textOf, textsOf } from "../fields.ts";
import type { Origins } from "../origins.ts";
import type { Format } from "./formatOf.ts";
import { instantOf, Listing, type Table, type TagName } from "./listing.ts";
import { cleanupRules, ecrRules, gitlabRules, harborRules, plainRules } from "./retention.ts";

type Reader = (value: Value, origins: Origins) => PlainObject[];

/** The repositories of an export. */
export function readListing(format: Format, value: Value, origins: Origins): PlainObject[] {
	return readers[format](value, origins);
}

const readers: Readonly<Record<Format, Reader>> = {
	"oci-tags": (value, origins) => namesOnly("oci-tags", value, "name", "tags", origins),
	"skopeo-tags": (value, origins) => namesOnly("skopeo-tags", value, "Repository", "Tags", origins),
	"skopeo-inspect": ofObject((object, origins) => {
		const listing = new Listing(origins);
		listing.named(textOf(object, "Name"), ["Name"]);
		listing.set("complete", false, []);
		// The inspected tag isn't named: what else there is, is known by name only.
		for (const tag of namesIn(object, "RepoTags", [])) listing.addTag(tag);
		const platform = [textOf(object, "Os"), textOf(object, "Architecture")].filter((part) => part !== undefined);
		const table: Table = { digest: ["Digest"], created: ["Created"] };
		listing.addManifest(object, [], table, [], { platforms: platform.length === 2 ? [platform.join("/")] : [] });
		return [listing.finish("skopeo-inspect", object)];
	}),
	"ecr-images": ofObject((object, origins) => {
		const list = isArray(object.imageDetails ?? null) ? "imageDetails" : "imageIds";
		const table: Table = {
			digest: ["imageDigest"],
			pushed: ["imagePushedAt"],
			pulled: ["lastRecordedPullTime"],
			size: ["imageSizeInBytes"],
			media_type: ["imageManifestMediaType"],
		};
		const byRepository = new Map<string, Listing>();
		const digests = new Map<string, { entry: PlainObject; pointer: Pointer; tags: TagName[]; listing: Listing }>();
		for (const [entry, pointer] of entriesOf(object, list)) {
			const name = textOf(entry, "repositoryName") ?? "";
			const listing = byRepository.get(name) ?? new Listing(origins);
			byRepository.set(name, listing);
			if (name !== "") listing.set("repository", name, [...pointer, "repositoryName"]);
			listing.set("complete", textOf(object, "nextToken") === undefined, ["nextToken"]);
			const single = textOf(entry, "imageTag");
			const tags =
				single === undefined
					? namesIn(entry, "imageTags", pointer)
					: [{ name: single, pointer: [...pointer, "imageTag"] }];
			// list-images has a line for every tag of an image.
			const key = `${name}@${textOf(entry, "imageDigest") ?? pointer.join("/")}`;
			const known = digests.get(key);
			if (known === undefined) digests.set(key, { entry, pointer, tags: [...tags], listing });
			else known.tags.push(...tags);
		}
		for (const { entry, pointer, tags, listing } of digests.values()) listing.addManifest(entry, pointer, table, tags);
		return [...byRepository.values()].map((listing) => listing.finish("ecr-images", object));
	}),
	"ecr-repositories": ofObject((object, origins) =>
		entriesOf(object, "repositories").map(([entry, pointer]) => {
			const listing = new Listing(origins, pointer);
			listing.named(textOf(entry, "repositoryUri"), ["repositoryUri"]);
			const mutability = textOf(entry, "imageTagMutability");
			listing.set("immutable_tags", mutability === undefined ? undefined : mutability.startsWith("IMMUTABLE"), [
				"imageTagMutability",
			]);
			const scanning = objectOf(entry, "imageScanningConfiguration");
			listing.set("scan_on_push", flagOf(scanning, "scanOnPush"), ["imageScanningConfiguration", "scanOnPush"]);
			const encryption = textOf(objectOf(entry, "encryptionConfiguration"), "encryptionType");
			listing.set(
				"encryption",
				encryption === undefined ? undefined : encryption === "AES256" ? "default" : "managed-key",
				["encryptionConfiguration", "encryptionType"],
			);
			return listing.finish("ecr-repositories", entry);
		}),
	),
	"ecr-lifecycle": ofObject((object, origins) => {
		const listing = new Listing(origins);
		listing.set("repository", textOf(object, "repositoryName"), ["repositoryName"]);
		const text = textOf(object, "lifecyclePolicyText");
		const policy = text === undefined ? object : asObject(parsed(text));
		if (policy === undefined) return [];
		const place = (index: number): Pointer => (text === undefined ? ["rules", index] : ["lifecyclePolicyText"]);
		listing.set("retention", ecrRules(policy, place, origins), [text === undefined ? "rules" : "lifecyclePolicyText"]);
		return [listing.finish("ecr-lifecycle", object)];
	}),
	"gcloud-tags": ofList((list, origins) => {
		const listing = new Listing(origins);
		for (const [entry, pointer] of list)
			listing.addManifest(
				entry,
				pointer,
				{ digest: ["digest"], pushed: ["timestamp", "datetime"] },
				namesIn(entry, "tags", pointer),
			);
		return [
			listing.finish(
				"gcloud-tags",
				list.map(([entry]) => entry),
			),
		];
	}),
	"artifact-registry-images": ofList((list, origins) => {
		const table: Table = {
			digest: ["version"],
			pushed: ["createTime"],
			size: ["metadata", "imageSizeBytes"],
			media_type: ["metadata", "mediaType"],
		};
		const byPackage = new Map<string, Listing>();
		for (const [entry, pointer] of list) {
			const name = textOf(entry, "package") ?? "";
			const listing = byPackage.get(name) ?? new Listing(origins);
			byPackage.set(name, listing);
			listing.named(name, [...pointer, "package"]);
			// One tag, several with commas, or a list: it depends on the version of the command.
			const text = textOf(entry, "tags");
			const names = text?.split(",").map((each) => each.trim()) ?? [];
			const tags =
				text === undefined
					? namesIn(entry, "tags", pointer)
					: names.map((each) => ({ name: each, pointer: [...pointer, "tags"] }));
			listing.addManifest(entry, pointer, table, tags);
		}
		return [...byPackage.values()].map((listing) =>
			listing.finish(
				"artifact-registry-images",
				list.map(([entry]) => entry),
			),
		);
	}),
	"artifact-registry-cleanup": (value, origins) => {
		const listing = new Listing(origins);
		listing.set("retention", cleanupRules(isArray(value) ? value : [], origins), []);
		return [listing.finish("artifact-registry-cleanup", value)];
	},
	"harbor-artifacts": ofList((list, origins) => {
		const listing = new Listing(origins);
		const table: Table = {
			digest: ["digest"],
			created: ["extra_attrs", "created"],
			pushed: ["push_time"],
			pulled: ["pull_time"],
			size: ["size"],
			media_type: ["manifest_media_type"],
		};
		for (const [entry, pointer] of list) {
			listing.set("repository", textOf(entry, "repository_name"), [...pointer, "repository_name"]);
			const tags = entriesOf(entry, "tags").flatMap(([tag, at]): TagName[] => {
				const name = textOf(tag, "name");
				const own = { immutable: flagOf(tag, "immutable"), pushed: instantOf(fieldOf(tag, "push_time")) };
				return name === undefined ? [] : [{ name, pointer: [...pointer, ...at, "name"], fields: defined(own) }];
			});
			const accessories = entriesOf(entry, "accessories");
			const references = entriesOf(entry, "references");
			const children = references.flatMap(([reference]) => textOf(reference, "child_digest") ?? []);
			listing.addManifest(entry, pointer, table, tags, {
				children,
				platforms: references.flatMap(([each]) => platformOf(objectOf(each, "platform"))),
			});
			for (const [accessory, at] of accessories) {
				const type = textOf(accessory, "type") ?? "";
				listing.addManifest(
					accessory,
					[...pointer, ...at],
					{ digest: ["digest"], size: ["size"], pushed: ["creation_time"] },
					[],
					{
						type: /^signature/.test(type) ? "signature" : /sbom/.test(type) ? "sbom" : "attestation",
						subject: textOf(entry, "digest") ?? "",
					},
				);
			}
		}
		return [
			listing.finish(
				"harbor-artifacts",
				list.map(([entry]) => entry),
			),
		];
	}),
	"harbor-retention": ofObject((object, origins) => {
		const listing = new Listing(origins);
		listing.set("retention", harborRules(object, origins), ["rules"]);
		return [listing.finish("harbor-retention", object)];
	}),
	"docker-hub": ofObject((object, origins) => {
		const listing = new Listing(origins);
		const pages = [textOf(object, "next"), textOf(object, "previous")];
		listing.set(
			"complete",
			pages.every((page) => page === undefined),
			["next"],
		);
		const url = pages.find((page) => page !== undefined);
		const path = /\/(?:repositories|namespaces)\/([^/?]+)(?:\/repositories)?\/([^/?]+)\/tags/.exec(url ?? "");
		listing.set("registry", "docker.io", []);
		listing.set("repository", path === null ? undefined : `${path[1]}/${path[2]}`, []);
		const table: Table = {
			digest: ["digest"],
			pushed: ["tag_last_pushed"],
			pulled: ["tag_last_pulled"],
			size: ["full_size"],
			media_type: ["media_type"],
		};
		for (const [entry, pointer] of entriesOf(object, "results")) {
			const name = textOf(entry, "name");
			const images = entriesOf(entry, "images").map(([image]) => image);
			listing.addManifest(entry, pointer, table, name === undefined ? [] : [{ name, pointer: [...pointer, "name"] }], {
				platforms: images.flatMap(platformOf),
				children: images.length < 2 ? [] : images.flatMap((image) => textOf(image, "digest") ?? []),
			});
		}
		return [listing.finish("docker-hub", object)];
	}),
	"github-packages": ofList((list, origins) => {
		const listing = new Listing(origins);
		listing.set("registry", "ghcr.io", []);
		for (const [entry, pointer] of list) {
			const container = /\/(?:orgs|users)\/([^/]+)\/packages\/container\/(.+)\/versions\//.exec(
				textOf(entry, "url") ?? "",
			);
			if (container !== null)
				listing.set("repository", `${container[1]}/${decoded(container[2] as string)}`.toLowerCase(), [
					...pointer,
					"url",
				]);
			const tags = namesIn(objectOf(objectOf(entry, "metadata"), "container"), "tags", [
				...pointer,
				"metadata",
				"container",
			]);
			listing.addManifest(entry, pointer, { digest: ["name"], pushed: ["created_at"] }, tags);
		}
		return [
			listing.finish(
				"github-packages",
				list.map(([entry]) => entry),
			),
		];
	}),
	"gitlab-tags": ofList((list, origins) => {
		const listing = new Listing(origins);
		for (const [entry, pointer] of list) {
			listing.named(textOf(entry, "location"), [...pointer, "location"]);
			const name = textOf(entry, "name");
			const table: Table = { digest: ["digest"], created: ["created_at"], size: ["total_size"] };
			listing.addManifest(entry, pointer, table, name === undefined ? [] : [{ name, pointer: [...pointer, "name"] }]);
		}
		return [
			listing.finish(
				"gitlab-tags",
				list.map(([entry]) => entry),
			),
		];
	}),
	"gitlab-project": ofObject((object, origins) => {
		const listing = new Listing(origins);
		listing.named(textOf(object, "container_registry_image_prefix"), ["container_registry_image_prefix"]);
		const policy = objectOf(object, "container_expiration_policy");
		const way = ["container_expiration_policy"];
		if (policy !== undefined) listing.set("retention", gitlabRules(policy, way, origins), way);
		const access = textOf(object, "container_registry_access_level");
		const visibility = textOf(object, "visibility");
		listing.set(
			"visibility",
			visibility === undefined ? undefined : visibility === "public" && access !== "private" ? "public" : "private",
			["visibility"],
		);
		return [listing.finish("gitlab-project", object)];
	}),
	plain: ofObject((object, origins) => {
		const listing = new Listing(origins);
		for (const name of ["registry", "repository", "visibility", "encryption"])
			listing.set(name, textOf(object, name), [name]);
		for (const name of ["complete", "immutable_tags", "scan_on_push"]) listing.set(name, flagOf(object, name), [name]);
		listing.set("listed", instantOf(fieldOf(object, "listed")), ["listed"]);
		const retention = objectOf(object, "retention");
		if (retention !== undefined) listing.set("retention", plainRules(retention, ["retention"], origins), ["retention"]);
		const table: Table = {
			digest: ["digest"],
			created: ["created"],
			pushed: ["pushed"],
			pulled: ["pulled"],
			size: ["size"],
			media_type: ["media_type"],
		};
		for (const tag of namesIn(object, "tags", [])) listing.addTag(tag);
		for (const [entry, pointer] of entriesOf(object, "tags")) {
			const name = textOf(entry, "name");
			if (name !== undefined)
				listing.addManifest(entry, pointer, table, [
					{ name, pointer: [...pointer, "name"], fields: defined({ immutable: flagOf(entry, "immutable") }) },
				]);
		}
		for (const [entry, pointer] of entriesOf(object, "manifests"))
			listing.addManifest(entry, pointer, table, namesIn(entry, "tags", pointer), {
				platforms: textsOf(entry, "platforms"),
				children: textsOf(entry, "children"),
				...defined({ type: textOf(entry, "type"), subject: textOf(entry, "subject") }),
			});
		return [listing.finish("plain", object)];
	}),
};

function ofObject(read: (object: PlainObject, origins: Origins) => PlainObject[]): Reader {
	return (value, origins) => {
		const object = asObject(value);
		return object === undefined ? [] : read(object, origins);
	};
}

type Entry = readonly [entry: PlainObject, pointer: Pointer];

function ofList(read: (list: readonly Entry[], origins: Origins) => PlainObject[]): Reader {
	return (value, origins) =>
		read(
			(isArray(value) ? value : []).flatMap((item, index): Entry[] => {
				const entry = asObject(item);
				return entry === undefined ? [] : [[entry, [index]]];
			}),
			origins,
		);
}

function namesOnly(format: Format, value: Value, name: string, tags: string, origins: Origins): PlainObject[] {
	const object = asObject(value);
	if (object === undefined) return [];
	const listing = new Listing(origins);
	const written = textOf(object, name);
	// The protocol's own listing doesn't know what its registry is called.
	if (format === "oci-tags") listing.set("repository", written, [name]);
	else listing.named(written, [name]);
	for (const tag of namesIn(object, tags, [])) listing.addTag(tag);
	return [listing.finish(format, object)];
}

/** The objects of a list, and the way to each from the holder. */
function entriesOf(holder: PlainObject | undefined, key: string): Entry[] {
	return listOf(holder, key).flatMap((item, index): Entry[] => {
		const entry = asObject(item);
		return entry === undefined ? [] : [[entry, [key, index]]];
	});
}

/** The texts of a list as tags. */
function namesIn(holder: PlainObject | undefined, key: string, pointer: Pointer): TagName[] {
	return listOf(holder, key).flatMap((name, index): TagName[] =>
		typeof name === "string" && name !== "" ? [{ name, pointer: [...pointer, key, index] }] : [],
	);
}

function platformOf(object: PlainObject | undefined): string[] {
	const [os, architecture, variant] = [textOf(object, "os"), textOf(object, "architecture"), textOf(object, "variant")];
	if (os === undefined || architecture === undefined || os === "unknown") return [];
	return [[os, architecture, variant].filter((part) => part !== undefined).join("/")];
}

function parsed(text: string): Value | undefined {
	try {
		return parseJson(text);
	} catch {
		return undefined;
	}
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

const defined = (object: Readonly<Record<string, Value | undefined>>): PlainObject =>
	Object.fromEntries(Object.entries(object).filter((entry): entry is [string, Value] => entry[1] !== undefined));
