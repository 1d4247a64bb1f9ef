/** `policy explain FILE[:LINE]`: reads the file, evaluates it as `policy eval` would, and explains what is asked about. */
import {
	fileUnclaimed,
	nothingToExplain,
	unknownPolicySelected,
	usageInvalid,
} from "../../diagnostics/catalogue/configuration.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Document } from "../../documents/document.ts";
import { kinds } from "../../documents/kinds.ts";
import type { Shape } from "../../documents/shapes/shape.ts";
import { evaluate } from "../../engine/evaluate.ts";
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
import type { Pack } from "../../packs/pack.ts";
import { appliesTo, type PolicyInForce, policiesInForce } from "../../packs/policiesInForce.ts";
import { preparePacks, withAccess } from "../access.ts";
import { evaluationBase } from "../evaluationBase.ts";
import type { Host } from "../host/host.ts";
import { modulesOf } from "../packTexts.ts";
import { findInputs } from "../readInputs.ts";
import { Refusal } from "../refusal.ts";
import { readData } from "../runOver.ts";
import { openSession, type Session } from "../session.ts";
import { refuseUnknownKind } from "../unknownKind.ts";
import type { ExplainOptions } from "./explainOptions.ts";

/** What the command line names: a file, and a line of it. */
export interface Where {
	readonly file: string;
	readonly line: number | undefined;
}

/** @throws {Refusal} where there is nothing to explain, or something is wrong with what was asked */
export async function explainFile(given: Host, where: Where, options: ExplainOptions): Promise<FileExplanation> {
	const paths = options.policy.filter((name) => given.files.stat(name) !== undefined);
	const names = options.policy.filter((name) => !paths.includes(name));
	const session = await openSession(given, [where.file], { ...options, policy: paths });
	refuseUnknownKind(options.kind, session.shape);
	const host = await preparePacks(withAccess(given, options), session.packs);
	refuseErrors(session.diagnostics);
	const input = readInput(host, where, options.kind, session.shape);
	const engine = await engineOptions(host, session, options);
	const read = readDocuments(input, engine);
	if (read.skipped !== undefined)
		throw new Refusal([{ ...fileUnclaimed({ reason: read.skipped }), source: input.source } as Diagnostic]);
	const report = evaluate([input], engine);
	refuseErrors(read.diagnostics);
	const { documents, line } = at(read.documents, where.line, input);
	const chosen = names.length > 0 ? named(names, session, documents) : found(report, documents, line, session);
	const modules = new Map<Pack, readonly Module[]>();
	const version = options.v0Compatible === true ? "v0" : "v1";
	const textsOf = (pack: Pack): readonly Module[] => {
		const loaded = session.loaded.find((each) => each.pack === pack);
		const texts = modules.get(pack) ?? (loaded === undefined ? [] : modulesOf(host, loaded, version));
		modules.set(pack, texts);
		return texts;
	};
	const explained: PolicyExplanation[] = [];
	for (const document of documents)
		for (const policy of chosen) {
			if (!appliesTo(policy, document, session.shape !== undefined)) continue;
			const { builtins } = session.declarations;
			const asked = {
				document,
				policy,
				builtins,
				modules: textsOf(policy.pack),
				...(line === undefined ? {} : { line }),
			};
			explained.push(explainPolicy(asked, engine));
		}
	return { source: input.source, line, documents, explained, report };
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
		...evaluationBase(host),
	};
}

/** The documents that a line is in; all of them where no line is said, or where it is in none. */
function at(
	documents: readonly Document[],
	line: number | undefined,
	{ source }: InputFile,
): { readonly documents: readonly Document[]; readonly line: number | undefined } {
	if (documents.length === 0)
		throw new Refusal([nothingToExplain({ why: `there is no document in ${source.name}` })], 3);
	if (line === undefined) return { documents, line };
	const around = documents.filter((document) =>
		linesTouched(document.scope?.([]) ?? document.locate([]), source)?.includes(line),
	);
	return { documents: around.length > 0 ? around : documents, line };
}

/** The policies that are asked about, by any of their names. */
function named(names: readonly string[], session: Session, documents: readonly Document[]): readonly PolicyInForce[] {
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
		const fitting = active.filter((policy) =>
			documents.some((document) => appliesTo(policy, document, session.shape !== undefined)),
		);
		if (fitting.length === 0)
			throw new Refusal(
				[
					nothingToExplain({
						why: `${first?.code} looks at documents of kind \`${first?.on ?? "dockerfile, manifest, image"}\`, and here there is ${kindsOf(documents)}`,
						hint: "name a file of that kind, or say --kind",
					}),
				],
				3,
			);
		chosen.push(...fitting.filter((policy) => !chosen.includes(policy)));
	}
	return chosen;
}

function kindsOf(documents: readonly Document[]): string {
	return [...new Set(documents.map(({ kind }) => `\`${kind}\``))].join(", ");
}

/** The policies with a finding there. */
function found(
	report: Report,
	documents: readonly Document[],
	line: number | undefined,
	session: Session,
): readonly PolicyInForce[] {
	const isThere = ({ place, policy }: Finding): boolean =>
		documents.some((document) => {
			if (document.name !== place.document || (policy.on !== undefined && policy.on !== document.kind)) return false;
			const scope = document.scope?.(place.pointer) ?? document.locate(place.pointer);
			return line === undefined || linesTouched(scope, place.source)?.includes(line) === true;
		});
	const ids = new Set(report.findings.filter(isThere).map(({ policy }) => policy.id));
	const inForce = policiesInForce(session.packs, session.settings);
	if (ids.size > 0) return inForce.filter(({ info }) => ids.has(info.id));
	const asking = inForce.filter((policy) =>
		documents.some((document) => appliesTo(policy, document, session.shape !== undefined)),
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
