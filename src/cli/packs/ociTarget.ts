/** A place in a registry that a command is given: `oci://REGISTRY/REPOSITORY`, perhaps with a version behind `@` or `:`. */
import { packSourceInvalid } from "../../diagnostics/catalogue/packs.ts";
import type { Repository } from "../../registry/repository.ts";
import { readLocation } from "../../sharing/packLocation.ts";
import { isVersion } from "../../sharing/versions.ts";
import { Refusal } from "../refusal.ts";

export interface OciTarget {
	readonly repository: Repository;
	readonly version?: string;
}

/** @throws Refusal */
export function ociTarget(text: string): OciTarget {
	const [, place = text, version] = /^(oci:\/\/.+?\/.+?)[@:]([^/@:]+)$/.exec(text) ?? [];
	const location = readLocation(place);
	const refuse = (reason: string): Refusal => new Refusal([packSourceInvalid({ text, reason })]);
	if ("fault" in location) throw refuse(location.fault);
	if (location.kind !== "oci") throw refuse("packs are published in OCI registries: `oci://REGISTRY/REPOSITORY`");
	if (version !== undefined && !isVersion(version)) throw refuse(`\`${version}\` is no version`);
	return { repository: location.repository, ...(version === undefined ? {} : { version }) };
}
