/** What the readers of the formats share: how a bill of materials is put together. */
import type { PlainObject } from "../../runtime/values/value.ts";
import type { ImageIdentity } from "../document.ts";
import { identityOfReferences } from "../image-reference/imageIdentity.ts";
import { writtenReference } from "../image-reference/writtenReference.ts";
import type { Origins } from "../origins.ts";
import { imageOfPackageUrl, parsePackageUrl } from "../package-url/parsePackageUrl.ts";
import { defined } from "../scan/report.ts";
import { licenseChoices } from "./licenseChoices.ts";

export interface Bill {
	readonly value: PlainObject;
	readonly image?: ImageIdentity;
}

/** A format of bills of materials. */
export interface BillFormat {
	readonly id: string;
	claims(keys: ReadonlySet<string>): boolean;
	read(root: PlainObject, origins: Origins): Bill;
}

export interface BillParts {
	readonly format: string;
	readonly version: string;
	readonly created?: string;
	readonly tools: readonly string[];
	readonly authors: readonly string[];
	readonly name: string;
	readonly image?: {
		readonly references: readonly string[];
		readonly digests: readonly string[];
		readonly id?: string;
	};
	readonly completeness?: string;
	readonly components: readonly PlainObject[];
	readonly dependencies: readonly PlainObject[];
}

export function billOf({ image, created, completeness, ...parts }: BillParts): Bill {
	const named = image && identityOfReferences(image.references, image.id === undefined ? [] : [image.id]);
	const identity = named && { ...named, digests: [...new Set([...image.digests, ...named.digests])] };
	const value: PlainObject = {
		...parts,
		...defined({ created, completeness }),
		...(image &&
			identity && {
				image: {
					tags: [...new Set(image.references)].map((text) => ({ ...writtenReference(text) })),
					digests: identity.digests,
					...defined({ id: image.id }),
				},
			}),
	};
	return { value, ...(identity && { image: identity }) };
}

export interface ComponentParts {
	readonly id: string;
	readonly type: string;
	readonly name: string;
	readonly group?: string;
	readonly version: string;
	readonly purl?: string;
	readonly cpe?: string;
	readonly supplier?: string;
	/** As written; several are all of them. */
	readonly licenses: readonly string[];
	readonly hashes: readonly PlainObject[];
}

export function componentOf({
	id,
	type,
	name,
	group,
	version,
	purl,
	cpe,
	supplier,
	licenses,
	hashes,
}: ComponentParts): PlainObject {
	const known = [...new Set(licenses)].filter(
		(license) => license !== "" && license !== "NOASSERTION" && license !== "NONE",
	);
	const license =
		known.length > 1 ? known.map((each) => (/\s(?:OR)\s/i.test(each) ? `(${each})` : each)).join(" AND ") : known[0];
	const parsed = purl === undefined ? undefined : parsePackageUrl(purl);
	return {
		id,
		type,
		name,
		version,
		...defined({ group, purl, package_type: parsed?.type, cpe, supplier, license }),
		license_choices: license === undefined ? [] : licenseChoices(license),
		hashes,
	};
}

const digest = /^sha256:[0-9a-f]{64}$/;

/** Which image the main component of a document is, if it is one. */
export function imageOfMain(main: {
	readonly isImage: boolean;
	readonly name: string;
	readonly version: string;
	readonly purl?: string;
	readonly references?: readonly string[];
	readonly digests?: readonly string[];
	readonly id?: string;
}): BillParts["image"] {
	const purl = main.purl === undefined ? undefined : parsePackageUrl(main.purl);
	const named = purl === undefined ? { references: [], digests: [] } : imageOfPackageUrl(purl);
	if (!main.isImage && purl?.type !== "oci" && purl?.type !== "docker") return undefined;
	const isDigest = digest.test(main.version);
	const isNamed = main.name !== "" && !digest.test(main.name) && !/\.(?:tar|tgz|tar\.gz)$/.test(main.name);
	const hasTag = /:[^/]+$/.test(main.name) || main.name.includes("@");
	const own = hasTag || isDigest || main.version === "" ? main.name : `${main.name}:${main.version}`;
	const bare =
		!hasTag && (isDigest || main.version === "") && named.references.length + (main.references?.length ?? 0) > 0;
	const references = [...(main.references ?? []), ...named.references, ...(bare || !isNamed ? [] : [own])];
	return {
		references,
		digests: [...(main.digests ?? []), ...named.digests, ...(isDigest ? [main.version] : [])],
		...(main.id !== undefined && { id: main.id }),
	};
}
