/** Opens what `policy serve` serves: the session as `policy eval` has it, and the modules and data that OPA's API shows. */
import { createHash, type Hash } from "node:crypto";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { placeText, renderDiagnostic } from "../../diagnostics/render.ts";
import { finishRun } from "../../engine/evaluate.ts";
import { evaluateFile } from "../../engine/evaluateFile.ts";
import type { EngineOptions, InputFile } from "../../engine/options.ts";
import { nextRun, type Run, startRun } from "../../engine/run.ts";
import type { Report } from "../../findings/finding.ts";
import { compile } from "../../lang/compile.ts";
import { parseModuleJson } from "../../lang/opa/parseModuleJson.ts";
import type { Module } from "../../lang/tree.ts";
import type { PolicySettings } from "../../packs/policiesInForce.ts";
import { instantiate } from "../../runtime/evaluation/instantiate.ts";
import { loadProgram, type Program } from "../../runtime/evaluation/program.ts";
import { toJson } from "../../runtime/values/json.ts";
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import type { AnswerSettings, KnownOfImages, Policies } from "../../serve/answer/policies.ts";
import { Queries } from "../../serve/answer/queries.ts";
import { REVIEW_FILE } from "../../serve/answer/review.ts";
import { GateFault } from "../../serve/gate/gate.ts";
import type { GateFacts, PackFacts } from "../../serve/job.ts";
import type { Source } from "../../text/source.ts";
import { type AccessOptions, preparePacks, withAccess } from "../access.ts";
import { compileOptions } from "../declarations/declarations.ts";
import { evaluationBase } from "../evaluationBase.ts";
import type { Host } from "../host/host.ts";
import { bundledTexts } from "../packTexts.ts";
import type { PolicyOptions } from "../policyOptions.ts";
import { hasErrors, inputTypes, readModules } from "../query/compileQuery.ts";
import { readBase } from "../query/readBase.ts";
import type { DataOptions } from "../readingOptions.ts";
import { Refusal } from "../refusal.ts";
import { evaluationOptions } from "../runOver.ts";
import { type LoadedPack, openSession, type Session } from "../session.ts";
import { version } from "../version.ts";
import { fixText } from "./fixText.ts";
import { evidenceFile } from "./imageHost.ts";

/** Steps that the policies of one pack may take on one document: a tenth of what a run over files gives them. */
const BUDGET = 50_000_000;

/** Plain data: another thread is told the same. */
export interface ServedPolicies extends PolicyOptions, AccessOptions, DataOptions {
	/** Policies and data, as `opa run --server` takes them. */
	readonly paths: readonly string[];
	readonly failOn?: Policies["failOn"];
	readonly answers: AnswerSettings;
}

/** @throws {GateFault} where something is wrong with them, or there are none */
export async function openPolicies(given: Host, served: ServedPolicies): Promise<Policies> {
	try {
		return await open(withAccess(given, served, parseModuleJson), served);
	} catch (error) {
		if (error instanceof Refusal) throw new GateFault(error.messages.map((message) => renderDiagnostic(message)));
		throw error;
	}
}

async function open(given: Host, served: ServedPolicies): Promise<Policies> {
	const policy = [...served.policy, ...served.paths.filter((name) => holdsPolicies(given, name))];
	const session = await openSession(given, ["."], { ...served, policy });
	refuseFaults(session.diagnostics);
	const host = await preparePacks(given, session.packs);
	const base = readBase(host.cwd, host.files, served.paths);
	const options: EngineOptions = {
		...(await evaluationOptions(host, session, { ...served, kind: undefined })),
		exceptions: session.configuration.exceptions,
		inlineIgnores: session.configuration.inlineIgnores,
		...(session.shape && { shape: session.shape }),
		budget: BUDGET,
	};
	const data: PlainObject = { ...(options.data as PlainObject | undefined), ...base.data };
	const run = startRun({ ...options, data });
	const modules = readModules(ownSources(session.loaded), served.v0Compatible === true ? "v0" : "v1").modules;
	if (run.policies.length === 0 && modules.length === 0) throw new GateFault(["there is no policy to serve"]);
	const reviewing = startRun({ ...options, data, settings: withoutProject(session) });
	const { builtins } = session.declarations;
	const judge = (files: readonly InputFile[], known: KnownOfImages = {}): Report =>
		evaluateOn(isReview(files) ? reviewing : run, host, files, known);
	return {
		facts: factsOf(host, session, run, data),
		failOn: served.failOn ?? session.configuration.failOn ?? "info",
		judge,
		evidenceFile,
		fix: (name, text) => fixText(name, text, judge),
		programs: [...ownProgram(modules, session), ...session.packs.map(({ program }) => program)],
		data,
		evaluationBase: () => ({ ...evaluationBase(host), params: session.settings.params, budget: BUDGET }),
		modules,
		queries: new Queries(modules, builtins),
		version: version(),
		settings: served.answers,
	};
}

