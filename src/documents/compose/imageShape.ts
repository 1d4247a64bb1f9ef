/** The image of a service, taken apart, with holes where variables aren't given. */
import type { Value } from "../../runtime/values/value.ts";
import { imageFields } from "../dockerfile/imageFields.ts";
import { evidenceFields } from "../image-reference/evidenceFields.ts";
import { partOfReference } from "../image-reference/partOfReference.ts";
import { referenceFields } from "../image-reference/schema.ts";
import { closed } from "../jsonSchema.ts";
import { mapNode, type Node, type ScalarNode, textOf } from "./composeNode.ts";
import type { Shape } from "./fieldShapes.ts";

export const imageShape: Shape = {
	schema: closed({ ...referenceFields, ...evidenceFields }, "The image. With `build`, the name of what is built."),
	read: (node) =>
		node.kind === "scalar" && textOf(node) !== undefined && textOf(node) !== "" ? imageNode(node) : undefined,
};

function imageNode(node: ScalarNode): Node {
	const text = textOf(node) as string;
	const parts: Record<string, Value> = {};
	const valid = imageFields(parts, { text, needs: node.needs }, node.written);
	const isVerbatim = node.written === text;
	const entries = Object.entries({ valid, ...parts }).map(([key, value]) => {
		const part = isVerbatim ? partOfReference(text, key) : undefined;
		const origin = part === undefined ? node.origin : { ...node.origin, part };
		return [key, { kind: "scalar", value, written: "", needs: [], origin }] as const;
	});
	return { ...mapNode([["ref", { ...node, value: text }], ...entries], node.origin), whole: true };
}
