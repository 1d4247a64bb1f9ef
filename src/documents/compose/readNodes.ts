/** A YAML document as nodes, with its variables filled in. */
import { composeInterpolation } from "../../diagnostics/catalogue/compose.ts";
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { isArray } from "../../runtime/values/access.ts";
import { ExactNumber } from "../../runtime/values/exactNumber.ts";
import type { Value } from "../../runtime/values/value.ts";
import { asObject } from "../fields.ts";
import type { YamlDocument } from "../yaml/loadYaml.ts";
import { type Node, type Origin, pointerOf } from "./composeNode.ts";
import { interpolate, type Use } from "./interpolate.ts";
import { mergeTags, nameOfSteps } from "./mergeTags.ts";

/** A variable that a file uses, and where. */
export interface PlacedUse extends Use {
	readonly origin: Origin;
}

export interface Nodes {
	readonly root: Node;
	readonly uses: readonly PlacedUse[];
	readonly diagnostics: readonly Diagnostic[];
}

export function readNodes(document: YamlDocument, lookup: (name: string) => string | undefined): Nodes {
	const tags = mergeTags(document);
	const uses: PlacedUse[] = [];
	const diagnostics: Diagnostic[] = [];

	const read = (value: Value, origin: Origin): Node => {
		const tag = tags.size === 0 ? undefined : tags.get(nameOfSteps(pointerOf(origin)));
		const tagged = tag === undefined ? {} : { tag };
		if (isArray(value)) {
			const items = value.map((item, key) => read(item, { document, parent: origin, key }));
			return { kind: "list", items, origin, ...tagged };
		}
		if (value instanceof ExactNumber)
			return { kind: "scalar", value, written: value.text, needs: [], origin, ...tagged };
		const object = asObject(value);
		if (object !== undefined) {
			const entries = new Map(
				Object.keys(object).map((key) => [key, read(object[key] as Value, { document, parent: origin, key })]),
			);
			return { kind: "map", entries, origin, ...tagged };
		}
		if (typeof value !== "string")
			return { kind: "scalar", value, written: value === null ? "" : String(value), needs: [], origin, ...tagged };
		const found = interpolate(value, lookup);
		if (found.malformed)
			diagnostics.push(at(document.source, document.place(pointerOf(origin)), composeInterpolation({ text: value })));
		for (const use of found.uses)
			uses.push({ ...use, origin: { ...origin, part: { start: use.start, end: use.end } } });
		return { kind: "scalar", value: found.text, written: value, needs: found.needs, origin, ...tagged };
	};

	const root = read(document.value, { document });
	return { root, uses, diagnostics };
}
