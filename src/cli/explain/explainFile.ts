/** `policy explain FILE[:LINE] [PATH…]`: reads the file, evaluates it as `policy eval` would, and explains what is asked about. */
import path from "node:path";
import {
	fileUnclaimed,
	nothingToExplain,
	unknownPolicySelected,
	usageInvalid,
} from "../../diagnostics/catalogue/configuration.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { kinds } from "../../documents/kinds.ts";
import type { Shape } from "../../documents/shapes/shape.ts";
import { evaluate } from "../../engine/evaluate.ts";
import { gatherEvidence } from "../../engine/gatherEvidence.ts";
import type { EngineOptions, InputFile } from "../../engine/options.ts";
import { readDocuments } from "../../engine/readDocuments.ts";
import { explainPolicy, type PolicyExplanation } from "../../explain/explainPolicy.ts";
import type { FileExplanation } from "../../explain/fileExplanation.ts";
import { linesTouched } from "../../explain/lines.ts";
import { namesOf, plainCode } from "../../findings/excuse.ts";
import type { Finding, Report } from "../../findings/finding.ts";
import { compareText } from "../../findings/order.ts";
import { unknownPolicyNamed } from "../../findings/settle.ts";
import type { Module } from "../../lang/tree.ts";
import { type Linked, linkProject } from "../../linking/linked.ts";
import type { Pack } from "../../packs/pack.ts";
import { appliesTo, type PolicyInForce, policiesInForce } from "../../packs/policiesInForce.ts";
import { preparePacks, withAccess } from "../access.ts";
import { loadBaseline } from "../baselineFile.ts";
import { evaluationBase } from "../evaluationBase.ts";
import type { Host } from "../host/host.ts";
import { modulesOf } from "../packTexts.ts";
import { findInputs, type Inputs } from "../readInputs.ts";
import { Refusal } from "../refusal.ts";
import { readData } from "../runOver.ts";
import { openSession, type Session } from "../session.ts";
import { refuseUnknownKind } from "../unknownKind.ts";
import type { ExplainOptions } from "./explainOptions.ts";

/** What the command line names: a file, a line of it, and what it is to be looked at with. */
export interface Where {
	readonly file: string;
	readonly line: number | undefined;
	/** Files and folders with what belongs to it; none: the folder that it is in. */
	readonly beside: readonly string[];
}

/** @throws {Refusal} where there is nothing to explain, or something is wrong with what was asked */
export async function explainFile(given: Host, where: Where, options: ExplainOptions): Promise<FileExplanation> {
	const paths = options.policy.filter((name) => given.files.stat(name) !== undefined);
	const names = options.policy.filter((name) => !paths.includes(name));
	const session = await openSession(given, [where.file], { ...options, policy: paths });
	refuseUnknownKind(options.kind, session.shape);
	const host = await preparePacks(withAccess(given, options), session.packs);
	refuseErrors(session.diagnostics);
	const { baseline, faults } = loadBaseline(host, session.configuration, options);
	refuseErrors(faults);
	const input = readInput(host, where, options.kind, session.shape);
	const around = inputsAround(host, where, session, options.kind);
	const engine = {
		...(await engineOptions(host, session, options)),
		baseline,
		evidence: [...around.evidence(host.files)],
	};
	const wanted = names.length > 0 ? named(names, session) : undefined;
	// All of them count where other files were named, or where a policy is about all of them.
	const isProject = (policy: PolicyInForce): boolean => policy.info.on === "project";
	const inputs = where.beside.length > 0 || wanted?.some(isProject) ? [...around.read(host.files)] : [input];
	const { own, project, skipped, diagnostics } = linkInputs(inputs, input, engine);
	if (skipped !== undefined)
		throw new Refusal([{ ...fileUnclaimed({ reason: skipped }), source: input.source } as Diagnostic]);
	const report = evaluate(inputs, engine);
	refuseErrors(diagnostics);
	const { documents, line } = at(own, where.line, input);
	const all = [...documents, project];
	const chosen = wanted === undefined ? found(report, documents, line, session) : fitting(wanted, all, session);
	const modules = new Map<Pack, readonly Module[]>();
	const version = options.v0Compatible === true ? "v0" : "v1";
	const textsOf = (pack: Pack): readonly Module[] => {
		const loaded = session.loaded.find((each) => each.pack === pack);
		const texts = modules.get(pack) ?? (loaded === undefined ? [] : modulesOf(host, loaded, version));
		modules.set(pack, texts);
		return texts;
	};
	const explained: PolicyExplanation[] = [];
	for (const { document, ownerOf } of all)
		for (const policy of chosen) {
			if (!appliesTo(policy, document, session.shape !== undefined)) continue;
			const { builtins } = session.declarations;
			const asked = {
				document,
				ownerOf,
				source: input.source,
				policy,
				builtins,
				modules: textsOf(policy.pack),
				...(line === undefined ? {} : { line }),
			};
			explained.push(explainPolicy(asked, engine));
		}
	return { source: input.source, line, documents: documents.map(({ document }) => document), explained, report };
}

