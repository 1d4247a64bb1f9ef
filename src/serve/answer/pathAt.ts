/** From a span in a JSON text to the way to the node that stands there, and how people write it. */
import { skipValue } from "../../documents/json/jsonPlaces.ts";
import type { Span } from "../../text/span.ts";

type Path = readonly (string | number)[];

/** A collection that is open where the text is read. */
interface Open {
	readonly isList: boolean;
	/** How many members or items came before. */
	count: number;
	/** Where the key of the member begins; undefined between a member and the next key. */
	key: number | undefined;
}

/**
 * The innermost node around a span, found in one go. A long node is marked by how it begins: a span that begins with a key and goes on past it, or is the
 * first key there, stands for what holds the key.
 * @param text JSON
 */
export function pathAt(text: string, span: Span): Path {
	const open: Open[] = [];
	for (let at = 0; at < text.length && at <= span.start; at++) {
		const inner = open.at(-1);
		const character = text[at];
		if (character === '"') {
			const end = skipValue(text, at);
			const isKey = inner !== undefined && !inner.isList && inner.key === undefined;
			if (isKey && span.start < end) {
				const isBeginning = span.end > end || inner.count === 0;
				return isBeginning ? pathOf(text, open.slice(0, -1)) : [...pathOf(text, open.slice(0, -1)), nameAt(text, at)];
			}
			if (isKey) inner.key = at;
			at = end - 1;
		} else if (at === span.start) break;
		else if (character === "{" || character === "[") open.push({ isList: character === "[", count: 0, key: undefined });
		else if (character === "}" || character === "]") open.pop();
		else if (character === "," && inner !== undefined) {
			inner.count++;
			inner.key = undefined;
		}
	}
	return pathOf(text, open);
}

function pathOf(text: string, open: readonly Open[]): Path {
	return open.flatMap(({ isList, count, key }) => (isList ? count : key === undefined ? [] : nameAt(text, key)));
}

const nameAt = (text: string, start: number): string => JSON.parse(text.slice(start, skipValue(text, start))) as string;

/** `spec.containers[0].image`, as kubectl writes it; keys that are no words in brackets. */
export function pathText(path: Path): string {
	return path
		.map((step, index) => {
			if (typeof step === "number") return `[${step}]`;
			if (!/^[\w-]+$/.test(step)) return `[${JSON.stringify(step)}]`;
			return index === 0 ? step : `.${step}`;
		})
		.join("");
}
