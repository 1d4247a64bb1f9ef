/** Writing to a registry (distribution-spec, "Push"): blobs first, then the manifest that names them. */
import { registryAnswerInvalid, registryDigestMismatch } from "../diagnostics/catalogue/registry.ts";
import type { ByteReader } from "../documents/document.ts";
import { objectOf, textOf } from "../documents/fields.ts";
import { toUtf8 } from "../runtime/bytes/utf8.ts";
import { type Connection, USUAL_DEADLINE } from "./connection.ts";
import { type Descriptor, readDescriptor } from "./descriptor.ts";
import { referrersByTag, referrersTag } from "./listing.ts";
import { ociIndex } from "./mediaTypes.ts";
import { digestOf, hasBlob, type MakeDigester, nameOfManifest, objectFrom } from "./pull.ts";
import { RegistryFault } from "./registryFault.ts";
import { nameOfRepository, type Repository } from "./repository.ts";

/** Bytes of one part, where a blob goes in parts. */
const CHUNK = 8 * 1024 * 1024;
const PART = 1 << 18;
const SLOWEST = 16 * 1024;

/** What is pushed: small things as bytes, large ones as something that can be read again for another try. */
export type PushedBytes = Uint8Array | Pick<ByteReader, "size" | "read">;

/**
 * Puts a blob into a repository unless it is there; from another repository of the same registry where that has it.
 * @returns whether it had to be sent
 */
export async function pushBlob(
	connection: Connection,
	repository: Repository,
	digest: string,
	bytes: PushedBytes,
	from?: Repository,
): Promise<boolean> {
	const { registry } = repository;
	const what = `${nameOfRepository(repository)}@${digest}`;
	if (await hasBlob(connection, repository, digest)) return false;
	const mount = from !== undefined && from.registry === registry ? from : undefined;
	const started = await connection.send(repository, {
		method: "POST",
		path: `blobs/uploads/${mount === undefined ? "" : `?mount=${digest}&from=${encodeURIComponent(mount.repository)}`}`,
		actions: "pull,push",
		...(mount === undefined ? {} : { from: mount }),
		expect: [201, 202],
		what,
		deadline: USUAL_DEADLINE,
	});
	started.close();
	if (started.status === 201) return false;
	const location = placeOf(registry, what, started.headers.get("location"));
	const reader = bytes instanceof Uint8Array ? readerOf(bytes) : bytes;
	const whole = await connection.send(repository, {
		method: "PUT",
		path: withDigest(location, digest),
		headers: { "content-type": "application/octet-stream", "content-length": String(reader.size) },
		body: () => partsOf(reader, 0, reader.size),
		actions: "pull,push",
		// Some take no large blob at once.
		expect: reader.size > CHUNK ? [201, 413] : [201],
		what,
		deadline: USUAL_DEADLINE + (reader.size / SLOWEST) * 1000,
	});
	whole.close();
	if (whole.status === 413) await pushInChunks(connection, repository, digest, reader, what);
	return true;
}

async function pushInChunks(
	connection: Connection,
	repository: Repository,
	digest: string,
	reader: Pick<ByteReader, "size" | "read">,
	what: string,
): Promise<void> {
	const usual = { actions: "pull,push", what, deadline: USUAL_DEADLINE + (CHUNK / SLOWEST) * 1000 } as const;
	let response = await connection.send(repository, { method: "POST", path: "blobs/uploads/", expect: [202], ...usual });
	response.close();
	// A registry may want larger parts than these.
	const least = Number(response.headers.get("oci-chunk-min-length") ?? 0);
	const chunk = Math.max(CHUNK, Number.isSafeInteger(least) ? Math.min(least, 16 * CHUNK) : 0);
	let location = placeOf(repository.registry, what, response.headers.get("location"));
	for (let at = 0; at < reader.size; at += chunk) {
		const end = Math.min(at + chunk, reader.size);
		response = await connection.send(repository, {
			method: "PATCH",
			path: location,
			headers: {
				"content-type": "application/octet-stream",
				"content-range": `${at}-${end - 1}`,
				"content-length": String(end - at),
			},
			body: () => partsOf(reader, at, end),
			expect: [202],
			...usual,
		});
		response.close();
		location = placeOf(repository.registry, what, response.headers.get("location"));
	}
	response = await connection.send(repository, {
		method: "PUT",
		path: withDigest(location, digest),
		expect: [201],
		...usual,
	});
	response.close();
}

