/** Reading from a registry (distribution-spec, "Pull"): manifests whole, blobs as they come. Each digest is checked. */
import {
	registryAnswerInvalid,
	registryDigestMismatch,
	registryTooLarge,
	registryUnreachable,
} from "../diagnostics/catalogue/registry.ts";
import type { Digester } from "../documents/document.ts";
import { asObject, textOf } from "../documents/fields.ts";
import { toHex } from "../runtime/bytes/hex.ts";
import { JsonError, parseJson } from "../runtime/values/json.ts";
import type { PlainObject } from "../runtime/values/value.ts";
import { type BlobName, type DigestAlgorithm, digestParts } from "./blobStore.ts";
import { type Connection, USUAL_DEADLINE } from "./connection.ts";
import { HttpFault, readBody } from "./http.ts";
import { isIndex, isManifest, manifestTypes } from "./mediaTypes.ts";
import { RegistryFault } from "./registryFault.ts";
import { nameOfRepository, type Repository } from "./repository.ts";

/** Largest manifest, in bytes: what registries take (distribution-spec, "Pushing Manifests"). */
export const MOST_MANIFEST = 4 * 1024 * 1024;
/** Times that a blob is taken up again where it broke off, without a byte in between. */
const MOST_BREAKS = 5;
/** What a blob has to come with, in bytes a second, beyond the usual deadline. */
const SLOWEST = 16 * 1024;

/** A manifest or index as it came, and what it is. */
export interface Manifest {
	readonly digest: string;
	readonly mediaType: string;
	readonly bytes: Uint8Array;
	readonly object: PlainObject;
}

export type MakeDigester = (algorithm: DigestAlgorithm) => Digester;

/** @param reference a tag or a digest */
export async function pullManifest(
	connection: Connection,
	repository: Repository,
	reference: string,
	digester: MakeDigester,
): Promise<Manifest> {
	const what = nameOfManifest(repository, reference);
	const { registry } = repository;
	const response = await connection.send(repository, {
		method: "GET",
		path: `manifests/${reference}`,
		headers: { accept: manifestTypes.join(", ") },
		actions: "pull",
		expect: [200],
		what,
		deadline: USUAL_DEADLINE,
	});
	const bytes = await reading(registry, () => readBody(response, MOST_MANIFEST));
	if (bytes === undefined) throw new RegistryFault(registryTooLarge({ what, limit: MOST_MANIFEST }));
	const wanted = digestParts(reference);
	const digest = digestOf(bytes, wanted?.algorithm ?? "sha256", digester);
	if (wanted !== undefined && digest !== reference)
		throw new RegistryFault(registryDigestMismatch({ what, expected: reference, found: digest }));
	const refuse = (reason: string): RegistryFault =>
		new RegistryFault(registryAnswerInvalid({ what, registry, reason }));
	const object = objectFrom(bytes);
	if (object === undefined) throw refuse("it isn't a JSON object");
	const told = (response.headers.get("content-type") ?? "").split(";")[0]?.trim() ?? "";
	const mediaType = textOf(object, "mediaType") ?? told;
	if (!isIndex(mediaType) && !isManifest(mediaType))
		throw refuse(
			object.schemaVersion === 1
				? "a manifest in Docker's old schema 1"
				: `its media type is \`${mediaType.slice(0, 100)}\``,
		);
	return { digest, mediaType, bytes, object };
}

/** What a registry says a tag or digest is, without a look at it: undefined where it isn't there. */
export async function headManifest(
	connection: Connection,
	repository: Repository,
	reference: string,
): Promise<{ readonly digest?: string; readonly mediaType: string; readonly size?: number } | undefined> {
	const response = await connection.send(repository, {
		method: "HEAD",
		path: `manifests/${reference}`,
		headers: { accept: manifestTypes.join(", ") },
		actions: "pull",
		expect: [200, 404],
		what: nameOfManifest(repository, reference),
		deadline: USUAL_DEADLINE,
	});
	response.close();
	if (response.status === 404) return undefined;
	const digest = response.headers.get("docker-content-digest") ?? undefined;
	const size = Number(response.headers.get("content-length") ?? Number.NaN);
	return {
		mediaType: response.headers.get("content-type") ?? "",
		...(digest === undefined || digestParts(digest) === undefined ? {} : { digest }),
		...(Number.isSafeInteger(size) ? { size } : {}),
	};
}

