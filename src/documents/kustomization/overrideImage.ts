/** What becomes of an image reference where a kustomization replaces images: kustomize's image transformer. */
import { BuiltinError } from "../../runtime/builtins/builtin.ts";
import { type CompiledPattern, compilePattern } from "../../runtime/regex/compilePattern.ts";
import { splitImageReference } from "../image-reference/parseImageReference.ts";

/** An entry of `images`. */
export interface ImageOverride {
	readonly name: string;
	readonly newName?: string | undefined;
	readonly newTag?: string | undefined;
	readonly tagSuffix?: string | undefined;
	readonly digest?: string | undefined;
}

/** Longer names are nobody's. */
const LONGEST_NAME = 1000;

/** The reference afterwards; the same where the override is about others. */
export function overrideImage(written: string, override: ImageOverride): string {
	if (patternOf(override.name)?.test(written) !== true) return written;
	const { registry, path, tag, digest } = splitImageReference(written);
	const name = override.newName ?? (registry === undefined ? path : `${registry}/${path}`);
	const made = tagAndDigest(override, tag, digest);
	return [name, made.tag && `:${made.tag}`, made.digest && `@${made.digest}`].join("");
}

/** A new tag or digest replaces both. */
function tagAndDigest(
	{ newTag, tagSuffix, digest: newDigest }: ImageOverride,
	tag: string | undefined,
	digest: string | undefined,
): { readonly tag?: string | undefined; readonly digest?: string | undefined } {
	if (newTag !== undefined || newDigest !== undefined) return { tag: newTag, digest: newDigest };
	return tagSuffix === undefined ? { tag, digest } : { tag: `${tag ?? ""}${tagSuffix}` };
}

/** Names are regular expressions to kustomize, though hardly anybody knows. */
function patternOf(name: string): CompiledPattern | undefined {
	if (name.length > LONGEST_NAME) return undefined;
	try {
		return compilePattern(`^${name}(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`);
	} catch (error) {
		if (error instanceof BuiltinError) return undefined;
		throw error;
	}
}
