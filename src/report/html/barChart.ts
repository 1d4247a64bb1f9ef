/** A bar chart as inline SVG: a row each with label, bar and number. */
import { xmlText } from "../safeText.ts";

export interface Bar {
	readonly label: string;
	readonly count: number;
	/** A class of the page's style that gives the bar its color. */
	readonly tone?: string;
}

const WIDTH = 320;
const ROW = 22;
const LABEL = 110;
/** Room for the number behind the longest bar. */
const NUMBER = 48;

/** A figure; nothing where all bars are empty. */
export function barChart(caption: string, bars: readonly Bar[]): string {
	const most = Math.max(0, ...bars.map(({ count }) => count));
	if (most === 0) return "";
	const rows = bars.map(({ label, count, tone }, index) => {
		const width = count === 0 ? 0 : Math.max(2, Math.round((count / most) * (WIDTH - LABEL - NUMBER)));
		const y = index * ROW;
		const color = tone === undefined ? "" : ` class="${tone}"`;
		return `<text x="0" y="${y + 15}">${xmlText(clip(label))}</text><rect${color} x="${LABEL}" y="${y + 4}" width="${width}" height="14" rx="3"/><text x="${LABEL + width + 6}" y="${y + 15}">${count}</text>`;
	});
	const told = bars.map(({ label, count }) => `${label}: ${count}`).join(", ");
	return `<figure><figcaption>${xmlText(caption)}</figcaption><svg viewBox="0 0 ${WIDTH} ${bars.length * ROW}" role="img" aria-label="${xmlText(told)}">${rows.join("")}</svg></figure>`;
}

function clip(label: string): string {
	const characters = [...label];
	return characters.length <= 16 ? label : `${characters.slice(0, 15).join("")}…`;
}
