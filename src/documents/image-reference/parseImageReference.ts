/**
 * Image references taken apart, after the grammar of distribution's `reference` package, with Docker's defaults made explicit.
 * Takes text, gives plain data. Must not know where the reference was written, nor look anything up.
 */

/** A reference as policies see it. */
export interface ImageReference {
	/** The name as Docker prints it, without tag and digest: `node`, `bitnami/redis`, `ghcr.io/acme/app`. */
	readonly name: string;
	/** The registry's host and port; `docker.io` where the text names none. */
	readonly registry: string;
	/** Whether the text names the registry itself. */
	readonly registry_given: boolean;
	/** The path in the registry; Docker's official images are under `library/`. */
	readonly repository: string;
	/** Absent where the text gives none: nothing is filled in. */
	readonly tag?: string;
	/** `algorithm:hex`. */
	readonly digest?: string;
}

export const defaultRegistry = "docker.io";
const legacyDefaultRegistry = "index.docker.io";
const officialPrefix = "library/";

const domain =
	/^(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?$/;
const path = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const tagPattern = /^\w[\w.-]{0,127}$/;
const digestPattern = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
/** Digests of a known algorithm have its length, in lowercase (opencontainers/go-digest). */
const digestLengths: ReadonlyMap<string, number> = new Map([
	["sha256", 64],
	["sha384", 96],
	["sha512", 128],
]);
const identifier = /^[a-f0-9]{64}$/;
const longestName = 255;

/** The parts of a reference, split but not yet checked: what stands where. */
export interface ReferenceParts {
	readonly registry?: string;
	readonly path: string;
	readonly tag?: string;
	readonly digest?: string;
}

/** Splits a reference where distribution splits it, whether or not its parts are well-formed. */
export function splitImageReference(text: string): ReferenceParts {
	const at = text.indexOf("@");
	const digest = at === -1 ? undefined : text.slice(at + 1);
	const tagged = at === -1 ? text : text.slice(0, at);
	const colon = tagged.lastIndexOf(":");
	const hasTag = colon > tagged.lastIndexOf("/");
	const tag = hasTag ? tagged.slice(colon + 1) : undefined;
	const named = hasTag ? tagged.slice(0, colon) : tagged;
	const slash = named.indexOf("/");
	const first = slash === -1 ? "" : named.slice(0, slash);
	if (slash === -1 || !looksLikeRegistry(first)) return { path: named, tag, digest };
	return { registry: first, path: named.slice(slash + 1), tag, digest };
}

/** A first component is a registry if it has a dot, a colon or an uppercase letter, or is `localhost` (distribution's splitDockerDomain). */
function looksLikeRegistry(component: string): boolean {
	return component === "localhost" || /[.:]/.test(component) || component !== component.toLowerCase();
}

/** Takes a reference apart; undefined where it is none: uppercase in the path, an empty tag, 64 bare hex digits … */
export function parseImageReference(text: string): ImageReference | undefined {
	if (identifier.test(text)) return undefined;
	const parts = splitImageReference(text);
	if (parts.registry !== undefined && !domain.test(parts.registry)) return undefined;
	if (!path.test(parts.path)) return undefined;
	if (parts.tag !== undefined && !tagPattern.test(parts.tag)) return undefined;
	if (parts.digest !== undefined && !isDigest(parts.digest)) return undefined;
	const reference = normalizeReference(parts);
	return reference.registry.length + 1 + reference.repository.length > longestName ? undefined : reference;
}

/** Docker's defaults filled in: `docker.io`, `library/`. The parts are taken as they are. */
export function normalizeReference({ registry: given, path, tag, digest }: ReferenceParts): ImageReference {
	const registry = given === undefined || given === legacyDefaultRegistry ? defaultRegistry : given;
	const official = registry === defaultRegistry && !path.includes("/");
	const repository = official ? officialPrefix + path : path;
	const familiar =
		registry !== defaultRegistry
			? `${registry}/${repository}`
			: repository.startsWith(officialPrefix) && !repository.slice(officialPrefix.length).includes("/")
				? repository.slice(officialPrefix.length)
				: repository;
	return {
		name: familiar,
		registry,
		registry_given: given !== undefined,
		repository,
		...(tag === undefined ? {} : { tag }),
		...(digest === undefined ? {} : { digest }),
	};
}

function isDigest(text: string): boolean {
	if (!digestPattern.test(text)) return false;
	const [algorithm, hex] = text.split(":") as [string, string];
	const length = digestLengths.get(algorithm);
	return length === undefined || (hex.length === length && hex === hex.toLowerCase());
}