/** A file of data is none of policies; a folder may hold both. */
function holdsPolicies({ files }: Host, name: string): boolean {
	return files.stat(name)?.kind === "folder" || /\.(rego|policy)$/.test(name);
}

function refuseFaults(diagnostics: readonly Diagnostic[]): void {
	const errors = diagnostics.filter(({ kind }) => kind.severity === "error");
	if (errors.length > 0) throw new GateFault(errors.map((error) => renderDiagnostic(error)));
}

/** Those of packs that don't come with Holystone, each once. */
function ownSources(loaded: readonly LoadedPack[]): readonly Source[] {
	return [...new Map(loaded.flatMap(({ sources }) => sources).map((source) => [source.name, source])).values()];
}

/** One object says nothing of all documents: policies on `project` are for files. */
function withoutProject({ packs, settings }: Session): PolicySettings {
	const about = packs.flatMap(({ policies }) => policies.filter(({ info }) => info.on === "project"));
	const off = about.map(({ info }) => [info.id, "off"] as const);
	return { ...settings, severities: new Map([...settings.severities, ...off]) };
}

const isReview = (files: readonly InputFile[]): boolean =>
	files.length === 1 && files[0]?.source.name === REVIEW_FILE && files[0].kind === undefined;

function evaluateOn(base: Run, host: Host, files: readonly InputFile[], known: KnownOfImages): Report {
	const again = (names: ReadonlySet<string>) => files.filter(({ source }) => names.has(source.name));
	const run = nextRun(base, { ...known, now: host.now(), again });
	return finishRun(
		files.map((file) => evaluateFile(file, run)),
		run,
	);
}

/** All own modules as one program, as OPA has them; none where they don't fit together, and then each pack answers for itself. */
function ownProgram(modules: readonly Module[], { declarations }: Session): readonly Program[] {
	const { program, diagnostics } = compile(modules, { ...compileOptions(declarations), inputTypes: inputTypes() });
	if (program === undefined || hasErrors(diagnostics)) return [];
	return [loadProgram(instantiate(program.code), declarations.builtins)];
}

function factsOf(host: Host, session: Session, { policies }: Run, data: PlainObject): GateFacts {
	const packs = session.loaded.map((loaded) => packFacts(host, loaded));
	const revision = createHash("sha256");
	for (const { name, digest } of packs) add(revision, name, digest);
	const { severities, params } = session.settings;
	const { images } = session.configuration;
	add(revision, JSON.stringify([...severities]), toJson(params as unknown as Value), toJson(data));
	return {
		revision: revision.digest("hex"),
		packs,
		policies: policies.map(({ info }) => info.id),
		asksForImages: images.signers.length > 0 || images.requireSignature?.value === true,
		warnings: session.diagnostics
			.filter(({ kind }) => kind.severity === "warning")
			.map(({ source, span, text }) => [placeText(source, span), text].filter((part) => part !== "").join(": ")),
	};
}

function packFacts(host: Host, { pack, sources }: LoadedPack): PackFacts {
	const isBundled = sources.length === 0;
	const texts = isBundled ? bundledTexts(host, pack.name, false).sources : sources;
	const digest = createHash("sha256");
	for (const { name, text } of texts) add(digest, name, text);
	return {
		name: pack.name,
		...(isBundled && { version: version() }),
		digest: digest.digest("hex"),
		policies: pack.policies.length,
	};
}

/** Each with its length before it, so that no two lists of texts look alike. */
function add(hash: Hash, ...texts: readonly string[]): void {
	for (const text of texts) hash.update(`${text.length} `).update(text);
}
