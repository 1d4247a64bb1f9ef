/** What of a list of manifests is for a platform (image-spec, image-index.md; variants as containerd takes them). */

import type { PlainObject } from "../../runtime/values/value.ts";
import { textOf } from "../fields.ts";

/** What an architecture without a variant stands for. */
const usualVariants: Readonly<Record<string, string>> = { arm64: "v8", arm: "v7" };

/**
 * Those for the platform, and those that aren't for any; all where no platform is wanted.
 * @param wanted os/arch[/variant]
 */
export function forPlatform<T>(
	all: readonly T[],
	wanted: string | undefined,
	platformOf: (each: T) => PlainObject | undefined,
): readonly T[] {
	if (wanted === undefined) return all;
	return all.filter((each) => {
		const platform = platformOf(each);
		const os = textOf(platform, "os");
		// BuildKit has its attestations for a platform that nobody knows.
		return os === undefined || os === "unknown" || matches(platform, wanted);
	});
}

function matches(platform: PlainObject | undefined, wanted: string): boolean {
	const [os, architecture = "", variant] = wanted.split("/");
	const usual = Object.hasOwn(usualVariants, architecture) ? usualVariants[architecture] : undefined;
	return (
		textOf(platform, "os") === os &&
		textOf(platform, "architecture") === architecture &&
		(textOf(platform, "variant") ?? usual) === (variant ?? usual)
	);
}
