/** A bar chart as inline SVG: a row each with label, bar and number. */
import { plainLine, xmlText } from "../safeText.ts";

export interface Bar {
	readonly label: string;
	readonly count: number;
	/** A class of the page's style that gives the bar its color. */
	readonly tone?: string;
	/** What the row stands for in full; shown where the pointer rests. */
	readonly title?: string;
	/** A search that the row leads to. */
	readonly search?: string;
}

const WIDTH = 320;
const ROW = 22;
const LABEL = 110;
/** Room for each digit of the number behind the longest bar, and for the gap before it. */
const DIGIT = 7.5;
const GAP = 6;

/** A figure; nothing where all bars are empty. */
export function barChart(caption: string, bars: readonly Bar[]): string {
	const most = Math.max(0, ...bars.map(({ count }) => count));
	if (most === 0) return "";
	const room = Math.ceil(grouped(most).length * DIGIT) + GAP;
	const rows = bars.map(({ label, count, tone, title, search }, index) => {
		const width = count === 0 ? 0 : Math.max(2, Math.round((count / most) * (WIDTH - LABEL - room)));
		const y = index * ROW;
		const color = tone === undefined ? "" : ` class="${tone}"`;
		const row = `<text x="0" y="${y + 15}">${xmlText(clip(label))}</text><rect${color} x="${LABEL}" y="${y + 4}" width="${width}" height="14" rx="3"/><text x="${LABEL + width + GAP}" y="${y + 15}">${grouped(count)}</text>`;
		const told = title === undefined ? row : `<title>${xmlText(plainLine(title))}</title>${row}`;
		return search === undefined ? told : `<a href="#${encodeURIComponent(wellFormed(search))}">${told}</a>`;
	});
	const isLinked = bars.some(({ search }) => search !== undefined);
	const told = bars.map(({ label, count }) => `${label}: ${count}`).join(", ");
	const role = isLinked ? "group" : "img";
	return `<figure><figcaption>${xmlText(caption)}</figcaption><svg viewBox="0 0 ${WIDTH} ${bars.length * ROW}" role="${role}" aria-label="${xmlText(told)}">${rows.join("")}</svg></figure>`;
}

/** Half a surrogate pair has no encoding. */
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, "\ufffd");

const grouped = (count: number): string => String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");

function clip(label: string): string {
	const characters = [...label];
	return characters.length <= 16 ? label : `${characters.slice(0, 15).join("")}…`;
}
