/** What a repository has: its tags, and what refers to a manifest (distribution-spec, "Content Discovery"), page by page. */
import { registryAnswerInvalid, registryTooLarge } from "../diagnostics/catalogue/registry.ts";
import { listOf, textsOf } from "../documents/fields.ts";
import type { PlainObject } from "../runtime/values/value.ts";
import { type Connection, USUAL_DEADLINE } from "./connection.ts";
import { type Descriptor, readDescriptor } from "./descriptor.ts";
import { readBody } from "./http.ts";
import { isIndex, ociIndex } from "./mediaTypes.ts";
import { type MakeDigester, MOST_MANIFEST, nameOfManifest, objectFrom, pullManifest, reading } from "./pull.ts";
import { RegistryFault } from "./registryFault.ts";
import { nameOfRepository, type Repository } from "./repository.ts";

/** Tags in an answer, pages, and tags in all. */
const PAGE = 1000;
const MOST_PAGES = 1000;
export const MOST_TAGS = 200_000;
const MOST_REFERRERS = 5_000;

/** All tags, as the registry orders them. */
export async function listTags(connection: Connection, repository: Repository): Promise<string[]> {
	const tags: string[] = [];
	const what = nameOfRepository(repository);
	for await (const { object } of pages(connection, repository, `tags/list?n=${PAGE}`, what)) {
		for (const tag of textsOf(object, "tags")) tags.push(tag);
		if (tags.length > MOST_TAGS) throw new RegistryFault(registryTooLarge({ what, limit: MOST_TAGS }));
	}
	return [...new Set(tags)];
}

/** Statuses of registries that don't have the referrers API: what refers to a manifest is in an index with a tag made of its digest then. */
const withoutApi = [400, 404, 405, 406, 501];

/** Manifests that say of themselves that they are about this one: signatures, attestations, SBOMs, scan reports. */
export async function listReferrers(
	connection: Connection,
	repository: Repository,
	digest: string,
	digester: MakeDigester,
	artifactType?: string,
): Promise<Descriptor[]> {
	const what = nameOfManifest(repository, digest);
	const filter = artifactType === undefined ? "" : `?artifactType=${encodeURIComponent(artifactType)}`;
	const found: Descriptor[] = [];
	const wanted = (each: Descriptor): boolean => artifactType === undefined || each.artifactType === artifactType;
	for await (const { object, status } of pages(
		connection,
		repository,
		`referrers/${digest}${filter}`,
		what,
		withoutApi,
	)) {
		if (status !== 200) return (await referrersByTag(connection, repository, digest, digester)).filter(wanted);
		found.push(...descriptorsIn(object).filter(wanted));
		if (found.length > MOST_REFERRERS) throw new RegistryFault(registryTooLarge({ what, limit: MOST_REFERRERS }));
	}
	return found;
}

/** The tag under which clients keep what refers to a manifest (distribution-spec, "Referrers Tag Schema"). */
export function referrersTag(digest: string): string {
	return digest
		.replace(":", "-")
		.slice(0, 7 + 64)
		.replace(/[^\w.-]/g, "-");
}

/** The entries of the index with the tag made of a digest; none where there is no such tag. */
export async function referrersByTag(
	connection: Connection,
	repository: Repository,
	digest: string,
	digester: MakeDigester,
): Promise<Descriptor[]> {
	const tag = referrersTag(digest);
	try {
		const { mediaType, object } = await pullManifest(connection, repository, tag, digester);
		return isIndex(mediaType) ? descriptorsIn(object).slice(0, MOST_REFERRERS) : [];
	} catch (error) {
		if (error instanceof RegistryFault && error.diagnostic.kind.code === "registry-not-found") return [];
		throw error;
	}
}

const descriptorsIn = (object: PlainObject): Descriptor[] =>
	listOf(object, "manifests").flatMap((each) => readDescriptor(each) ?? []);

interface Page {
	readonly status: number;
	/** Empty where the status is one that was to be passed on. */
	readonly object: PlainObject;
}

/** Follows `Link: <…>; rel="next"` (RFC 8288), at most so far. */
async function* pages(
	connection: Connection,
	repository: Repository,
	first: string,
	what: string,
	passedOn: readonly number[] = [],
): AsyncGenerator<Page> {
	const { registry } = repository;
	const seen = new Set<string>();
	for (let path: string | undefined = first; path !== undefined; ) {
		seen.add(path);
		const response = await connection.send(repository, {
			method: "GET",
			path,
			headers: { accept: `application/json, ${ociIndex}` },
			actions: "pull",
			expect: [200, ...(seen.size === 1 ? passedOn : [])],
			what,
			deadline: USUAL_DEADLINE,
		});
		const bytes = await reading(registry, () => readBody(response, MOST_MANIFEST));
		if (response.status !== 200) {
			yield { status: response.status, object: {} };
			return;
		}
		if (bytes === undefined) throw new RegistryFault(registryTooLarge({ what, limit: MOST_MANIFEST }));
		const object = objectFrom(bytes);
		if (object === undefined)
			throw new RegistryFault(registryAnswerInvalid({ registry, what, reason: "it isn't a JSON object" }));
		yield { status: 200, object };
		path = nextOf(response.headers.get("link"), await connection.base(registry), repository, path);
		if (path !== undefined && (seen.has(path) || seen.size >= MOST_PAGES))
			throw new RegistryFault(registryTooLarge({ what, limit: MOST_PAGES }));
	}
}

/** The address of the next page, absolute. */
function nextOf(header: string | null, base: string, { repository }: Repository, path: string): string | undefined {
	const target = /<([^>]*)>\s*;[^,]*\brel\s*=\s*"?next\b/i.exec(header ?? "")?.[1];
	if (target === undefined) return undefined;
	const from = /^https?:/.test(path) ? path : `${base}/v2/${repository}/${path}`;
	return URL.canParse(target, from) ? new URL(target, from).href : undefined;
}