/** The file with all that it is looked at with. */
function inputsAround(
	host: Host,
	{ file, beside }: Where,
	{ configuration, shape }: Session,
	kind: string | undefined,
): Inputs {
	const paths = beside.length > 0 ? [file, ...beside] : [file, path.dirname(file)];
	const found = findInputs(host.cwd, host.files, paths, kind, configuration.paths, shape);
	if (beside.length > 0) refuseErrors(found.diagnostics);
	return found;
}

interface LinkedInputs {
	/** The documents of the file that is asked about. */
	readonly own: readonly Linked[];
	readonly project: Linked;
	/** Why the file is of no kind. */
	readonly skipped: string | undefined;
	/** What is wrong with the file. */
	readonly diagnostics: readonly Diagnostic[];
}

/** As a run over the inputs reads and links them. */
function linkInputs(inputs: readonly InputFile[], asked: InputFile, engine: EngineOptions): LinkedInputs {
	const { evidence, read: known } = gatherEvidence(engine);
	const linked = inputs.map((input) => {
		const read = known.get(input.source.name)?.read ?? readDocuments(input, engine);
		const documents = read.documents.map((document) => ({ document, ownerOf: evidence.ownerOf(document) }));
		return { name: input.source.name, read, documents };
	});
	const own = linked.find(({ name }) => name === asked.source.name);
	return {
		own: own?.documents ?? [],
		project: linkProject(engine.kinds, (kind) =>
			linked.flatMap(({ documents }) =>
				documents.filter(({ document }) => document.kind === kind && document.shape === undefined),
			),
		),
		skipped: own?.read.skipped,
		diagnostics: own?.read.diagnostics ?? [],
	};
}

function readInput(host: Host, { file, line }: Where, kind: string | undefined, shape: Shape | undefined): InputFile {
	const found = findInputs(host.cwd, host.files, [file], kind, undefined, shape);
	refuseErrors(found.diagnostics);
	const [input] = found.read(host.files);
	if (input === undefined) throw new Refusal([nothingToExplain({ why: `there is no file at ${file}` })], 2);
	refuseErrors(input.faults ?? []);
	// The end of the last line begins none.
	const last = Math.max(1, input.source.lineStarts.length - (input.source.text.endsWith("\n") ? 1 : 0));
	if (line !== undefined && (line < 1 || line > last))
		throw new Refusal([
			usageInvalid({
				text: `${file} has no line ${line}`,
				hint: last === 1 ? "it has one line" : `it has ${last} lines`,
			}),
		]);
	return input;
}

async function engineOptions(host: Host, session: Session, options: ExplainOptions): Promise<EngineOptions> {
	const { configuration, packs, settings } = session;
	const data = await readData(host, session, options.data);
	return {
		kinds,
		...(session.shape && { shape: session.shape }),
		packs,
		settings,
		...(data === undefined ? {} : { data }),
		buildArgs: { ...configuration.buildArgs, ...Object.fromEntries(options.buildArg) },
		...(configuration.exceptions === undefined ? {} : { exceptions: configuration.exceptions }),
		...(configuration.inlineIgnores === undefined ? {} : { inlineIgnores: configuration.inlineIgnores }),
		...((options.platform ?? configuration.platform) === undefined
			? {}
			: { platform: (options.platform ?? configuration.platform) as string }),
		...(session.verifySignature && { verifySignature: session.verifySignature }),
		...evaluationBase(host),
	};
}

/** The documents that a line is in; all of them where no line is said, or where it is in none. */
function at(
	documents: readonly Linked[],
	line: number | undefined,
	{ source }: InputFile,
): { readonly documents: readonly Linked[]; readonly line: number | undefined } {
	if (documents.length === 0)
		throw new Refusal([nothingToExplain({ why: `there is no document in ${source.name}` })], 3);
	if (line === undefined) return { documents, line };
	const around = documents.filter(({ document }) =>
		linesTouched(document.scope?.([]) ?? document.locate([]), source)?.includes(line),
	);
	return { documents: around.length > 0 ? around : documents, line };
}

