/** Explanations for eyes: an indented tree with a mark at each condition, its values below it. */
import { type Painter, placeText, visible } from "../diagnostics/render.ts";
import type { Suppression } from "../findings/finding.ts";
import { needsText } from "../findings/needs.ts";
import type { DocumentPlace } from "../places/placeOf.ts";
import { toRegoText } from "../runtime/values/regoText.ts";
import { Unknown } from "../runtime/values/unknown.ts";
import type { FindingExplanation, PolicyExplanation } from "./explainPolicy.ts";
import { type FileExplanation, outcomeOf, reported } from "./fileExplanation.ts";
import type { NamedValue, Reason, Standing } from "./reason.ts";

export interface TextOptions {
	readonly painter: Painter;
	/** Takes what must not be seen out of a text. */
	readonly mask: (text: string) => string;
	/** The name of the file that lines are of where none is said. Absent: there is one file only. */
	readonly file?: string;
}

/** Longest text of an expression and of a value. */
const LONGEST = 100;

/** All that is said of a file, a block for each finding and for each policy without one. */
export function explanationAsText(explanation: FileExplanation, given: Omit<TextOptions, "file">): string {
	const options = { ...given, file: explanation.source.name };
	const blocks = explanation.explained.flatMap((each) => blocksOf(each, explanation, options));
	return `${blocks.join("\n\n")}\n`;
}

function blocksOf(each: PolicyExplanation, explanation: FileExplanation, options: TextOptions): string[] {
	const { findings, more } = each;
	if (findings.length === 0) return [withoutFinding(each, explanation, options)];
	const rest = more === 0 ? [] : [options.painter.dim(`and ${more} more of ${visible(each.policy.code)}`)];
	return [...findings.map((finding) => foundBlock(finding, each, explanation, options)), ...rest];
}

function foundBlock(
	finding: FindingExplanation,
	each: PolicyExplanation,
	{ report }: FileExplanation,
	options: TextOptions,
): string {
	const { painter, mask } = options;
	const { message, place, action, reason } = finding;
	const settled = reported(each, finding, report);
	const excuse = settled?.suppressed;
	const excused =
		excuse === undefined
			? []
			: [
					`  ${painter.warning("excused")} by ${excuserText(excuse)}: ${mask(visible(excuse.reason))}${excuse.until === undefined ? "" : ` until ${excuse.until}`}`,
				];
	const severity = settled?.severity ?? each.policy.severity;
	const paint = action === "deny" ? painter.error : painter.warning;
	return [
		`${painter.bold(visible(placeText(place.source, place.span)))}  ${paint(severity)}  ${policyText(each, painter)}  ${mask(visible(settled?.message ?? message)).replace(/\s+/g, " ")}${documentNote(each, painter)}`,
		...excused,
		...reasonLines([reason], 1, options),
	].join("\n");
}

/** `a comment at Dockerfile:3:1`, `the baseline policy.baseline.json`. */
function excuserText({ by, source, span }: Suppression): string {
	const where = visible(placeText(source, span));
	if (by === "baseline") return `the baseline ${where}`;
	return `${by === "comment" ? "a comment" : "an exception"} at ${where}`;
}

function withoutFinding(each: PolicyExplanation, explanation: FileExplanation, options: TextOptions): string {
	const { painter } = options;
	const { source, line, report } = explanation;
	const where = visible(line === undefined ? source.name : `${source.name}:${line}`);
	const entry = outcomeOf(each, report);
	const what =
		entry?.outcome === "error"
			? painter.error(`it was stopped: ${visible(entry.reason ?? "")}`)
			: each.needs.length > 0
				? painter.warning(`unknown: ${needsText(each.needs, each.document.kind)}`)
				: "no finding";
	return [
		`${painter.bold(where)}  ${policyText(each, painter)}  ${what}${documentNote(each, painter)}`,
		...reasonLines(each.rules, 1, options),
	].join("\n");
}

const policyText = ({ policy }: PolicyExplanation, painter: Painter): string =>
	`${painter.bold(visible(policy.code))} ${visible(policy.name)}`;

function documentNote({ document }: PolicyExplanation, painter: Painter): string {
	return document.name === "" ? "" : `  ${painter.dim(`(${visible(document.name)})`)}`;
}

/** Lines of reasons, indented by so many steps. */
export function reasonLines(reasons: readonly Reason[], depth: number, options: TextOptions): string[] {
	return reasons.flatMap((reason) => linesOf(reason, depth, options));
}

function linesOf(reason: Reason, depth: number, options: TextOptions): string[] {
	const { painter } = options;
	const pad = "  ".repeat(depth);
	const mark = markOf(reason.standing, painter);
	const { kind, values, reasons, more } = reason;
	const rest = more !== undefined && kind !== "note" ? [`${pad}  ${painter.dim(`and ${more} more`)}`] : [];
	const inner = reasonLines(reasons, depth + 1, options);
	if (kind === "element") {
		const [first = "", ...others] = values.map((value) => valueText(value, options));
		return [`${pad}${mark}${first}`, ...others.map((line) => `${pad}  ${line}`), ...inner, ...rest];
	}
	if (kind === "note") return [`${pad}${painter.dim(options.mask(visible(reason.text)))}`];
	const shown = cut(options.mask(visible(reason.text)));
	const where = kind === "rule" ? `  ${painter.dim(placeText(reason.source, reason.span))}` : "";
	const ways = waysNote(reason.ways, painter);
	const head = kind === "rule" ? painter.bold(shown) : shown;
	return [
		`${pad}${mark}${head}${where}${ways}`,
		...values.map((value) => `${pad}    ${valueText(value, options)}`),
		...inner,
		...rest,
	];
}

/** Elements that an iteration came to, or those that a condition left. */
function waysNote(ways: Reason["ways"], painter: Painter): string {
	if (ways === undefined || ways.before === ways.after) return "";
	const { before, after } = ways;
	return `  ${painter.dim(after > before ? `${after} tried` : `${after} of ${before}`)}`;
}

function markOf(standing: Standing | undefined, painter: Painter): string {
	switch (standing) {
		case "holds":
			return `${painter.info("✓")} `;
		case "fails":
			return `${painter.error("✗")} `;
		case "unknown":
			return `${painter.warning("?")} `;
		case undefined:
			return "";
	}
}

export function valueText({ text, value, place, count }: NamedValue, { painter, mask, file }: TextOptions): string {
	const name = cut(visible(text));
	const many = count === undefined ? "" : ` ${painter.dim(`and ${count - 1} more values`)}`;
	if (value === undefined) return `${painter.dim(`${name} is undefined`)}`;
	if (value instanceof Unknown) return `${painter.dim(`${name} is unknown:`)} ${mask(cut(visible(value.text)))}`;
	const written = place === undefined ? undefined : writtenText(place);
	const elsewhere = file === undefined || place === undefined || place.source.name === file ? "" : place.source.name;
	if (written !== undefined)
		return `${painter.dim(`${name}: ${visible(elsewhere)}${elsewhere === "" ? "" : " "}line ${written.line}:`)} ${mask(cut(visible(written.text)))}${many}`;
	return `${painter.dim(`${name} =`)} ${mask(cut(visible(toRegoText(value))))}${many}`;
}

/** Part of the document as it is written, which says more than its normalized form. */
function writtenText({ source, span }: DocumentPlace): { readonly line: number; readonly text: string } | undefined {
	if (span === undefined) return undefined;
	const line = source.lineAt(span.start);
	const [text = ""] = source.slice(span).split("\n");
	return { line, text: text.trim() };
}

function cut(text: string): string {
	return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}
