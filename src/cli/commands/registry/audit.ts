/** `policy registry audit REPO…`: tags, ages, signatures, moved tags, missing versions, what retention rules would do; and what policies say of it. */
import { Command } from "commander";
import { usageInvalid } from "../../../diagnostics/catalogue/configuration.ts";
import { referenceInvalid } from "../../../diagnostics/catalogue/registry.ts";
import { parseImageReference } from "../../../documents/image-reference/parseImageReference.ts";
import type { Repository } from "../../../registry/repository.ts";
import type { PlainObject } from "../../../runtime/values/value.ts";
import { withAccess } from "../../access.ts";
import { runningIn } from "../../audit/affectedBy.ts";
import { type Audit, auditRepository } from "../../audit/auditRepository.ts";
import { auditText } from "../../audit/auditText.ts";
import { type RetentionForm, retentionForms } from "../../audit/retentionForms.ts";
import { readRetention, retentionSimulator } from "../../audit/simulateRetention.ts";
import { readState, type TagState, writeState } from "../../audit/tagState.ts";
import { choice, repeated } from "../../choice.ts";
import { addEvalOptions, type EvalOptions } from "../../evalOptions.ts";
import type { Host } from "../../host/host.ts";
import { progressOn } from "../../host/progress.ts";
import { Refusal } from "../../refusal.ts";
import { messageOf } from "../../registry/fetchImages.ts";
import type { Mount } from "../../registry/mount.ts";
import { openRegistries } from "../../registry/openRegistries.ts";
import { evaluateNamed } from "../eval.ts";

interface AuditOptions extends EvalOptions {
	readonly state?: string;
	readonly retention?: string;
	readonly workloads: readonly string[];
	readonly writeRetention?: RetentionTarget;
	readonly writeListing?: string;
}

interface RetentionTarget {
	readonly form: RetentionForm;
	/** Absent for standard output, in the place of the report. */
	readonly file?: string;
}

const forms = Object.keys(retentionForms) as RetentionForm[];

export function registryAudit(host: Host, finish: (status: number) => void): Command {
	return addEvalOptions(new Command("audit"))
		.description(
			"Audit repositories: tags, their age, size and signatures, tags that moved, versions that are missing, and what retention rules would do. Policies judge what is found (default: the packs registry and hygiene).",
		)
		.argument("<repository...>", "repositories, as REGISTRY/PATH")
		.option("--state <file>", "compare with what tags pointed at when this file was written, and write it anew")
		.option("--retention <file>", "try the rules of this file: of ECR, Artifact Registry, Harbor, GitLab, or your own")
		.option("--workloads <path>", "manifests and compose files of what runs (repeatable)", repeated(String), [])
		.option(
			"--write-retention <form[=file]>",
			`write the rules in another form, in the place of the report or into a file: ${forms.join(", ")}`,
			retentionTarget,
		)
		.option("--write-listing <file>", "write what was found as a file that `policy eval` reads (one repository)")
		.addHelpText("after", examples)
		.action(async (repositories: readonly string[], options: AuditOptions) =>
			finish(await audit(withAccess(host, options), repositories, options)),
		);
}

const examples = `
Examples:
  policy registry audit registry.example/shop/web
  policy registry audit --state audit.state.json registry.example/shop/web registry.example/shop/api
  policy registry audit --retention lifecycle.json --workloads deploy/ registry.example/shop/web
  policy registry audit --retention rules.yaml --write-retention ecr registry.example/shop/web`;

function retentionTarget(written: string): RetentionTarget {
	const [form = "", ...file] = written.split("=");
	const chosen = choice("--write-retention", forms)(form);
	return file.length === 0 ? { form: chosen } : { form: chosen, file: file.join("=") };
}

