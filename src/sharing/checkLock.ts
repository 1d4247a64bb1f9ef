/** Whether policy.lock pins what policy.yaml asks for. A run never changes the lock: where it doesn't fit, people are told. */
import { packLockMissing, packLockOutdated } from "../diagnostics/catalogue/packs.ts";
import type { Message } from "../diagnostics/diagnostic.ts";
import type { Lock, LockedPack } from "./lockFile.ts";
import type { PackManifest } from "./packManifest.ts";
import type { SignedBy } from "./signature.ts";
import { signersOf } from "./signersOf.ts";
import { isIn } from "./versions.ts";

/** A pack from elsewhere, as policy.yaml asks for it. */
export interface WantedPack {
	readonly name: string;
	readonly from: string;
	readonly range: string;
	readonly signedBy?: SignedBy;
}

export interface CheckedLock {
	/** Those that are needed, dependencies included. */
	readonly packs: ReadonlyMap<string, LockedPack>;
	/** Who has to have signed each of them. */
	readonly signers: ReadonlyMap<string, readonly SignedBy[]>;
}

/** What the lock says of the packs that are needed, or why it doesn't. */
export function checkLock(
	wanted: readonly WantedPack[],
	lock: Lock | undefined,
): CheckedLock | { readonly faults: readonly Message[] } {
	if (lock === undefined) return { faults: [packLockMissing({ names: wanted.map(({ name }) => name) })] };
	const faults: Message[] = [];
	const packs = new Map<string, LockedPack>();
	const queue: (WantedPack | { readonly name: string; readonly range: string; readonly by: string })[] = [...wanted];
	for (const each of queue) {
		const { name } = each;
		const pack = lock.packs.get(name);
		const reason = faultOf(each, pack);
		if (reason !== undefined) faults.push(packLockOutdated({ name, reason }));
		if (pack === undefined || packs.has(name)) continue;
		packs.set(name, pack);
		const by = `${name} ${pack.version}`;
		queue.push(...Object.entries(pack.dependencies).map(([other, needed]) => ({ name: other, range: needed, by })));
	}
	const dependencies = new Map([...packs].map(([name, pack]) => [name, Object.keys(pack.dependencies)]));
	const signers = signersOf(wanted, dependencies);
	for (const [name, { signatures = [] }] of packs) {
		if (signatures.length < (signers.get(name)?.length ?? 0))
			faults.push(packLockOutdated({ name, reason: "is pinned without a signature, and policy.yaml asks for one" }));
	}
	return faults.length > 0 ? { faults } : { packs, signers };
}

/**
 * Whether the lock says of dependencies what the packs themselves say. Only packs that were opened can tell: somebody may have led a dependency elsewhere,
 * or left one out, in a file that few people read.
 */
export function checkDependencies(
	wanted: readonly WantedPack[],
	packs: ReadonlyMap<string, LockedPack>,
	manifests: ReadonlyMap<string, PackManifest>,
): readonly Message[] {
	const own = new Set(wanted.map(({ name }) => name));
	return [...manifests].flatMap(([by, { dependencies }]) =>
		dependencies.flatMap(({ name, from, range }) => {
			const pack = packs.get(name);
			const reason = faultOf({ range, by }, pack);
			if (reason !== undefined) return [packLockOutdated({ name, reason })];
			if (own.has(name) || pack?.from === from) return [];
			return [
				packLockOutdated({ name, reason: `is pinned from \`${pack?.from}\`, and \`${by}\` takes it from \`${from}\`` }),
			];
		}),
	);
}

function faultOf(
	wanted: WantedPack | { readonly range: string; readonly by: string },
	pack: LockedPack | undefined,
): string | undefined {
	const by = "by" in wanted ? `\`${wanted.by}\`` : "policy.yaml";
	if (pack === undefined) return `isn't in it, and ${by} needs it`;
	if (!isIn(pack.version, wanted.range)) return `is pinned at ${pack.version}, and ${by} asks for ${wanted.range}`;
	return "from" in wanted && wanted.from !== pack.from
		? `is pinned from \`${pack.from}\`, and policy.yaml takes it from \`${wanted.from}\``
		: undefined;
}
