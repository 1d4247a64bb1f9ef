/**
 * A Dockerfile's text to the value that policies see: in which order things are read, and what they are put together to.
 * Pure: the same text and options give the same value; `places` is told where everything stands.
 */
import {
	dockerfileEmpty,
	dockerfileFromMissing,
	instructionBeforeFrom,
	instructionUnknown,
} from "../../diagnostics/catalogue/dockerfile.ts";
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { Unknown } from "../../runtime/values/unknown.ts";
import type { Value } from "../../runtime/values/value.ts";
import type { Source } from "../../text/source.ts";
import type { ParseOptions } from "../document.ts";
import { JoinedText } from "./joinedText.ts";
import type { Os } from "./paths.ts";
import type { Places } from "./places.ts";
import { readDirectives } from "./readDirectives.ts";
import { readFrom, stageNameIn } from "./readFrom.ts";
import { keywords, nearestKeyword, readInstruction } from "./readInstruction.ts";
import { type Instruction, readInstructions } from "./readInstructions.ts";
import { expansionBudget, type Fields, type FileReading, InstructionReading, type VariableScope } from "./reading.ts";
import { readArgs } from "./readPairs.ts";
import { GlobalScope, StageScope } from "./scope.ts";
import { finishStages, type ReadStage } from "./stageGraph.ts";
import { type StageNames, StageReading } from "./stageReading.ts";

export interface ReadDockerfile {
	readonly value: Fields;
	readonly diagnostics: readonly Diagnostic[];
	readonly instructions: readonly Instruction[];
}

export function readDockerfile(source: Source, options: ParseOptions, places: Places): ReadDockerfile {
	const diagnostics: Diagnostic[] = [];
	const report: FileReading["report"] = (span, message) => diagnostics.push(at(source, span, message));
	const found = readInstructions(source.text, report);
	const { directives, comments, instructions } = found;
	const file: FileReading = { escape: found.escape, places, report, budget: { characters: expansionBudget } };
	const reader = new DockerfileReader(file, options, instructions);
	for (const [index, instruction] of instructions.entries()) reader.read(instruction, index);
	finishStages(reader.stages, file);

	const value: Fields = {
		directives: readDirectives(directives, places),
		args: reader.args,
		stages: reader.stages.map(({ fields }) => fields),
		instructions: reader.instructions,
		comments: comments.map(({ text, span, before }) => {
			const comment: Fields = { text };
			if (before < instructions.length) comment.before = before;
			places.node(comment, JoinedText.fixed("", span), 0, 0);
			return comment;
		}),
	};
	if (reader.stages.length > 0) value.final = reader.stages.length - 1;
	const [first] = instructions;
	if (first === undefined) report({ start: 0, end: 0 }, dockerfileEmpty());
	else if (reader.stages.length === 0) report(first.span, dockerfileFromMissing());
	return { value, diagnostics, instructions };
}

class DockerfileReader {
	readonly args: Fields[] = [];
	readonly stages: ReadStage[] = [];
	readonly instructions: Fields[] = [];
	readonly #file: FileReading;
	readonly #found: readonly Instruction[];
	readonly #global: GlobalScope;
	readonly #names: StageNames;
	/** The stages' names in lowercase, those to come included. */
	readonly #stageNames: readonly (string | undefined)[];

