/** Who runs an image that the rules would remove: workloads and compose services of the files given. */
import { kinds } from "../../documents/kinds.ts";
import { readDocuments } from "../../engine/readDocuments.ts";
import { nameOfRepository, type Repository } from "../../registry/repository.ts";
import type { SurveyedManifest } from "../../registry/surveyRepository.ts";
import type { Host } from "../host/host.ts";
import { findInputs } from "../readInputs.ts";

export interface Running {
	/** `deploy/web.yaml: Deployment/shop/web` */
	readonly name: string;
	readonly digests: ReadonlySet<string>;
	/** With tag, written out. */
	readonly references: ReadonlySet<string>;
}

const deployed: ReadonlySet<string> = new Set(["workload", "compose"]);

/** What runs according to some files and folders. */
export function runningIn(host: Host, paths: readonly string[]): Running[] {
	const read = paths.length === 0 ? [] : [...findInputs(host.cwd, host.files, paths, undefined).read(host.files)];
	const asked = kinds.filter(({ id }) => deployed.has(id));
	return read
		.flatMap((file) => readDocuments(file, { kinds: asked }).documents)
		.map((document) => {
			const identities = (document.mentions?.() ?? []).map(({ identity }) => identity);
			return {
				name: [document.source.name, document.name].filter((part) => part !== "").join(": "),
				digests: new Set(identities.flatMap(({ digests }) => digests)),
				references: new Set(identities.flatMap(({ references }) => references)),
			};
		});
}

/** Names of those that run something of what is to go. */
export function affectedBy(
	running: readonly Running[],
	repository: Repository,
	pruned: readonly Pick<SurveyedManifest, "digest" | "tags">[],
): string[] {
	const name = nameOfRepository(repository);
	return running
		.filter(({ digests, references }) =>
			pruned.some(({ digest, tags }) => digests.has(digest) || tags.some((tag) => references.has(`${name}:${tag}`))),
		)
		.map((each) => each.name);
}