/** The policies that are asked about, by any of their names. */
function named(names: readonly string[], session: Session): readonly PolicyInForce[] {
	const { packs, settings } = session;
	const all = packs.flatMap((pack) => pack.policies.map(({ info }) => info));
	const inForce = policiesInForce(packs, settings);
	const chosen: PolicyInForce[] = [];
	for (const name of names) {
		const wanted = plainCode(name);
		const meant = all.filter((info) => namesOf(info).includes(wanted));
		if (meant.length === 0)
			throw new Refusal([
				name.includes("/") ? unknownPolicySelected({ name, known: [] }) : unknownPolicyNamed(name, all),
			]);
		const active = inForce.filter(({ info }) => meant.some(({ id }) => id === info.id));
		const [first] = meant;
		if (active.length === 0)
			throw new Refusal(
				[
					nothingToExplain({
						why: `${first?.code} is switched off`,
						hint: "policy.yaml has its severity as `off`: take that out, or say --no-config",
					}),
				],
				3,
			);
		chosen.push(...active.filter((policy) => !chosen.includes(policy)));
	}
	return chosen;
}

/** Those of the policies that look at one of the documents; each name must have one. */
function fitting(
	chosen: readonly PolicyInForce[],
	documents: readonly Linked[],
	{ shape }: Session,
): readonly PolicyInForce[] {
	const looking = chosen.filter((policy) =>
		documents.some(({ document }) => appliesTo(policy, document, shape !== undefined)),
	);
	const blind = chosen.find(({ info }) => !looking.some((policy) => policy.info.code === info.code));
	if (blind === undefined) return looking;
	throw new Refusal(
		[
			nothingToExplain({
				why: `${blind.info.code} looks at documents of kind \`${blind.info.on ?? "dockerfile, manifest, image"}\`, and here there is ${kindsOf(documents)}`,
				hint: "name a file of that kind, or say --kind",
			}),
		],
		3,
	);
}

/** The kinds of what stands in the file: a project is there anyway. */
function kindsOf(documents: readonly Linked[]): string {
	const kinds = documents.map(({ document }) => document.kind).filter((kind) => kind !== "project");
	return [...new Set(kinds.map((kind) => `\`${kind}\``))].join(", ");
}

/** The policies with a finding there. */
function found(
	report: Report,
	documents: readonly Linked[],
	line: number | undefined,
	session: Session,
): readonly PolicyInForce[] {
	const isOfProject = ({ place, policy }: Finding): boolean =>
		policy.on === "project" && (line === undefined || linesTouched(place.span, place.source)?.includes(line) === true);
	const isOwn = ({ place, policy }: Finding): boolean =>
		documents.some(({ document }) => {
			if (document.name !== place.document || (policy.on !== undefined && policy.on !== document.kind)) return false;
			const scope = document.scope?.(place.pointer) ?? document.locate(place.pointer);
			return line === undefined || linesTouched(scope, place.source)?.includes(line) === true;
		});
	const here = new Set(documents.map(({ document }) => document.source.name));
	const isThere = (finding: Finding): boolean =>
		here.has(finding.place.source.name) && (isOfProject(finding) || isOwn(finding));
	const ids = new Set(report.findings.filter(isThere).map(({ policy }) => policy.id));
	const inForce = policiesInForce(session.packs, session.settings);
	if (ids.size > 0) return inForce.filter(({ info }) => ids.has(info.id));
	const asking = inForce.filter((policy) =>
		documents.some(({ document }) => appliesTo(policy, document, session.shape !== undefined)),
	);
	throw new Refusal(
		[
			nothingToExplain({
				why: line === undefined ? "there is no finding" : `there is no finding on line ${line}`,
				hint:
					asking.length === 0
						? `no policy in use looks at ${kindsOf(documents)}`
						: `to ask why, add --policy and one of ${codesOf(asking)}`,
			}),
		],
		3,
	);
}

/** Codes that are listed; `policy list` has them all. */
const MOST_CODES = 12;

function codesOf(policies: readonly PolicyInForce[]): string {
	const codes = [...new Set(policies.map(({ info }) => info.code))].sort(compareText);
	const listed = codes.slice(0, MOST_CODES).join(", ");
	return codes.length <= MOST_CODES
		? listed
		: `${listed}, and ${codes.length - MOST_CODES} more that \`policy list\` shows`;
}

function refuseErrors(diagnostics: readonly Diagnostic[]): void {
	const errors = diagnostics.filter(({ kind }) => kind.severity === "error");
	if (errors.length > 0) throw new Refusal(errors);
}