/** Whether a registry has a blob. */
export async function hasBlob(connection: Connection, repository: Repository, digest: string): Promise<boolean> {
	const response = await connection.send(repository, {
		method: "HEAD",
		path: `blobs/${digest}`,
		actions: "pull",
		expect: [200, 404],
		what: `${nameOfRepository(repository)}@${digest}`,
		deadline: USUAL_DEADLINE,
	});
	response.close();
	return response.status === 200;
}

/**
 * A blob's bytes from an offset on, taken up again where they break off. From the start, length and digest are checked: what is wrong is known at the end, so
 * nothing may be done with the bytes before. Whoever begins later has the whole's digest to check, as BlobStore.write does.
 */
export async function* pullBlob(
	connection: Connection,
	repository: Repository,
	blob: BlobName & { readonly size: number },
	digester: MakeDigester,
	offset = 0,
): AsyncGenerator<Uint8Array> {
	const { digest, size } = blob;
	const { registry } = repository;
	const what = `${nameOfRepository(repository)}@${digest}`;
	const algorithm = digestParts(digest)?.algorithm;
	if (algorithm === undefined)
		throw new RegistryFault(registryAnswerInvalid({ what, registry, reason: "its digest can't be checked" }));
	const hash = offset === 0 ? digester(algorithm) : undefined;
	let at = offset;
	for (let breaks = 0; at < size; ) {
		const before = at;
		try {
			for await (const part of openBlob(connection, repository, blob, at)) {
				at += part.length;
				if (at > size) throw new RegistryFault(registryTooLarge({ what, limit: size }));
				hash?.update(part);
				yield part;
			}
			// An end that comes too early is a break like others.
			if (at < size) throw new HttpFault("broken", "the connection was cut");
		} catch (error) {
			if (!(error instanceof HttpFault)) throw error;
			breaks = at > before ? 1 : breaks + 1;
			if (breaks >= MOST_BREAKS) throw new RegistryFault(registryUnreachable({ registry, reason: error.message }));
			await connection.pause(breaks);
		}
	}
	if (hash === undefined) return;
	const found = `${algorithm}:${toHex(hash.digest())}`;
	if (found !== digest) throw new RegistryFault(registryDigestMismatch({ what, expected: digest, found }));
}

/** One answer's worth of a blob, from an offset on, whether or not the server knows ranges. */
async function* openBlob(
	connection: Connection,
	repository: Repository,
	{ digest, size }: BlobName & { readonly size: number },
	offset: number,
): AsyncGenerator<Uint8Array> {
	const response = await connection.send(repository, {
		method: "GET",
		path: `blobs/${digest}`,
		headers: offset === 0 ? {} : { range: `bytes=${offset}-` },
		actions: "pull",
		expect: offset === 0 ? [200] : [200, 206],
		what: `${nameOfRepository(repository)}@${digest}`,
		deadline: USUAL_DEADLINE + ((size - offset) / SLOWEST) * 1000,
	});
	const isRest = response.status === 206 && startOf(response.headers.get("content-range")) === offset;
	let skip = isRest ? 0 : offset;
	if (response.status === 206 && !isRest) {
		response.close();
		throw new HttpFault("broken", "the registry gave another part than was asked for");
	}
	try {
		for await (const part of response.body) {
			if (skip >= part.length) skip -= part.length;
			else {
				yield skip === 0 ? part : part.subarray(skip);
				skip = 0;
			}
		}
	} finally {
		response.close();
	}
}

function startOf(range: string | null): number | undefined {
	const found = /^bytes (\d+)-/.exec(range ?? "");
	return found === null ? undefined : Number(found[1]);
}

export function digestOf(bytes: Uint8Array, algorithm: DigestAlgorithm, digester: MakeDigester): string {
	const hash = digester(algorithm);
	hash.update(bytes);
	return `${algorithm}:${toHex(hash.digest())}`;
}

export function nameOfManifest(repository: Repository, reference: string): string {
	return `${nameOfRepository(repository)}${reference.includes(":") ? "@" : ":"}${reference}`;
}

/** A break while an answer is read is the registry's silence. */
export async function reading<Result>(registry: string, action: () => Promise<Result>): Promise<Result> {
	try {
		return await action();
	} catch (error) {
		if (error instanceof HttpFault) throw new RegistryFault(registryUnreachable({ registry, reason: error.message }));
		throw error;
	}
}

export function objectFrom(bytes: Uint8Array): PlainObject | undefined {
	try {
		return asObject(parseJson(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
	} catch (error) {
		if (error instanceof JsonError || error instanceof TypeError) return undefined;
		throw error;
	}
}
