/**
 * A Dockerfile's text to the value that policies see: the order in which things are read, and what stages mean to each other.
 * Pure: the same text and options give the same value, so reading it again (with a PlaceMap) tells where everything stands.
 */
import {
	dockerfileCycle,
	dockerfileEmpty,
	dockerfileFromMissing,
	dockerfileOnbuild,
	instructionArguments,
	instructionBeforeFrom,
	instructionUnknown,
} from "../../diagnostics/catalogue/dockerfile.ts";
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { Unknown } from "../../runtime/values/unknown.ts";
import type { Value } from "../../runtime/values/value.ts";
import type { Source } from "../../text/source.ts";
import { suggest } from "../../text/suggest.ts";
import type { ParseOptions } from "../document.ts";
import { expand, NotGiven } from "./expand.ts";
import { imageFields } from "./imageFields.ts";
import { JoinedText } from "./joinedText.ts";
import type { Places } from "./places.ts";
import { type From, readFrom, stageNameIn } from "./readFrom.ts";
import { type Directive, headOf, type Instruction, readInstructions } from "./readInstructions.ts";
import { readInvocation, type ShellVariables } from "./readInvocation.ts";
import { type Fields, type FileReading, InstructionReading, type VariableScope } from "./reading.ts";
import { readArguments, readPairs } from "./readPairs.ts";
import { readRun } from "./readRun.ts";
import {
	readExposes,
	readHealthcheck,
	readMaintainer,
	readShell,
	readStopsignal,
	readUser,
	readVolumes,
	readWorkdir,
} from "./readSettings.ts";
import { readAdd, readCopy } from "./readTransfer.ts";
import { GlobalScope, StageScope } from "./scope.ts";
import { type StageNames, StageReading } from "./stageReading.ts";

/** Keywords and the flags that each knows. */
const keywords: ReadonlyMap<string, readonly string[]> = new Map(
	Object.entries({
		FROM: ["platform"],
		RUN: ["mount", "network", "security", "device"],
		COPY: ["from", "chown", "chmod", "link", "parents", "exclude"],
		ADD: ["chown", "chmod", "link", "keep-git-dir", "checksum", "exclude", "unpack"],
		HEALTHCHECK: ["interval", "timeout", "start-period", "start-interval", "retries"],
		ARG: [],
		CMD: [],
		ENTRYPOINT: [],
		ENV: [],
		EXPOSE: [],
		LABEL: [],
		MAINTAINER: [],
		ONBUILD: [],
		SHELL: [],
		STOPSIGNAL: [],
		USER: [],
		VOLUME: [],
		WORKDIR: [],
	}),
);

export interface ReadDockerfile {
	readonly value: Fields;
	readonly diagnostics: readonly Diagnostic[];
	readonly instructions: readonly Instruction[];
}

export function readDockerfile(source: Source, options: ParseOptions, places: Places): ReadDockerfile {
	const diagnostics: Diagnostic[] = [];
	const report: FileReading["report"] = (span, message) => diagnostics.push(at(source, span, message));
	const { escape, directives, comments, instructions } = readInstructions(source.text, report);
	const file: FileReading = { escape, places, report };
	const reader = new DockerfileReader(file, options, instructions);
	reader.readAll();

	const value: Fields = {
		directives: directiveFields(directives, places),
		args: reader.args,
		stages: reader.stages,
		instructions: reader.instructions,
		comments: comments.map(({ text, span, before }) => {
			const comment: Fields = { text };
			if (before < instructions.length) comment.before = before;
			places.node(comment, JoinedText.fixed("", span), 0, 0);
			return comment;
		}),
	};
	if (reader.stages.length > 0) value.final = reader.stages.length - 1;
	if (instructions.length === 0) report({ start: 0, end: 0 }, dockerfileEmpty());
	else if (reader.stages.length === 0) report((instructions[0] as Instruction).span, dockerfileFromMissing());
	return { value, diagnostics, instructions };
}

