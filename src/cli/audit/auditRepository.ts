/** One repository, audited: what the registry has, what moved, what is missing, and what rules would do. */
import type { BlobStore } from "../../registry/blobStore.ts";
import type { RegistryClient } from "../../registry/registryClient.ts";
import { nameOfRepository, type Repository } from "../../registry/repository.ts";
import { type Survey, type SurveyedManifest, surveyRepository } from "../../registry/surveyRepository.ts";
import type { PlainObject } from "../../runtime/values/value.ts";
import { affectedBy, type Running } from "./affectedBy.ts";
import { listingOf } from "./listingOf.ts";
import { listingValue } from "./simulateRetention.ts";
import { type Move, movesBetween, type TagState } from "./tagState.ts";
import { versionGaps } from "./versionGaps.ts";

export interface Audit {
	readonly repository: Repository;
	readonly name: string;
	readonly survey: Survey;
	/** For policies: see listingOf. */
	readonly listing: string;
	readonly state: TagState;
	readonly moves: readonly Move[];
	readonly gaps: readonly string[];
	/** Digests of what has a signature. */
	readonly signed: ReadonlySet<string>;
	readonly retention?: Simulation;
}

export interface Simulation {
	readonly pruned: readonly SurveyedManifest[];
	/** Bytes that nothing else keeps. */
	readonly freed: number;
	/** Workloads that run what would go. */
	readonly broken: readonly string[];
}

export interface AuditSettings {
	readonly client: RegistryClient;
	readonly blobs: BlobStore;
	/** RFC 3339. */
	readonly now: string;
	readonly before: TagState | undefined;
	readonly rules?: {
		readonly retention: PlainObject;
		readonly simulate: (listing: PlainObject) => ReadonlySet<string>;
		readonly running: readonly Running[];
	};
	readonly onProgress: (done: number, total: number) => void;
}

/** @throws RegistryFault where the repository can't be listed */
export async function auditRepository(repository: Repository, settings: AuditSettings): Promise<Audit> {
	const { client, blobs, now, before, rules, onProgress } = settings;
	const earlier = [...new Set(before?.tags.values() ?? [])];
	const survey = await surveyRepository(client, blobs, repository, { earlier, onProgress });
	const name = nameOfRepository(repository);
	const listing = listingOf(repository, survey, now, rules?.retention);
	const tags = new Map(survey.manifests.flatMap(({ digest, tags }) => tags.map((tag) => [tag, digest] as const)));
	const pruned = rules === undefined ? new Set<string>() : rules.simulate(listingValue(name, listing));
	const doomed = survey.manifests.filter(({ digest }) => pruned.has(digest));
	return {
		repository,
		name,
		survey,
		listing,
		state: { listed: now, tags },
		moves: movesBetween(before?.tags ?? new Map(), tags),
		gaps: versionGaps(tags.keys()),
		signed: new Set(
			survey.manifests.flatMap(({ type, subject }) => (type === "signature" && subject ? [subject] : [])),
		),
		...(rules === undefined
			? {}
			: {
					retention: {
						pruned: doomed,
						freed: freedBy(survey.manifests, pruned),
						broken: affectedBy(rules.running, repository, doomed),
					},
				}),
	};
}

/** Bytes of what only those keep that go: layers are shared. */
function freedBy(manifests: readonly SurveyedManifest[], pruned: ReadonlySet<string>): number {
	const staying = new Set(
		manifests.filter(({ digest }) => !pruned.has(digest)).flatMap(({ blobs }) => [...blobs.keys()]),
	);
	const going = new Map(manifests.filter(({ digest }) => pruned.has(digest)).flatMap(({ blobs }) => [...blobs]));
	return [...going].reduce((sum, [digest, size]) => (staying.has(digest) ? sum : sum + size), 0);
}
