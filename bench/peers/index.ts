/** The engines that ours is measured against. */
import { opa } from "./opa.ts";
import { opaWasm } from "./opaWasm.ts";
import type { Missing, Peer } from "./peer.ts";
import { regorus } from "./regorus.ts";

const known: Readonly<Record<string, () => Peer | Missing>> = { opa, "opa-wasm": opaWasm, regorus };

/** The peers of these names (`all`: every one), those that aren't there with the reason; or the name that is nobody's. */
export function peers(names: readonly string[]): readonly (Peer | Missing)[] | string {
	const wanted = names.includes("all") ? Object.keys(known) : names;
	const found: (Peer | Missing)[] = [];
	for (const name of wanted) {
		const find = Object.hasOwn(known, name) ? known[name] : undefined;
		if (find === undefined) return `no peer is called ${name}; there is: ${Object.keys(known).join(", ")}, all`;
		found.push(find());
	}
	return found;
}
