/** Where a YAML document has `!reset` and `!override` (compose-spec, 13-merge): tags that values don't keep. */
import { EVENT_ID } from "js-yaml";
import type { YamlDocument } from "../yaml/loadYaml.ts";
import { yamlEvents } from "../yaml/yamlEvents.ts";
import type { MergeTag } from "./composeNode.ts";

interface Frame {
	readonly isMap: boolean;
	key: string | undefined;
	index: number;
	readonly steps: readonly (string | number)[];
}

/** The name under which a node's tag is found. */
export const nameOfSteps = (steps: readonly (string | number)[]): string => JSON.stringify(steps);

export function mergeTags(document: YamlDocument): ReadonlyMap<string, MergeTag> {
	const tags = new Map<string, MergeTag>();
	const { text } = document;
	if (!/!(?:reset|override)\b/.test(text)) return tags;
	const events = yamlEvents(text);
	if (!Array.isArray(events)) return tags;
	const frames: Frame[] = [];
	const here = (): readonly (string | number)[] => {
		const frame = frames.at(-1);
		return frame === undefined ? [] : [...frame.steps, frame.isMap ? (frame.key ?? "") : frame.index];
	};
	const done = (): void => {
		const frame = frames.at(-1);
		if (frame?.isMap) frame.key = undefined;
		else if (frame !== undefined) frame.index++;
	};
	for (const event of events) {
		if (event.type === EVENT_ID.POP) {
			frames.pop();
			done();
			continue;
		}
		if (event.type === EVENT_ID.DOCUMENT) continue;
		const frame = frames.at(-1);
		if (frame?.isMap && frame.key === undefined && event.type === EVENT_ID.SCALAR) {
			frame.key = text.slice(event.valueStart, event.valueEnd);
			continue;
		}
		if (event.type !== EVENT_ID.ALIAS && event.tagStart !== -1) {
			const tag = text.slice(event.tagStart, event.tagEnd);
			if (tag === "!reset" || tag === "!override") tags.set(nameOfSteps(here()), tag.slice(1) as MergeTag);
		}
		if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE)
			frames.push({ isMap: event.type === EVENT_ID.MAPPING, key: undefined, index: 0, steps: here() });
		else done();
	}
	return tags;
}
