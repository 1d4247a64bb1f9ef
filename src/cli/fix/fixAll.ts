/**
 * Applies the fixes of a report, looks again, and says what was put right and what wasn't. Nothing is written here:
 * files are changed in an overlay, and the caller writes what came of it.
 */
import path from "node:path";
import type { Finding, Report } from "../../findings/finding.ts";
import { decode } from "../../text/decode.ts";
import { HostError, type HostFiles } from "../host/host.ts";
import { applyEdits } from "./applyEdits.ts";

export interface FixedFile {
	/** As sources are named. */
	readonly name: string;
	readonly before: string;
	readonly after: string;
}

export interface Unfixed {
	readonly finding: Finding;
	readonly why: string;
}

export interface FixResult {
	/** What is left, with the fixes in place. */
	readonly report: Report;
	readonly files: readonly FixedFile[];
	readonly fixed: readonly Finding[];
	readonly unfixed: readonly Unfixed[];
}

/** A fix may uncover the next one, as when a stage gets a name; more rounds than this mean that fixes undo each other. */
const MOST_ROUNDS = 8;

/** Evaluates through the files it is given: everything, or the files of some names. */
type Evaluate = (files: HostFiles, only?: ReadonlySet<string>) => Report;

/** What fixing one file needs to know of the others. */
interface Fixing {
	readonly cwd: string;
	readonly files: HostFiles;
	readonly evaluate: Evaluate;
	readonly changes: Map<string, FixedFile>;
	readonly fixed: Finding[];
	readonly unfixed: Unfixed[];
}

export function fixAll(cwd: string, files: HostFiles, first: Report, evaluate: Evaluate): FixResult {
	const fixing: Fixing = { cwd, files, evaluate, changes: new Map(), fixed: [], unfixed: [] };
	for (const [name, findings] of bySource(first.findings.filter(isFixable))) fixFile(name, findings, first, fixing);
	const changed = [...fixing.changes.values()].filter((file) => file.before !== file.after);
	return {
		report: changed.length === 0 ? first : evaluate(overlay(cwd, files, fixing.changes)),
		files: changed,
		fixed: fixing.fixed,
		unfixed: fixing.unfixed,
	};
}

/** Fixes one file, round by round; only what it has a say in is evaluated again. */
function fixFile(name: string, first: readonly Finding[], whole: Report, fixing: Fixing): void {
	const { cwd, files, evaluate, changes } = fixing;
	const text = textOf(files, path.resolve(cwd, name));
	const why =
		text === undefined ? "it is no file that can be written" : obstacle(whole, name, first[0] as Finding, text);
	if (text === undefined || why !== undefined) {
		fixing.unfixed.push(...first.map((finding) => ({ finding, why: why ?? "" })));
		return;
	}
	const concerned = concernedBy(name, whole);
	const refused = new Map<string, Unfixed>();
	const open = (report: Report): readonly Finding[] =>
		report.findings.filter(
			(finding) => isFixable(finding) && finding.place.source.name === name && !refused.has(finding.fingerprint),
		);
	let report = evaluate(overlay(cwd, files, changes), concerned);
	for (let round = 0; round < MOST_ROUNDS && open(report).length > 0; round++) {
		const attempt = bestAttempt(
			name,
			changes.get(name)?.after ?? text,
			open(report),
			report,
			concerned,
			refused,
			fixing,
		);
		if (attempt === undefined) break;
		changes.set(name, attempt.file);
		fixing.fixed.push(...attempt.applied);
		report = attempt.report;
	}
	for (const finding of open(report))
		refused.set(finding.fingerprint, { finding, why: "it comes back with every fix" });
	fixing.unfixed.push(...refused.values());
}

/** The files whose findings a change can alter: the file itself, or where it only lies beside them, those around it. */
function concernedBy(name: string, report: Report): ReadonlySet<string> {
	const names = report.files.map(({ source }) => source);
	if (names.includes(name)) return new Set([name]);
	const folder = path.posix.dirname(name);
	return new Set(names.filter((other) => path.posix.dirname(other) === folder));
}

/** As many fixes as do good together; what one fix spoils, the others need not suffer. Those that do none are refused. */
function bestAttempt(
	name: string,
	text: string,
	findings: readonly Finding[],
	before: Report,
	concerned: ReadonlySet<string>,
	refused: Map<string, Unfixed>,
	fixing: Fixing,
): Attempt | undefined {
	const attempt = (some: readonly Finding[]): Attempt => attemptFix(name, text, some, concerned, fixing);
	for (let candidates = findings; candidates.length > 0; ) {
		const together = attempt(candidates);
		const suspects = futileFixes(together, before);
		// Another fix may have broken the file, or made a finding of the same words: each is asked alone.
		const futile =
			candidates.length === 1 ? suspects : suspects.flatMap(({ finding }) => futileFixes(attempt([finding]), before));
		for (const each of futile) refused.set(each.finding.fingerprint, each);
		if (futile.length > 0) candidates = candidates.filter((finding) => !refused.has(finding.fingerprint));
		else if (errorsIn(together.report, name) > errorsIn(before, name)) candidates = candidates.slice(0, 1);
		else return together;
	}
	return undefined;
}

