/** What stages mean to each other: who builds on whom, who copies from whom, what the final image needs. */
import { dockerfileCycle } from "../../diagnostics/catalogue/dockerfile.ts";
import type { From } from "./readFrom.ts";
import type { Fields, FileReading } from "./reading.ts";
import type { StageReading } from "./stageReading.ts";

/** A stage that has been read to its end. */
export interface ReadStage {
	readonly fields: Fields;
	readonly from: From;
	readonly reading: StageReading;
}

/** Fills in what only the whole file tells of its stages. */
export function finishStages(stages: readonly ReadStage[], file: FileReading): void {
	const last = stages.length - 1;
	const chains: number[][] = [];
	for (const [index, { from }] of stages.entries())
		chains.push([...(from.parent === undefined ? [] : (chains[from.parent] as number[])), index]);
	const shipped = new Set(chains[last]);
	const used = reachable(stages, last);
	for (const [index, { fields, reading }] of stages.entries()) {
		const chain = chains[index] as number[];
		const root = stages[chain[0] as number] as ReadStage;
		fields.base = imageOf(root.from.fields);
		fields.chain = [...chain];
		fields.uses = [...reading.uses.keys()].sort((a, b) => a - b);
		fields.final = index === last;
		fields.shipped = shipped.has(index);
		fields.used = used.has(index);
		fields.os = reading.os;
		// The lists come before `config`, so that an instruction in effect is first found, and placed, in its list.
		Object.assign(fields, reading.lists);
		fields.config = reading.config(file.places);
		file.places.same(fields, "base", root.from.fields);
		file.places.same(fields, "config", fields);
		reportCycles(stages, index, file);
	}
}

/** A copy of what FROM says of the image alone. */
function imageOf(from: Fields): Fields {
	const { stage, scratch, valid, platform, ...image } = from;
	return image;
}

/** The stages that one needs, itself included. */
function reachable(stages: readonly ReadStage[], from: number): ReadonlySet<number> {
	const reached = new Set<number>();
	const pending = from < 0 ? [] : [from];
	for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
		if (reached.has(index)) continue;
		reached.add(index);
		const { from: base, reading } = stages[index] as ReadStage;
		pending.push(...(base.parent === undefined ? base.candidates : [base.parent]), ...reading.uses.keys());
	}
	return reached;
}

/** Each circle is told once, at the first use that leads into it. */
function reportCycles(stages: readonly ReadStage[], index: number, file: FileReading): void {
	for (const [needed, span] of (stages[index] as ReadStage).reading.uses) {
		if (needed < index || !reachable(stages, needed).has(index)) continue;
		const { name } = (stages[needed] as ReadStage).fields;
		file.report(span, dockerfileCycle({ stage: String(name ?? needed) }));
	}
}
