/**
 * Which version of each pack: one for a name, the newest that all ranges on it allow, chosen from policy.yaml outwards. What is locked stays while it
 * fits. There is no going back to older packs to make others fit: where ranges disagree, people decide.
 */
import {
	packDependencyCycle,
	packSourceConflict,
	packTooMany,
	packVersionConflict,
	packVersionMissing,
} from "../diagnostics/catalogue/packs.ts";
import type { Message } from "../diagnostics/diagnostic.ts";
import { MOST_PACKS } from "./lockFile.ts";
import type { PackManifest } from "./packManifest.ts";
import { PackFault } from "./sources/packSource.ts";
import { isIn, newestFirst } from "./versions.ts";

/** Somebody needs a pack. */
export interface Requirement {
	readonly name: string;
	readonly from: string;
	readonly range: string;
}

export interface Candidates<Candidate extends { readonly version: string; readonly manifest: PackManifest }> {
	/** The version of this pack that is to be kept while it fits; undefined where there is none. */
	locked(requirement: Requirement): string | undefined;
	/** Versions on offer; undefined where there is one that only fetching tells. Throws PackFault. */
	versions(requirement: Requirement): Promise<readonly string[] | undefined>;
	/** The pack, verified and read. `by`: the packs that need it, none for policy.yaml. Throws PackFault. */
	load(requirement: Requirement, version: string | undefined, by: readonly string[]): Promise<Candidate>;
}

/** A requirement with the packs through which it came, policy.yaml first. */
interface Needed extends Requirement {
	readonly way: readonly string[];
	/** The last of them; absent for policy.yaml. */
	readonly by?: string;
}

/** Choices are made anew where a later range rules one out; so often at most. */
const MOST_CHOICES = 4 * MOST_PACKS;

/** Gives the packs by name. @throws PackFault with a message that names both sides of a conflict */
export async function resolve<Candidate extends { readonly version: string; readonly manifest: PackManifest }>(
	roots: readonly Requirement[],
	candidates: Candidates<Candidate>,
): Promise<ReadonlyMap<string, Candidate>> {
	const chosen = new Map<string, Candidate>();
	for (let choices = 0; ; choices++) {
		const needed = whatIsNeeded(roots, chosen);
		if (needed.size > MOST_PACKS || choices > MOST_CHOICES) refuse(packTooMany({ most: MOST_PACKS }));
		const open = [...needed].find(([name, all]) => {
			const version = chosen.get(name)?.version;
			return version === undefined || !all.every(({ range }) => isIn(version, range));
		});
		if (open === undefined) {
			for (const name of chosen.keys()) if (!needed.has(name)) chosen.delete(name);
			refuseCycles(chosen);
			return chosen;
		}
		chosen.set(open[0], await choose(open[1], candidates));
	}
}

/** All requirements on each pack that is reached from the roots, nearest first. */
function whatIsNeeded(
	roots: readonly Requirement[],
	chosen: ReadonlyMap<string, { readonly version: string; readonly manifest: PackManifest }>,
): ReadonlyMap<string, readonly Needed[]> {
	const needed = new Map<string, Needed[]>();
	const queue: Needed[] = roots.map((root) => ({ ...root, way: ["policy.yaml"] }));
	const expanded = new Set<string>();
	for (const each of queue) {
		needed.set(each.name, [...(needed.get(each.name) ?? []), each]);
		const pack = chosen.get(each.name);
		if (pack === undefined || expanded.has(each.name)) continue;
		expanded.add(each.name);
		const way = [...each.way, `${each.name} ${pack.version}`];
		queue.push(...pack.manifest.dependencies.map((dependency) => ({ ...dependency, way, by: each.name })));
	}
	return needed;
}

async function choose<Candidate extends { readonly version: string; readonly manifest: PackManifest }>(
	all: readonly Needed[],
	candidates: Candidates<Candidate>,
): Promise<Candidate> {
	const [first] = all as readonly [Needed];
	// What policy.yaml says of a pack decides where it comes from.
	const other = first.by === undefined ? undefined : all.find(({ from }) => from !== first.from);
	if (other !== undefined)
		refuse(packSourceConflict({ name: first.name, one: placeInWords(first), other: placeInWords(other) }));
	const by = all.flatMap((each) => each.by ?? []);
	const fits = (version: string): boolean => all.every(({ range }) => isIn(version, range));
	const locked = candidates.locked(first);
	if (locked !== undefined && fits(locked)) return candidates.load(first, locked, by);
	const offered = await candidates.versions(first);
	const best = offered === undefined ? undefined : newestFirst(offered).find(fits);
	if (offered !== undefined && best === undefined) refuse(noneFits(all, offered));
	const candidate = await candidates.load(first, best, by);
	if (!fits(candidate.version)) refuse(noneFits(all, [candidate.version]));
	return candidate;
}

function noneFits(all: readonly Needed[], versions: readonly string[]): Message {
	const offered = offerInWords(versions);
	const [first] = all as readonly [Needed];
	const alone = all.find(({ range }) => !versions.some((version) => isIn(version, range)));
	if (alone !== undefined) {
		const { name, range } = alone;
		return packVersionMissing({ name, from: first.from, range, offered });
	}
	const fitting = (several: readonly Needed[]): boolean =>
		versions.some((version) => several.every(({ range }) => isIn(version, range)));
	const pairs = all.flatMap((one, index) => all.slice(index + 1).map((other) => [one, other] as const));
	// Ranges may agree in pairs and not all together: then the last one is what was too much.
	const [one, other] = pairs.find((pair) => !fitting(pair)) ?? [first, all.at(-1) as Needed];
	return packVersionConflict({ name: first.name, one: rangeInWords(one), other: rangeInWords(other), offered });
}

const rangeInWords = ({ way, range }: Needed): string => `${way.join(" → ")} needs ${range}`;
const placeInWords = ({ way, from }: Needed): string => `${way.join(" → ")} takes it from \`${from}\``;

/** Versions that a message shows. */
const SHOWN = 5;

function offerInWords(versions: readonly string[]): string {
	if (versions.length === 0) return "none is offered";
	const shown = newestFirst(versions).slice(0, SHOWN).join(", ");
	return `offered: ${shown}${versions.length > SHOWN ? ", …" : ""}`;
}

function refuseCycles(chosen: ReadonlyMap<string, { readonly manifest: PackManifest }>): void {
	const done = new Set<string>();
	const visit = (name: string, way: readonly string[]): void => {
		const start = way.indexOf(name);
		if (start !== -1) refuse(packDependencyCycle({ cycle: [...way.slice(start), name] }));
		if (done.has(name)) return;
		for (const { name: next } of chosen.get(name)?.manifest.dependencies ?? []) visit(next, [...way, name]);
		done.add(name);
	};
	for (const name of chosen.keys()) visit(name, []);
}

function refuse(message: Message): never {
	throw new PackFault([message]);
}