interface Attempt {
	readonly file: FixedFile;
	readonly applied: readonly Finding[];
	readonly report: Report;
}

function attemptFix(
	name: string,
	text: string,
	findings: readonly Finding[],
	concerned: ReadonlySet<string>,
	{ cwd, files, changes, evaluate }: Fixing,
): Attempt {
	const { text: after, applied } = applyEdits(text, findings);
	const file = { name, before: changes.get(name)?.before ?? text, after };
	return { file, applied, report: evaluate(overlay(cwd, files, new Map(changes).set(name, file)), concerned) };
}

/** Which of the applied fixes did no good: the finding is still there, or the file has got an error. */
function futileFixes({ file, applied, report }: Attempt, before: Report): readonly Unfixed[] {
	if (errorsIn(report, file.name) > errorsIn(before, file.name))
		return applied.map((finding) => ({ finding, why: "the result would have an error" }));
	const was = countAlike(before.findings);
	const is = countAlike(report.findings);
	const meant = countAlike(applied);
	return applied
		.filter(
			(finding) => (is.get(alike(finding)) ?? 0) > (was.get(alike(finding)) ?? 0) - (meant.get(alike(finding)) ?? 0),
		)
		.map((finding) => ({ finding, why: "it is still found after its fix" }));
}

/** Findings that say the same of the same file; a fix moves the others about, so their places don't count. */
function alike({ policy, message, place }: Finding): string {
	return JSON.stringify([policy.id, message, place.source.name, place.document]);
}

function countAlike(findings: readonly Finding[]): Map<string, number> {
	const counts = new Map<string, number>();
	for (const finding of findings) counts.set(alike(finding), (counts.get(alike(finding)) ?? 0) + 1);
	return counts;
}

function isFixable(finding: Finding): boolean {
	return finding.suppressed === undefined && finding.fix !== undefined && finding.fix.length > 0;
}

function bySource(findings: readonly Finding[]): Map<string, Finding[]> {
	const groups = new Map<string, Finding[]>();
	for (const finding of findings) {
		const group = groups.get(finding.place.source.name);
		if (group === undefined) groups.set(finding.place.source.name, [finding]);
		else group.push(finding);
	}
	return groups;
}

/** Why a file may not be changed: fixes never leave the folders that were asked for, nor touch text they weren't made for. */
function obstacle(report: Report, name: string, finding: Finding, text: string): string | undefined {
	if (finding.place.source.text !== text) return "its text isn't that of a file";
	const folder = path.posix.dirname(name);
	const within = report.files.some((file) => {
		const around = path.posix.dirname(file.source);
		return file.source === name || folder === around || folder.startsWith(`${around}/`);
	});
	return within ? undefined : "it lies outside of what was checked";
}

/** The text of a file that can be written back as it was: UTF-8. */
export function textOf(files: HostFiles, file: string): string | undefined {
	try {
		const bytes = files.read(file);
		const decoded = decode(bytes);
		if ("fault" in decoded) return undefined;
		return bytes.length === new TextEncoder().encode(decoded.text).length ? decoded.text : undefined;
	} catch (error) {
		if (error instanceof HostError) return undefined;
		throw error;
	}
}

function errorsIn(report: Report, name: string): number {
	return report.diagnostics.filter(({ kind, source }) => kind.severity === "error" && source?.name === name).length;
}

/** The files, with changes on top. */
function overlay(cwd: string, files: HostFiles, changes: ReadonlyMap<string, FixedFile>): HostFiles {
	const changed = new Map(
		[...changes.values()].map(({ name, after }) => [path.resolve(cwd, name), new TextEncoder().encode(after)]),
	);
	const bytesOf = (name: string): Uint8Array | undefined => changed.get(path.resolve(cwd, name));
	return {
		...files,
		read: (name) => bytesOf(name) ?? files.read(name),
		readAt: (name, offset, most) => bytesOf(name)?.subarray(offset, offset + most) ?? files.readAt(name, offset, most),
		stat: (name) => {
			const entry = files.stat(name);
			const bytes = bytesOf(name);
			return entry === undefined || bytes === undefined ? entry : { ...entry, size: bytes.length };
		},
	};
}