async function audit(host: Host, names: readonly string[], options: AuditOptions): Promise<number> {
	const repositories = names.map(repositoryOf);
	refuseMeaningless(repositories, options);
	const retention = options.retention === undefined ? undefined : readRetention(host, options.retention);
	const states = options.state === undefined ? new Map<string, TagState>() : readState(host, options.state);
	const { audits, failed } = await auditAll(host, repositories, states, retention, options);
	if (options.state !== undefined)
		writeState(host, options.state, new Map([...states, ...audits.map(({ name, state }) => [name, state] as const)]));
	if (options.writeListing !== undefined && audits[0] !== undefined)
		host.files.write(options.writeListing, audits[0].listing);
	if (options.writeRetention !== undefined && retention !== undefined) {
		const text = retentionForms[options.writeRetention.form](retention, audits.map(doomedIn));
		if (options.writeRetention.file === undefined) {
			host.stdout.write(text);
			return failed.length === 0 ? 0 : 2;
		}
		host.files.write(options.writeRetention.file, text);
	}
	const now = Number(host.now() / 1_000_000n);
	if (options.format.id === "text") for (const each of audits) host.stdout.write(auditText(each, now));
	const listings = audits.map(({ name, listing }): Mount => ({ name, text: listing }));
	const before = audits.flatMap((each) => movedVersions(each, states.get(each.name)));
	const isOpen = options.pack.length === 0 && options.policy.length === 0;
	const chosen = isOpen ? { ...options, pack: ["registry", "hygiene"] } : options;
	const named = { paths: options.workloads, images: [], faults: [], texts: [...listings, ...before, ...failed] };
	// Workloads are there to say what runs. Another thread would open all policies, and there is nothing for it to do.
	return evaluateNamed(host, named, { ...chosen, parallel: 1 }, isOpen ? judged : undefined);
}

/** The kinds that an audit is about. */
const judged: ReadonlySet<string> = new Set(["registry", "project"]);

function repositoryOf(written: string): Repository {
	const name = written.replace(/^docker:\/\//, "");
	const reference = parseImageReference(name);
	if (reference === undefined) throw new Refusal([referenceInvalid({ text: name })]);
	if (reference.tag !== undefined || reference.digest !== undefined)
		throw new Refusal([
			usageInvalid({
				text: `\`${name}\` is one image, and an audit is of a repository`,
				hint: `write \`${reference.name}\``,
			}),
		]);
	return { registry: reference.registry, repository: reference.repository };
}

function refuseMeaningless(repositories: readonly Repository[], options: AuditOptions): void {
	if (options.writeRetention !== undefined && options.retention === undefined)
		throw new Refusal([
			usageInvalid({ text: "--write-retention writes the rules of --retention", hint: "name a file with rules" }),
		]);
	if (options.writeListing !== undefined && repositories.length > 1)
		throw new Refusal([usageInvalid({ text: "--write-listing is for one repository", hint: "audit them one by one" })]);
}

/** One after the other: each asks its registry many things at a time. One that can't be listed is a fault of its own. */
async function auditAll(
	host: Host,
	repositories: readonly Repository[],
	states: ReadonlyMap<string, TagState>,
	retention: PlainObject | undefined,
	options: AuditOptions,
): Promise<{ readonly audits: readonly Audit[]; readonly failed: readonly Mount[] }> {
	const client = openRegistries(host, options);
	const blobs = await host.blobs();
	const rules = retention && {
		retention,
		simulate: await retentionSimulator(host, retention),
		running: runningIn(host, options.workloads),
	};
	const audits: Audit[] = [];
	const failed: Mount[] = [];
	const progress = progressOn(host, options.quiet);
	try {
		for (const repository of repositories) {
			const name = `${repository.registry}/${repository.repository}`;
			const onProgress = (done: number, total: number): void => progress.show(done, total, name);
			const now = new Date(Number(host.now() / 1_000_000n)).toISOString();
			try {
				const settings = { client, blobs, now, before: states.get(name), onProgress, ...(rules && { rules }) };
				const done = await auditRepository(repository, settings);
				audits.push(done);
				if (done.survey.faults.length > 0) failed.push({ name: `${name} (in part)`, faults: done.survey.faults });
			} catch (error) {
				failed.push({ name, faults: [messageOf(error, repository.registry)] });
			}
		}
	} finally {
		progress.end();
	}
	return { audits, failed };
}

const doomedIn = ({ name, retention }: Audit) => ({
	repository: name,
	digests: retention?.pruned.map(({ digest }) => digest) ?? [],
});

/** For policies that compare two listings: the versions that moved, as they were. Other tags are meant to move. */
function movedVersions({ repository, name, moves }: Audit, before: TagState | undefined): Mount[] {
	const versions = moves.filter(({ tag }) => /^v?\d+\.\d+\.\d+/.test(tag));
	if (versions.length === 0 || before === undefined) return [];
	const tags = versions.map(({ tag, from }) => ({ name: tag, digest: from }));
	const text = JSON.stringify({ ...repository, listed: before.listed, tags });
	// Of two listings, the one whose name comes last gets the findings.
	return [{ name: `(before) ${name}`, text }];
}
