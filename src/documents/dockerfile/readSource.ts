/** What `--from` names, in COPY and in mounts: a stage by name or number, else an image or a named context. */
import { dockerfileStageIndex } from "../../diagnostics/catalogue/dockerfile.ts";
import type { Span } from "../../text/span.ts";
import { known } from "./expand.ts";
import { imageFields } from "./imageFields.ts";
import type { Fields, InstructionReading } from "./reading.ts";
import type { StageReading } from "./stageReading.ts";

/** The object for a `--from`; notes that the stage uses what it names. */
export function readSource(stage: StageReading, reading: InstructionReading, text: string, at: Span): Fields {
	const expansion = reading.expandText(text, at);
	const source: Fields = { text, ref: known(expansion, text) };
	const name = expansion.text;
	const index = expansion.needs.length > 0 ? undefined : stageIndex(stage, reading, name, at);
	if (index !== undefined) {
		source.stage = index;
		if (!stage.uses.has(index)) stage.uses.set(index, reading.line.span(at.start, at.end));
	} else if (!/^\d+$/.test(name)) imageFields(source, expansion, text);
	return reading.place(source, at);
}

function stageIndex(stage: StageReading, reading: InstructionReading, name: string, at: Span): number | undefined {
	if (!/^\d+$/.test(name)) return stage.names.byName(name);
	const index = Number(name);
	if (index < stage.names.count) return index;
	reading.report(at, dockerfileStageIndex({ index: name, count: stage.names.count }));
	return undefined;
}