	constructor(file: FileReading, options: ParseOptions, found: readonly Instruction[]) {
		this.#file = file;
		this.#found = found;
		this.#global = new GlobalScope(options);
		const froms = found.filter(({ keyword }) => keyword === "FROM");
		const names = froms.map(({ line, rest }) => stageNameIn(line.text, rest));
		this.#stageNames = names;
		this.#names = {
			count: names.length,
			byName: (name) => {
				const index = names.lastIndexOf(name.toLowerCase());
				return index === -1 ? undefined : index;
			},
		};
	}

	read(instruction: Instruction, index: number): void {
		const fields = this.#fields(instruction, index);
		this.instructions.push(fields);
		const stage = this.stages.at(-1)?.reading;
		const { keyword, line, keywordEnd } = instruction;
		const keywordSpan = line.span(0, keywordEnd);
		if (!keywords.has(keyword)) {
			const written = fields.written as string;
			this.#file.report(keywordSpan, instructionUnknown({ keyword: written, nearest: nearestKeyword(keyword) }));
			if (stage !== undefined) fields.stage = stage.index;
		} else if (keyword === "FROM") this.#from(instruction, index, fields);
		else if (stage === undefined) {
			const reading = this.#reading(instruction, index, this.#global);
			if (keyword === "ARG") this.args.push(...readArgs(reading, this.#global, undefined));
			else this.#file.report(keywordSpan, instructionBeforeFrom({ keyword }));
			fields.variables = variablesOf(reading.names);
		} else {
			const reading = this.#reading(instruction, index, stage.scope);
			const shellVariables = readInstruction(stage, reading, instruction, this.#global);
			fields.stage = stage.index;
			fields.variables = variablesOf(new Map([...(shellVariables ?? []), ...reading.names]));
		}
	}

	/** The instruction as such. */
	#fields({ keyword, line, keywordEnd, rest, blankLines, span }: Instruction, index: number): Fields {
		const { places } = this.#file;
		const fields: Fields = {
			index,
			keyword,
			written: line.text.slice(0, keywordEnd),
			text: line.text.slice(rest),
			blank_lines: blankLines,
			variables: [],
		};
		places.node(fields, JoinedText.fixed("", span), 0, 0);
		for (const key of ["keyword", "written"]) places.entry(fields, key, line, 0, keywordEnd);
		places.entry(fields, "text", line, rest, line.text.length);
		return fields;
	}

	#reading(instruction: Instruction, index: number, scope: VariableScope): InstructionReading {
		const { keyword, line, rest, span } = instruction;
		return new InstructionReading(this.#file, keyword, index, line, rest, span, scope, keywords.get(keyword) ?? []);
	}

	#from(instruction: Instruction, index: number, fields: Fields): void {
		const reading = this.#reading(instruction, index, this.#global);
		const stageIndex = this.stages.length;
		const from = readFrom(reading, this.#stageNames.slice(0, stageIndex));
		const parent = from.parent === undefined ? undefined : this.stages[from.parent]?.reading;
		const scratch = from.fields.scratch === true;
		const scope = new StageScope(this.#global, parent?.scope, scratch ? undefined : (from.fields.text as string));
		const os = from.os ?? parent?.os ?? this.#guessedOs(from.fields.ref as Value, index);
		const stage: Fields = { index: stageIndex };
		if (from.name !== undefined) {
			stage.name = from.name;
			const start = reading.text.lastIndexOf(from.name);
			reading.placeEntry(stage, "name", { start, end: start + from.name.length });
		}
		stage.from = from.fields;
		this.stages.push({
			fields: reading.placeWhole(stage),
			from,
			reading: new StageReading(stageIndex, this.#names, parent, scope, os, scratch),
		});
		fields.stage = stageIndex;
		if (from.as !== undefined) {
			fields.as = reading.slice(from.as);
			reading.placeEntry(fields, "as", from.as);
		}
		fields.variables = variablesOf(reading.names);
	}

	/** Where the base image isn't known, what its stage says gives Windows away: users of its own, paths with a drive. */
	#guessedOs(ref: Value, index: number): Os {
		if (this.#file.escape === "`") return "windows";
		if (!(ref instanceof Unknown)) return "linux";
		for (const { keyword, line, rest } of this.#found.slice(index + 1)) {
			if (keyword === "FROM") break;
			const text = line.text.slice(rest);
			if (keyword === "USER" && /^container(?:administrator|user)$/i.test(text)) return "windows";
			if (keyword === "WORKDIR" && /^["']?[a-z]:[\\/]/i.test(text)) return "windows";
		}
		return "linux";
	}
}

/** Names that can be declared: `$1` and `$@` can't. */
function variablesOf(names: ReadonlyMap<string, string>): Value[] {
	return [...names].filter(([name]) => /^[\p{L}_]/u.test(name)).map(([name, source]) => ({ name, source }));
}
