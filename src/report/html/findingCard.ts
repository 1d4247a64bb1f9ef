/** One finding as it stands on the page: place, message, marked lines, reason, fix. */
import type { Finding } from "../../findings/finding.ts";
import { fixLines } from "../fixLines.ts";
import { isSecret, shownSource } from "../mask.ts";
import { pointerText } from "../region.ts";
import { plainLine, xmlText } from "../safeText.ts";

/** `explained`: its policy's reason and links are on the page already; the script moves them to the first of its findings that is shown. */
export function findingCard(finding: Finding, explained: boolean): string {
	const { policy, place, severity, action, message, suppressed } = finding;
	const position = place.span === undefined ? undefined : place.source.position(place.span.start);
	const where = position === undefined ? "" : `<span class="dim">${position.line}:${position.column}</span> `;
	const name = action === "warn" ? `${severity} (warning)` : severity;
	const element = plainLine(`${place.document}${pointerText(place.pointer)}`);
	const lines = [
		`<h3>${where}<span class="severity">${name}</span> <code>${line(policy.code)}</code> ${inline(message || policy.title || policy.name)}</h3>`,
		frame(finding),
		...(suppressed === undefined
			? []
			: [
					paragraph(
						`Excused: ${suppressed.reason}${suppressed.until === undefined ? "" : ` (until ${suppressed.until})`}`,
					),
				]),
		fix(finding),
		explained ? "" : why(finding),
		...(element === "" ? [] : [`<p class="dim element"><code>${line(element)}</code></p>`]),
	].filter((each) => each !== "");
	const classes = `${severity}${suppressed === undefined ? "" : " excused"}`;
	return `<article class="${classes}" data-severity="${severity}" data-policy="${line(policy.id)}" data-file="${line(place.source.name)}" tabindex="0">\n${lines.join("\n")}\n</article>`;
}

const MOST_LINES = 5;
const WIDEST = 240;

/** The lines that a finding touches, with its own part marked; nothing of others, as they may hold secrets that nobody marked. */
function frame(finding: Finding): string {
	const { span } = finding.place;
	if (span === undefined) return "";
	const source = shownSource(finding);
	const first = source.lineAt(span.start);
	const last = source.lineAt(Math.max(span.start, span.end - 1));
	const rows: string[] = [];
	for (let number = first; number <= Math.min(last, first + MOST_LINES - 1); number++) {
		const start = source.lineStarts[number - 1] as number;
		const whole = source.line(number);
		const from = Math.min(whole.length, Math.max(0, span.start - start));
		const to = Math.max(from, Math.min(whole.length, span.end - start));
		const cut = from > WIDEST / 2 && whole.length > WIDEST ? from - WIDEST / 2 : 0;
		const end = Math.min(whole.length, cut + WIDEST);
		const part = (a: number, b: number): string => text(whole.slice(a, Math.max(a, Math.min(b, end))));
		rows.push(
			`<span class="dim">${String(number).padStart(4)} | </span>${cut > 0 ? "…" : ""}${part(cut, from)}<mark>${part(from, to)}</mark>${part(to, end)}${end < whole.length ? "…" : ""}`,
		);
	}
	if (last - first >= MOST_LINES) rows.push(`<span class="dim">     | ${last - first + 1 - MOST_LINES} more</span>`);
	return `<pre>${rows.join("\n")}</pre>`;
}

function why({ policy: { about, see } }: Finding): string {
	const parts = [
		...(about === "" ? [] : [paragraph(about)]),
		...(see.length === 0 ? [] : [`<p class="dim">See ${see.map(link).join(", ")}</p>`]),
	];
	return parts.length === 0 ? "" : `<div class="why">${parts.join("\n")}</div>`;
}

function fix(finding: Finding): string {
	const lines = fixLines(finding);
	if (lines === undefined || finding.suppressed !== undefined) return "";
	if (isSecret(finding)) return paragraph("`policy eval --fix` rewrites this");
	const rows = [
		...lines.before.slice(0, MOST_LINES).map((each) => `<del>- ${text(each)}</del>`),
		...lines.after.slice(0, MOST_LINES).map((each) => `<ins>+ ${text(each)}</ins>`),
	];
	return `${paragraph("`policy eval --fix` writes")}\n<pre>${rows.join("\n")}</pre>`;
}

export const paragraph = (content: string): string => `<p>${inline(content)}</p>`;

/** Only web addresses become links. */
function link(reference: string): string {
	if (!/^https?:\/\/\S+$/.test(reference)) return line(reference);
	return `<a href="${line(reference)}" rel="noreferrer noopener">${line(reference)}</a>`;
}

/** One line as HTML; what XML needs escaped is what HTML does. */
export const line = (content: string): string => xmlText(plainLine(content));

/** A line of a file: blanks at its ends stay. */
const text = (content: string): string =>
	xmlText(content.replace(/\t/g, "    ").replace(/[\r\n\u202a-\u202e\u2066-\u2069]/g, "\ufffd"));

/** A line whose words in backticks are code. */
export function inline(content: string): string {
	return line(content).replace(/`([^`]+)`/g, "<code>$1</code>");
}
