/** Who has to have signed which pack: as policy.yaml says of it; of one that it doesn't name, those who have to have signed what depends on it. */
import type { SignedBy } from "./signature.ts";

export interface Root {
	readonly name: string;
	readonly signedBy?: SignedBy;
}

/** @param dependencies names by name; gives for each pack all who have to have signed it */
export function signersOf(
	roots: readonly Root[],
	dependencies: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, readonly SignedBy[]> {
	const own = new Map(roots.map(({ name, signedBy }) => [name, signedBy === undefined ? [] : [signedBy]]));
	const signers = new Map<string, readonly SignedBy[]>(own);
	const queue = [...own.keys()];
	for (const name of queue) {
		for (const dependency of dependencies.get(name) ?? []) {
			if (own.has(dependency)) continue;
			const known = signers.get(dependency);
			const all = new Set([...(known ?? []), ...(signers.get(name) ?? [])]);
			if (known !== undefined && all.size === known.length) continue;
			signers.set(dependency, [...all]);
			queue.push(dependency);
		}
	}
	return signers;
}
