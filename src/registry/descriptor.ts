/** What points at content in a registry (image-spec, descriptor.md), read from JSON that nobody has checked. */
import { asObject, numberOf, objectOf, textOf } from "../documents/fields.ts";
import type { PlainObject, Value } from "../runtime/values/value.ts";

export interface Descriptor {
	readonly mediaType: string;
	readonly digest: string;
	/** In bytes. */
	readonly size: number;
	readonly artifactType?: string;
	readonly annotations?: Readonly<Record<string, string>>;
	readonly platform?: Platform;
}

export interface Platform {
	readonly os: string;
	readonly architecture: string;
	readonly variant?: string;
}

/** A digest that can be checked. */
const digestPattern = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/** A descriptor's fields; undefined where the digest or size isn't one. */
export function readDescriptor(value: Value | undefined): Descriptor | undefined {
	const object = asObject(value);
	const digest = textOf(object, "digest") ?? "";
	const size = numberOf(object, "size");
	if (!digestPattern.test(digest) || typeof size !== "number" || !Number.isSafeInteger(size) || size < 0)
		return undefined;
	const artifactType = textOf(object, "artifactType");
	const annotations = objectOf(object, "annotations");
	const platform = readPlatform(objectOf(object, "platform"));
	return {
		mediaType: textOf(object, "mediaType") ?? "",
		digest,
		size,
		...(artifactType === undefined ? {} : { artifactType }),
		...(annotations === undefined ? {} : { annotations: textsIn(annotations) }),
		...(platform === undefined ? {} : { platform }),
	};
}

function readPlatform(object: PlainObject | undefined): Platform | undefined {
	const os = textOf(object, "os");
	const architecture = textOf(object, "architecture");
	const variant = textOf(object, "variant");
	if (os === undefined || architecture === undefined) return undefined;
	return { os, architecture, ...(variant === undefined ? {} : { variant }) };
}

/** The fields of an object that are texts, as annotations have to be. */
export function textsIn(object: PlainObject | undefined): Readonly<Record<string, string>> {
	return Object.fromEntries(
		Object.entries(object ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
	);
}
