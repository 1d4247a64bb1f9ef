/** Everything that somebody who publishes a pack wants to know before: whether it compiles, proves itself, and tells its users what they need. */
import { configurationInvalid } from "../../diagnostics/catalogue/configuration.ts";
import { packUnfinished, packUnpublishable } from "../../diagnostics/catalogue/packs.ts";
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { kinds } from "../../documents/kinds.ts";
import { compareDiagnostics } from "../../findings/order.ts";
import { parseModule } from "../../lang/parse/parseModule.ts";
import type { Policy } from "../../lang/tree.ts";
import { MANIFEST, type PackManifest } from "../../sharing/packManifest.ts";
import type { Source } from "../../text/source.ts";
import { suggest } from "../../text/suggest.ts";
import { preparePacks } from "../access.ts";
import { examplesIn } from "../examples.ts";
import type { Host } from "../host/host.ts";
import { openSession, type Session } from "../session.ts";
import { exampleJobs } from "../testing/exampleJobs.ts";
import { fullName } from "../testing/result.ts";
import { ruleJobs } from "../testing/ruleJobs.ts";
import { runTests } from "../testing/sideBySide.ts";
import { manifestIn } from "./wantedPacks.ts";

export interface CheckedPack {
	readonly manifest?: PackManifest;
	readonly policies: number;
	/** Examples and tests that were run. */
	readonly tests: number;
	readonly diagnostics: readonly Diagnostic[];
}

/** Examples of each verdict that a policy of a published pack has. */
const LEAST_EXAMPLES = 2;
/** Milliseconds of one test. */
const TIMEOUT = 5000;

/** @param folder absolute, with a `pack.yaml` */
export async function checkPack(host: Host, folder: string, config: string | undefined): Promise<CheckedPack> {
	const read = manifestIn(host, folder);
	const { manifest, source } = read ?? {};
	const session = await openSession(
		host,
		[folder],
		{ pack: [`${folder}/`], policy: [], builtins: [], ...(config === undefined ? {} : { config }) },
		{ texts: true, tests: true, compiling: { keepPrint: true } },
	);
	await preparePacks(host, session.packs);
	// What doesn't compile proves nothing, and what follows from that would only hide it.
	const isBroken = session.diagnostics.some(({ kind }) => kind.severity === "error");
	const { failures, tests } = isBroken ? { failures: [], tests: 0 } : await provePack(host, session);
	const told =
		manifest === undefined || source === undefined ? [] : whatUsersMiss(host, folder, manifest, source, session);
	const diagnostics = [
		...(read?.diagnostics ?? []),
		...session.diagnostics,
		...told,
		...fewExamples(session),
		...failures,
	];
	return {
		...(manifest === undefined ? {} : { manifest }),
		policies: session.packs.reduce((sum, pack) => sum + pack.policies.length, 0),
		tests,
		diagnostics: [...new Set(diagnostics)].sort(compareDiagnostics),
	};
}

/** Runs examples and tests. */
async function provePack(
	host: Host,
	session: Session,
): Promise<{ readonly failures: readonly Diagnostic[]; readonly tests: number }> {
	const rules = await ruleJobs(
		session.loaded.map(({ pack, compiled }) => ({ program: pack.program, modules: compiled?.modules ?? [] })),
		host,
		{ wanted: () => true, timeout: TIMEOUT, data: () => ({}), builtins: session.declarations.builtins },
	);
	const jobs = [...exampleJobs(session.sources, session.packs, host, () => true), ...rules.jobs];
	const results = await runTests(jobs, TIMEOUT, () => host.elapsed(), undefined);
	const failures = results
		.filter(({ outcome }) => outcome === "fail" || outcome === "error")
		.map((result) => {
			const [detail] = result.details;
			const text = `\`${fullName(result)}\` fails${detail === undefined ? "" : `: ${detail}`}`;
			return at(result.source, result.span, packUnpublishable({ text, hint: "`policy test` shows the whole of it" }));
		});
	return { failures, tests: results.length };
}

function fewExamples({ sources }: Session): readonly Diagnostic[] {
	const examples = examplesIn(sources);
	return sources
		.filter(({ name }) => name.endsWith(".policy"))
		.flatMap((source) => {
			const { module } = parseModule(source, { dialect: "policy" });
			const policies = (module?.items ?? []).filter((item): item is Policy => item.kind === "policy");
			return policies.flatMap(({ name }) => {
				const id = [...(module?.package.path ?? []), name.name].join(".");
				const count = (verdict: "bad" | "good"): number =>
					examples.filter((example) => example.policy === id && example.verdict === verdict).length;
				const [bad, good] = [count("bad"), count("good")];
				if (bad >= LEAST_EXAMPLES && good >= LEAST_EXAMPLES) return [];
				const text = `\`${name.name}\` has ${bad} bad and ${good} good examples, and needs two of each`;
				return [at(source, name.span, packUnpublishable({ text }))];
			});
		});
}

/** An SPDX license expression (SPDX 2.3, annex D), as far as its form tells. */
const license =
	/^\(*(LicenseRef-)?[A-Za-z0-9][A-Za-z0-9.+-]*\)*( (AND|OR|WITH) \(*(LicenseRef-)?[A-Za-z0-9][A-Za-z0-9.+-]*\)*)*$/;

function whatUsersMiss(
	host: Host,
	folder: string,
	manifest: PackManifest,
	source: Source,
	{ packs, diagnostics }: Session,
): readonly Diagnostic[] {
	const found: Diagnostic[] = [];
	const lacks = (text: string, hint: string): number =>
		found.push(at(source, undefined, packUnpublishable({ text, hint })));
	const misses = (text: string, hint: string): number =>
		found.push(at(source, undefined, packUnfinished({ text, hint })));
	if (manifest.version === undefined) lacks("the pack has no version", "add `version: 1.0.0`");
	if (manifest.license === undefined)
		lacks("the pack has no license", "add `license: Apache-2.0`, or another SPDX expression");
	else if (!license.test(manifest.license))
		lacks(
			`\`${manifest.license}\` is no SPDX license expression`,
			"write one such as `Apache-2.0` or `MIT OR Apache-2.0`",
		);
	const policies = packs.flatMap((pack) => pack.policies);
	if (policies.length === 0 && !diagnostics.some(({ kind }) => kind.severity === "error"))
		lacks("the pack has no policy", "write a `.policy` file");
	if (manifest.about === undefined) misses("the pack doesn't say what it is about", "add `about: …`");
	if (manifest.engine === undefined) misses("the pack doesn't say which Holystone it is for", 'add `engine: ">=…"`');
	const names = host.files.list(folder).map(({ name }) => name);
	if (!names.some((name) => /^readme(\.[a-z]+)?$/i.test(name)))
		misses("the pack has no README", `write a README.md beside ${MANIFEST}`);
	const known = kinds.map(({ id }) => id);
	for (const kind of manifest.kinds.filter((each) => !known.includes(each))) {
		const meant = suggest(kind, known);
		const hint = meant === undefined ? "`policy schema` lists the kinds" : `did you mean \`${meant}\`?`;
		found.push(at(source, undefined, configurationInvalid({ text: `there is no kind of document \`${kind}\``, hint })));
	}
	const used = new Set(policies.flatMap(({ info }) => info.on ?? []));
	const unnamed = [...used].filter((kind) => !manifest.kinds.includes(kind)).sort();
	if (unnamed.length > 0)
		misses(
			`the pack has policies on ${unnamed.join(", ")}, and \`kinds\` doesn't say so`,
			`write \`kinds: [${[...used].sort().join(", ")}]\``,
		);
	return found;
}