class DockerfileReader {
	readonly args: Fields[] = [];
	readonly stages: Fields[] = [];
	readonly instructions: Fields[] = [];
	readonly #file: FileReading;
	readonly #found: readonly Instruction[];
	readonly #global: GlobalScope;
	readonly #names: StageNames;
	/** The stages' names in lowercase, those to come included. */
	readonly #stageNames: readonly (string | undefined)[];
	readonly #readings: StageReading[] = [];
	readonly #froms: From[] = [];

	constructor(file: FileReading, options: ParseOptions, found: readonly Instruction[]) {
		this.#file = file;
		this.#found = found;
		this.#global = new GlobalScope(options);
		const names = found
			.filter(({ keyword }) => keyword === "FROM")
			.map(({ line, rest }) => stageNameIn(line.text, rest));
		this.#stageNames = names;
		this.#names = {
			count: names.length,
			byName: (name) => {
				const index = names.lastIndexOf(name.toLowerCase());
				return index === -1 ? undefined : index;
			},
		};
	}

	readAll(): void {
		for (const [index, instruction] of this.#found.entries()) this.#read(instruction, index);
		this.#finishStages();
	}

	#read(instruction: Instruction, index: number): void {
		const { keyword, line, rest, keywordEnd, blankLines } = instruction;
		const stage = this.#readings.at(-1);
		const fields: Fields = {
			index,
			keyword,
			written: line.text.slice(0, keywordEnd),
			text: line.text.slice(rest),
			blank_lines: blankLines,
		};
		this.#file.places.node(fields, JoinedText.fixed("", instruction.span), 0, 0);
		for (const key of ["keyword", "written"]) this.#file.places.entry(fields, key, line, 0, keywordEnd);
		this.#file.places.entry(fields, "text", line, rest, line.text.length);
		this.instructions.push(fields);

		const flags = keywords.get(keyword);
		if (flags === undefined) {
			const nearest = suggest(keyword, keywords.keys());
			this.#report(
				instruction,
				0,
				keywordEnd,
				instructionUnknown({ keyword: line.text.slice(0, keywordEnd), nearest }),
			);
			fields.variables = [];
			if (stage !== undefined) fields.stage = stage.index;
			return;
		}
		if (keyword === "FROM") return this.#from(instruction, index, fields);
		if (stage === undefined) {
			const reading = this.#reading(instruction, index, this.#global);
			if (keyword === "ARG") this.args.push(...this.#arguments(reading, undefined));
			else this.#report(instruction, 0, keywordEnd, instructionBeforeFrom({ keyword }));
			fields.variables = variablesOf(reading.names);
			return;
		}
		const reading = this.#reading(instruction, index, stage.scope);
		const shellVariables = this.#instruction(stage, reading, instruction);
		fields.stage = stage.index;
		fields.variables = variablesOf(new Map([...(shellVariables ?? []), ...reading.names]));
	}

	#report(
		instruction: Instruction,
		start: number,
		end: number,
		message: Diagnostic | Parameters<FileReading["report"]>[1],
	): void {
		this.#file.report(instruction.line.span(start, end), message);
	}

	#reading(instruction: Instruction, index: number, scope: VariableScope): InstructionReading {
		const { keyword, line, rest, span } = instruction;
		return new InstructionReading(this.#file, keyword, index, line, rest, span, scope, keywords.get(keyword) ?? []);
	}

	#from(instruction: Instruction, index: number, fields: Fields): void {
		const reading = this.#reading(instruction, index, this.#global);
		const stageIndex = this.#readings.length;
		const from = readFrom(reading, this.#stageNames.slice(0, stageIndex));
		const parent = from.parent === undefined ? undefined : this.#readings[from.parent];
		const scratch = from.fields.scratch === true;
		const scope = new StageScope(this.#global, parent?.scope, scratch ? undefined : (from.fields.text as string));
		const os = from.os ?? parent?.os ?? (this.#file.escape === "`" ? "windows" : "linux");
		this.#readings.push(new StageReading(stageIndex, this.#names, parent, scope, os, scratch));
		this.#froms.push(from);
		const stage: Fields = { index: stageIndex };
		if (from.name !== undefined) stage.name = from.name;
		stage.from = from.fields;
		this.stages.push(reading.placeWhole(stage));
		if (from.name !== undefined) {
			const start = reading.text.lastIndexOf(from.name);
			reading.placeEntry(stage, "name", { start, end: start + from.name.length });
		}
		fields.stage = stageIndex;
		if (from.as !== undefined) fields.as = from.as;
		fields.variables = variablesOf(reading.names);
	}

	/** Reads an instruction into its stage; gives the variables that a shell expands in it. */
	#instruction(stage: StageReading, reading: InstructionReading, instruction: Instruction): ShellVariables | undefined {
		const { lists } = stage;
		const add = (list: Fields[], made: Fields | undefined): void => {
			if (made !== undefined) list.push(made);
		};
		switch (reading.keyword) {
			case "RUN": {
				const { run, variables } = readRun(stage, reading, instruction.heredocs);
				lists.runs.push(run);
				return variables;
			}
			case "CMD":
			case "ENTRYPOINT": {
				const start: Fields = { index: reading.index };
				const variables = readInvocation(reading, reading.rest, start, stage.shell, stage.scope);
				reading.placeWhole(start);
				if (reading.keyword === "CMD") {
					lists.cmds.push(start);
					stage.cmd = start;
				} else {
					lists.entrypoints.push(start);
					stage.setEntrypoint(start);
				}
				return variables;
			}
			case "HEALTHCHECK": {
				const read = readHealthcheck(stage, reading);
				add(lists.healthchecks, read?.healthcheck);
				return read?.variables;
			}
			case "COPY":
				add(lists.copies, readCopy(stage, reading, instruction.heredocs));
				break;
			case "ADD":
				add(lists.adds, readAdd(stage, reading, instruction.heredocs));
				break;
			case "ENV":
				this.#env(stage, reading);
				break;
			case "LABEL":
				this.#label(stage, reading);
				break;
			case "ARG":
				lists.args.push(...this.#arguments(reading, stage));
				break;
			case "EXPOSE": {
				const exposes = readExposes(reading);
				lists.exposes.push(...exposes);
				stage.exposes.push(...exposes);
				break;
			}
			case "VOLUME": {
				const volumes = readVolumes(reading);
				lists.volumes.push(...volumes);
				stage.volumes.push(...volumes);
				break;
			}
			case "USER":
				add(lists.users, readUser(stage, reading));
				break;
			case "WORKDIR":
				add(lists.workdirs, readWorkdir(stage, reading));
				break;
			case "STOPSIGNAL":
				add(lists.stopsignals, readStopsignal(stage, reading));
				break;
			case "SHELL":
				add(lists.shells, readShell(stage, reading));
				break;
			case "MAINTAINER":
				add(lists.maintainers, readMaintainer(reading));
				break;
			case "ONBUILD":
				add(lists.onbuilds, this.#onbuild(stage, reading, instruction));
				break;
		}
		return undefined;
	}

	#env(stage: StageReading, reading: InstructionReading): void {
		// All values of one ENV see what was set before it, not each other.
		const made: Fields[] = [];
		for (const pair of readPairs(reading)) {
			if (pair.value === undefined) continue;
			const before = new Map(reading.names);
			reading.names.clear();
			const value = reading.value(pair.value);
			const variables = [...reading.names.keys()];
			for (const [name, source] of before) reading.names.set(name, source);
			const name = reading.expand(pair.name).text;
			const env: Fields = {
				index: reading.index,
				name,
				value,
				text: reading.slice(pair.value),
				legacy: pair.legacy,
				variables,
			};
			reading.place(env, pair.span);
			reading.placeEntry(env, "name", pair.name);
			for (const key of ["value", "text"]) reading.placeEntry(env, key, pair.value);
			made.push(env);
		}
		for (const env of made) {
			stage.lists.envs.push(env);
			stage.env.set(env.name as string, env);
			stage.scope.env.set(env.name as string, env.value as string | Unknown);
		}
	}

	#label(stage: StageReading, reading: InstructionReading): void {
		for (const pair of readPairs(reading)) {
			if (pair.value === undefined) continue;
			const name = reading.expand(pair.name).text;
			const value = reading.value(pair.value);
			const label: Fields = { index: reading.index, name, value, text: reading.slice(pair.value), legacy: pair.legacy };
			reading.place(label, pair.span);
			reading.placeEntry(label, "name", pair.name);
			for (const key of ["value", "text"]) reading.placeEntry(label, key, pair.value);
			stage.lists.labels.push(label);
			stage.labels.set(name, label);
		}
	}

	#arguments(reading: InstructionReading, stage: StageReading | undefined): Fields[] {
		return readArguments(reading).map((pair) => {
			const name = reading.slice(pair.name);
			const arg: Fields = { index: reading.index, name };
			const given = this.#global.given(name);
			let value: string | Unknown | NotGiven | undefined = given;
			if (pair.value !== undefined) {
				arg.default = reading.value(pair.value);
				arg.text = reading.slice(pair.value);
				value ??= arg.default;
				for (const key of ["default", "text", "value"]) reading.placeEntry(arg, key, pair.value);
			}
			value ??=
				stage === undefined ? (this.#global.automatic(name) ?? new NotGiven(name)) : this.#global.inherited(name);
			arg.given = given !== undefined;
			arg.value = value instanceof NotGiven ? new Unknown(`$${name}`, [value.name]) : value;
			reading.place(arg, pair.span);
			reading.placeEntry(arg, "name", pair.name);
			(stage?.scope ?? this.#global).declare(name, value);
			return arg;
		});
	}

	#onbuild(stage: StageReading, reading: InstructionReading, instruction: Instruction): Fields | undefined {
		const { line } = instruction;
		const head = headOf(line.text, reading.rest);
		if (head.keyword === "") {
			this.#report(
				instruction,
				0,
				line.text.length,
				instructionArguments({ keyword: "ONBUILD", expected: "an instruction" }),
			);
			return undefined;
		}
		const onbuild: Fields = { index: reading.index, keyword: head.keyword, text: line.text.slice(reading.rest) };
		reading.placeWhole(onbuild);
		const flags = keywords.get(head.keyword);
		if (flags === undefined) {
			const keyword = line.text.slice(reading.rest, head.keywordEnd);
			const nearest = suggest(head.keyword, keywords.keys());
			this.#report(instruction, reading.rest, head.keywordEnd, instructionUnknown({ keyword, nearest }));
			return onbuild;
		}
		if (/^(ONBUILD|FROM|MAINTAINER)$/.test(head.keyword)) {
			this.#report(instruction, reading.rest, head.keywordEnd, dockerfileOnbuild({ keyword: head.keyword }));
			return onbuild;
		}
		// The trigger runs in another build: nothing of it takes effect here, and names of stages mean nothing there.
		const elsewhere: StageNames = { count: 0, byName: () => undefined };
		const trigger = new StageReading(stage.index, elsewhere, stage, stage.scope, stage.os, false);
		const inner = new InstructionReading(
			this.#file,
			head.keyword,
			reading.index,
			line,
			head.rest,
			instruction.span,
			stage.scope,
			flags,
		);
		if (head.keyword === "RUN") onbuild.run = readRun(trigger, inner, instruction.heredocs).run;
		const copy = head.keyword === "COPY" ? readCopy(trigger, inner, instruction.heredocs) : undefined;
		if (copy !== undefined) onbuild.copy = copy;
		const add = head.keyword === "ADD" ? readAdd(trigger, inner, instruction.heredocs) : undefined;
		if (add !== undefined) onbuild.add = add;
		return onbuild;
	}

	/** What only the whole file tells: which stages are needed, and by way of what. */
	#finishStages(): void {
		const last = this.#readings.length - 1;
		const chains: number[][] = [];
		for (const [index, from] of this.#froms.entries())
			chains.push([...(from.parent === undefined ? [] : (chains[from.parent] as number[])), index]);
		const used = this.#reachable(last);
		for (const [index, stage] of this.stages.entries()) {
			const reading = this.#readings[index] as StageReading;
			const chain = chains[index] as number[];
			stage.base = this.#base(chain[0] as number);
			stage.chain = [...chain];
			stage.uses = [...reading.uses].sort((a, b) => a - b);
			stage.final = index === last;
			stage.shipped = chains[last]?.includes(index) ?? false;
			stage.used = used.has(index);
			stage.os = reading.os;
			Object.assign(stage, reading.lists);
			const config = reading.config(this.#file.places);
			stage.config = config;
			this.#file.places.same(stage, "config", stage);
			this.#file.places.same(stage, "base", this.#froms[chain[0] as number]?.fields as Fields);
			this.#reportCycle(index, stage);
		}
	}

	/** A copy of what the root stage's FROM says of the image. */
	#base(root: number): Fields {
		const { stage, scratch, valid, platform, ...image } = this.#froms[root]?.fields as Fields;
		return image;
	}

	/** The stages that one needs, itself included. */
	#reachable(from: number): ReadonlySet<number> {
		const reached = new Set<number>();
		const pending = from < 0 ? [] : [from];
		for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
			if (reached.has(index)) continue;
			reached.add(index);
			pending.push(...this.#needs(index));
		}
		return reached;
	}

	#needs(index: number): readonly number[] {
		const { parent, candidates } = this.#froms[index] as From;
		return [...(parent === undefined ? candidates : [parent]), ...(this.#readings[index] as StageReading).uses];
	}

	#reportCycle(index: number, stage: Fields): void {
		for (const needed of (this.#readings[index] as StageReading).uses) {
			if (needed < index || !this.#reachable(needed).has(index)) continue;
			const at = this.#useOf(stage, needed);
			if (at !== undefined)
				this.#report(at, 0, at.line.text.length, dockerfileCycle({ stage: nameOf(this.stages[needed] as Fields) }));
		}
	}

	/** The instruction of a stage that names another one. */
	#useOf(stage: Fields, needed: number): Instruction | undefined {
		for (const list of ["copies", "runs"]) {
			for (const user of stage[list] as Fields[]) {
				const sources = list === "copies" ? [user] : (user.mounts as Fields[]);
				if (sources.some(({ from }) => (from as Fields | undefined)?.stage === needed))
					return this.#found[user.index as number];
			}
		}
		return undefined;
	}
}

