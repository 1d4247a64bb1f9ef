/** A pack that is a package of npm: the registry's document of it, and the tarball with its integrity (npm: package-metadata.md). */
import { packSourceFailed } from "../../diagnostics/catalogue/packs.ts";
import { asObject, listOf, objectOf, textOf } from "../../documents/fields.ts";
import { standardAlphabet, toBase64 } from "../../runtime/bytes/base64.ts";
import { toUtf8 } from "../../runtime/bytes/utf8.ts";
import { sha512 } from "../../runtime/hashing/sha512.ts";
import { JsonError, parseJson, toJson } from "../../runtime/values/json.ts";
import type { PlainObject } from "../../runtime/values/value.ts";
import { packLimits } from "../archive/packLimits.ts";
import { LARGEST_BUNDLE, MOST_BUNDLES } from "../signature.ts";
import { isVersion } from "../versions.ts";
import { type DownloadAccess, download } from "./download.ts";
import { type FetchedPack, type OnBytes, PackFault, type PackSource } from "./packSource.ts";

export interface NpmAccess extends DownloadAccess {
	/** The address of the registry. */
	readonly npmRegistry: string;
}

/** Bytes of the document of a package. */
const LARGEST_DOCUMENT = 64 * 2 ** 20;
/** The short form: versions and where they are. */
const ACCEPT = "application/vnd.npm.install-v1+json, application/json;q=0.5";

export function npmSource(access: NpmAccess, name: string, onBytes?: OnBytes): PackSource {
	const from = `npm:${name}`;
	const refuse = (reason: string): PackFault => new PackFault([packSourceFailed({ from, reason })]);
	let document: Promise<PlainObject> | undefined;
	const versionsOf = async (): Promise<PlainObject> => {
		document ??= readDocument(access, name, from, refuse);
		return objectOf(await document, "versions") ?? {};
	};
	const fetch = async (version: string | undefined): Promise<FetchedPack> => {
		const versions = await versionsOf();
		const dist =
			version !== undefined && Object.hasOwn(versions, version)
				? objectOf(asObject(versions[version]), "dist")
				: undefined;
		if (dist === undefined) throw refuse(`it has no version ${version ?? ""}`);
		const url = addressOf(textOf(dist, "tarball"), access.npmRegistry);
		if (url === undefined) throw refuse("the registry gives no address for its tarball");
		const archive = await download(access, { url, from, most: packLimits.packed, ...(onBytes && { onBytes }) });
		if (archive === undefined) throw refuse("its tarball isn't there");
		if (!hasIntegrity(archive, textOf(dist, "integrity")))
			throw refuse("its tarball isn't what the registry's integrity says");
		return { archive, bundles: () => readAttestations(access, from, objectOf(dist, "attestations")) };
	};
	return {
		versions: async () => Object.keys(await versionsOf()).filter(isVersion),
		fetch,
		fetchPinned: ({ version }) => fetch(version),
	};
}

async function readDocument(
	access: NpmAccess,
	name: string,
	from: string,
	refuse: (reason: string) => PackFault,
): Promise<PlainObject> {
	const base = access.npmRegistry.replace(/\/*$/, "/");
	const url = `${base}${name.replace("/", "%2f")}`;
	if (addressOf(url, url) === undefined) throw refuse("the registry's address is neither https:// nor on this machine");
	const bytes = await download(access, { url, from, most: LARGEST_DOCUMENT, accept: ACCEPT });
	if (bytes === undefined) throw refuse("there is no such package");
	const document = objectIn(bytes);
	if (document === undefined) throw refuse("the registry's answer is no JSON object");
	return document;
}

function objectIn(bytes: Uint8Array): PlainObject | undefined {
	try {
		return asObject(parseJson(new TextDecoder().decode(bytes)));
	} catch (error) {
		if (error instanceof JsonError) return undefined;
		throw error;
	}
}

/** An address that a registry gives: https, or on the very host of the registry. */
function addressOf(text: string | undefined, registry: string): string | undefined {
	if (text === undefined || !URL.canParse(text)) return undefined;
	const url = new URL(text);
	const isHere = url.protocol === "http:" && url.origin === new URL(registry).origin;
	return url.protocol === "https:" || isHere ? url.href : undefined;
}

/** Subresource Integrity as npm uses it: the strongest, SHA-512, has to be there. */
function hasIntegrity(archive: Uint8Array, integrity = ""): boolean {
	const found = `sha512-${toBase64(sha512(archive), standardAlphabet, true)}`;
	return integrity.split(/\s+/).includes(found);
}

/** Provenance that npm keeps with a version: Sigstore bundles, whose subject is the tarball. */
async function readAttestations(
	access: NpmAccess,
	from: string,
	attestations: PlainObject | undefined,
): Promise<readonly Uint8Array[]> {
	const url = addressOf(textOf(attestations, "url"), access.npmRegistry);
	if (url === undefined) return [];
	const bytes = await download(access, { url, from, most: MOST_BUNDLES * LARGEST_BUNDLE });
	const document = bytes === undefined ? undefined : objectIn(bytes);
	const bundles = listOf(document, "attestations").map((each) => objectOf(asObject(each), "bundle"));
	return bundles.filter((bundle) => bundle !== undefined).map((bundle) => toUtf8(toJson(bundle)));
}