/**
 * Puts a manifest under a tag, or under its own digest. One with a subject becomes findable from it: where the registry doesn't see to that itself, by the
 * index that other clients look into.
 * @returns its digest
 */
export async function pushManifest(
	connection: Connection,
	repository: Repository,
	{ bytes, mediaType, tag }: { readonly bytes: Uint8Array; readonly mediaType: string; readonly tag?: string },
	digester: MakeDigester,
): Promise<string> {
	const digest = digestOf(bytes, "sha256", digester);
	const reference = tag ?? digest;
	const what = nameOfManifest(repository, reference);
	const response = await connection.send(repository, {
		method: "PUT",
		path: `manifests/${reference}`,
		headers: { "content-type": mediaType, "content-length": String(bytes.length) },
		body: () => bytes,
		actions: "pull,push",
		expect: [201],
		what,
		deadline: USUAL_DEADLINE,
	});
	response.close();
	const found = response.headers.get("docker-content-digest");
	if (found?.startsWith("sha256:") && found !== digest)
		throw new RegistryFault(registryDigestMismatch({ what, expected: digest, found: found.slice(0, 71) }));
	const object = objectFrom(bytes);
	const subject = readDescriptor(objectOf(object, "subject"));
	if (subject !== undefined && response.headers.get("oci-subject") === null) {
		const config = objectOf(object, "config");
		const artifactType = textOf(object, "artifactType") ?? textOf(config, "mediaType");
		const annotations = readDescriptor({ ...object, digest, size: bytes.length })?.annotations;
		const own: Descriptor = {
			mediaType,
			digest,
			size: bytes.length,
			...(artifactType === undefined ? {} : { artifactType }),
			...(annotations === undefined ? {} : { annotations }),
		};
		await addReferrer(connection, repository, subject.digest, own, digester);
	}
	return digest;
}

async function addReferrer(
	connection: Connection,
	repository: Repository,
	subject: string,
	own: Descriptor,
	digester: MakeDigester,
): Promise<void> {
	const known = await referrersByTag(connection, repository, subject, digester);
	if (known.some(({ digest }) => digest === own.digest)) return;
	const index = { schemaVersion: 2, mediaType: ociIndex, manifests: [...known, own] };
	const bytes = toUtf8(JSON.stringify(index));
	await pushManifest(connection, repository, { bytes, mediaType: ociIndex, tag: referrersTag(subject) }, digester);
}

/** Removes a manifest by its digest, or a tag where the registry can do that. */
export async function deleteManifest(connection: Connection, repository: Repository, reference: string): Promise<void> {
	const response = await connection.send(repository, {
		method: "DELETE",
		path: `manifests/${reference}`,
		actions: "delete",
		expect: [200, 202],
		what: nameOfManifest(repository, reference),
		deadline: USUAL_DEADLINE,
	});
	response.close();
}

function placeOf(registry: string, what: string, location: string | null): string {
	if (location !== null && location !== "") return /^(?:https?:|\/)/.test(location) ? location : `/${location}`;
	throw new RegistryFault(registryAnswerInvalid({ registry, what, reason: "it doesn't say where to send it" }));
}

function withDigest(location: string, digest: string): string {
	return `${location}${location.includes("?") ? "&" : "?"}digest=${encodeURIComponent(digest)}`;
}

const readerOf = (bytes: Uint8Array): Pick<ByteReader, "size" | "read"> => ({
	size: bytes.length,
	read: (offset, length) => bytes.subarray(offset, offset + length),
});

async function* partsOf(reader: Pick<ByteReader, "read">, from: number, to: number): AsyncGenerator<Uint8Array> {
	for (let at = from; at < to; ) {
		const part = reader.read(at, Math.min(PART, to - at));
		if (part.length === 0) throw new Error("what is pushed can't be read to its end");
		at += part.length;
		yield part;
	}
}