function nameOf(stage: Fields): string {
	return String(stage.name ?? stage.index);
}

/** Names that can be declared: `$1` and `$@` can't. */
function variablesOf(names: ReadonlyMap<string, string>): Value[] {
	return [...names].filter(([name]) => /^[\p{L}_]/u.test(name)).map(([name, source]) => ({ name, source }));
}

function directiveFields(directives: readonly Directive[], places: Places): Fields {
	const fields: Fields = {};
	for (const { name, value, span, valueSpan } of directives) {
		const text = JoinedText.fixed("", valueSpan);
		if (name === "escape") {
			fields.escape = value;
			places.entry(fields, "escape", text, 0, 0);
			continue;
		}
		const made: Fields = { text: value };
		if (name === "syntax") {
			made.ref = value;
			imageFields(
				made,
				expand(value, "", () => undefined),
				value,
			);
		} else Object.assign(made, checkFields(value));
		fields[name] = made;
		places.node(made, text, 0, 0);
		places.entry(fields, name, JoinedText.fixed("", span), 0, 0);
	}
	return fields;
}

/** `skip=A,B;error=true` (Dockerfile reference, "check"). */
function checkFields(value: string): Fields {
	const skip: string[] = [];
	let error = false;
	for (const part of value.split(";")) {
		const [key = "", setting = ""] = part.split("=").map((text) => text.trim());
		if (key.toLowerCase() === "skip")
			skip.push(
				...setting
					.split(",")
					.map((name) => name.trim())
					.filter(Boolean),
			);
		else if (key.toLowerCase() === "error") error = setting.toLowerCase() === "true";
	}
	return { skip, error };
}
