/** What `policy bench` measures: a query over data and an input, or policies on the documents of files; ready to be made again and again. */
import { unknownPolicy } from "../../diagnostics/catalogue/configuration.ts";
import type { Diagnostic, Message } from "../../diagnostics/diagnostic.ts";
import { kinds } from "../../documents/kinds.ts";
import { evaluateDocument } from "../../engine/evaluateDocument.ts";
import { gatherEvidence } from "../../engine/gatherEvidence.ts";
import { readDocuments } from "../../engine/readDocuments.ts";
import { namesOf, plainCode } from "../../findings/excuse.ts";
import { appliesTo, type PolicyInForce, policiesFor, policiesInForce } from "../../packs/policiesInForce.ts";
import { Evaluation } from "../../runtime/evaluation/evaluation.ts";
import type { Profiler } from "../../runtime/evaluation/profiler.ts";
import type { Program } from "../../runtime/evaluation/program.ts";
import { Source } from "../../text/source.ts";
import { suggest } from "../../text/suggest.ts";
import { readDeclarations, withStandIns } from "../declarations/declarations.ts";
import { evaluationBase } from "../evaluationBase.ts";
import type { Host } from "../host/host.ts";
import type { PolicyOptions } from "../policyOptions.ts";
import { compileQuery, hasErrors, moduleAround, readModules } from "../query/compileQuery.ts";
import { type QueryOptions, readGiven } from "../query/queryOptions.ts";
import { readBase } from "../query/readBase.ts";
import { findInputs } from "../readInputs.ts";
import { Refusal } from "../refusal.ts";
import { openSession, type Session } from "../session.ts";

export interface Subject {
	readonly name: string;
	/** Milliseconds; undefined where nothing had to be compiled. */
	readonly compiled: number | undefined;
	/** Says whether there was anything to compute: a query without a solution, or no document, measures nothing. */
	readonly compute: () => boolean;
	/** The same with programs that measure their rules. */
	readonly profiled: () => Promise<ProfiledSubject>;
}

export interface ProfiledSubject {
	readonly compute: () => boolean;
	readonly profilers: readonly Profiler[];
}

/** @throws {Refusal} where the query or the modules are wrong */
export async function querySubject(host: Host, text: string, options: QueryOptions): Promise<Subject> {
	const base = readBase(host.cwd, host.files, options.data);
	const given = await readGiven(host, text, options);
	const version = options.v0Compatible ? "v0" : "v1";
	const around = moduleAround({ package: options.package, imports: options.import, version });
	const begin = host.elapsed();
	const declarations = await readDeclarations(host, options);
	const read = readModules(withStandIns(base.modules, declarations), version);
	refuseErrors([...declarations.diagnostics, ...around.diagnostics, ...read.diagnostics]);
	const source = new Source("<query>", given.query);
	const programFor = async (instrument?: "profile"): Promise<Program> => {
		const elapsed = () => host.elapsed();
		const compiled = await compileQuery(read.modules, source, around.module, declarations, elapsed, instrument);
		refuseErrors(compiled.diagnostics);
		if (compiled.program === undefined) throw new Refusal(compiled.diagnostics);
		return compiled.program;
	};
	const program = await programFor();
	const compiled = host.elapsed() - begin;
	const evaluation = {
		...evaluationBase(host),
		data: base.data,
		...(given.input === undefined ? {} : { input: given.input }),
	};
	const computing = (of: Program) => () => of.query(new Evaluation(evaluation)).length > 0;
	return {
		name: given.query,
		compiled,
		compute: computing(program),
		profiled: async () => {
			const measured = await programFor("profile");
			return { compute: computing(measured), profilers: profilersOf([measured]) };
		},
	};
}

/** `name` is a policy's code, name or id, or a file or folder of policies. */
export async function policySubject(
	host: Host,
	name: string,
	files: readonly string[],
	kind: string | undefined,
	options: PolicyOptions,
): Promise<Subject> {
	const isPath = host.files.stat(name) !== undefined;
	const chosen = { ...options, policy: isPath ? [name] : [] };
	const session = await openSession(host, files, chosen);
	refuseErrors(session.diagnostics);
	const inForce = policiesInForce(session.packs, session.settings);
	const meant = (all: readonly PolicyInForce[]) =>
		isPath ? all : all.filter(({ info }) => namesOf(info).includes(plainCode(name)));
	const policies = meant(inForce);
	if (policies.length === 0) throw new Refusal([unknownPolicy({ name, suggestion: suggestionFor(name, inForce) })], 3);
	const found = findInputs(host.cwd, host.files, files, kind, undefined, session.shape);
	const engine = { ...engineOptions(host, session), kinds, evidence: found.evidence(host.files) };
	refuseErrors(found.diagnostics);
	const read = [...found.read(host.files)].map((file) => readDocuments(file, engine));
	refuseErrors(read.flatMap(({ diagnostics }) => diagnostics));
	const gathered = gatherEvidence(engine);
	const documents = read
		.flatMap((file) => file.documents)
		.filter((document) => policies.some((policy) => appliesTo(policy, document, session.shape !== undefined)))
		.map((document) => ({ document, ownerOf: gathered.evidence.ownerOf(document) }));
	const computing = (of: readonly PolicyInForce[], options: typeof engine) => {
		const { policiesOn } = policiesFor(of, session.shape !== undefined);
		const run = { options, keep: (source: Source) => source, share: (text: string) => text, excusable: () => true };
		return () => {
			for (const linked of documents) evaluateDocument(linked, policiesOn(linked.document), run);
			return documents.length > 0;
		};
	};
	const title =
		policies.length === 1 ? `${policies[0]?.info.code} ${policies[0]?.info.title}` : `${policies.length} policies`;
	return {
		name: `${title} on ${documents.length} ${documents.length === 1 ? "document" : "documents"}`,
		compiled: undefined,
		compute: computing(policies, engine),
		profiled: async () => {
			const needs = { texts: true, tests: false, compiling: { instrument: "profile" } } as const;
			const measured = await openSession(host, files, chosen, needs);
			const { packs, settings } = measured;
			const of = meant(policiesInForce(packs, settings));
			return {
				compute: computing(of, { ...engine, ...engineOptions(host, measured) }),
				profilers: profilersOf(packs.map(({ program }) => program)),
			};
		},
	};
}

function profilersOf(programs: readonly Program[]): readonly Profiler[] {
	return programs.flatMap(({ profiler }) => profiler ?? []);
}

function engineOptions(host: Host, { packs, settings, configuration, shape }: Session) {
	return {
		...evaluationBase(host),
		...(shape && { shape }),
		packs,
		settings,
		buildArgs: configuration.buildArgs,
		platform: configuration.platform,
	};
}

function suggestionFor(name: string, policies: readonly PolicyInForce[]): string | undefined {
	return suggest(
		name,
		policies.flatMap(({ info }) => [info.code, info.name, info.id]),
	);
}

function refuseErrors(diagnostics: readonly (Diagnostic | Message)[]): void {
	if (hasErrors(diagnostics)) throw new Refusal(diagnostics.filter(({ kind }) => kind.severity === "error"));
}
