/** A command written as one text, cut into words as a shell would, without expanding anything: compose runs no shell for it. */
import { partOf, type ScalarNode, textOf } from "./composeNode.ts";

/** Words with the place of each; a word with quotes or escapes in it stands where its quotes do. */
export function splitWords(node: ScalarNode): ScalarNode[] {
	const text = textOf(node) ?? "";
	const result: ScalarNode[] = [];
	for (const found of text.matchAll(/(?:[^\s"'\\]|\\[\s\S]|"(?:[^"\\]|\\[\s\S])*"?|'[^']*'?|\\$)+/g)) {
		const part = partOf(node, found.index, found.index + found[0].length);
		const value = found[0].replace(
			/"((?:[^"\\]|\\[\s\S])*)"?|'([^']*)'?|\\([\s\S])/g,
			(_, double: string | undefined, single: string | undefined, escaped: string | undefined) =>
				double?.replace(/\\([\s\S])/g, "$1") ?? single ?? escaped ?? "",
		);
		result.push({ ...part, value });
	}
	return result;
}
