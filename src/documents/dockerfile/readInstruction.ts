/** One instruction of a stage: who reads it, and where what comes out belongs. FROM and unknown keywords aren't its business. */
import { dockerfileOnbuild, instructionArguments, instructionUnknown } from "../../diagnostics/catalogue/dockerfile.ts";
import { suggest } from "../../text/suggest.ts";
import { headOf, type Instruction } from "./readInstructions.ts";
import { readInvocation, type ShellVariables } from "./readInvocation.ts";
import { type Fields, InstructionReading } from "./reading.ts";
import { readArgs, readEnv, readLabel } from "./readPairs.ts";
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
import type { GlobalScope } from "./scope.ts";
import { type StageNames, StageReading } from "./stageReading.ts";

/** Keywords, and the flags that each knows. */
export const keywords: ReadonlyMap<string, readonly string[]> = new Map(
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

/** The keyword that was probably meant. */
export function nearestKeyword(keyword: string): string | undefined {
	return suggest(keyword, keywords.keys());
}

/** Reads an instruction into its stage; gives the variables that a shell expands in it. */
export function readInstruction(
	stage: StageReading,
	reading: InstructionReading,
	{ heredocs }: Instruction,
	global: GlobalScope,
): ShellVariables | undefined {
	const { lists } = stage;
	switch (reading.keyword) {
		case "RUN": {
			const { run, variables } = readRun(stage, reading, heredocs);
			lists.runs.push(run);
			return variables;
		}
		case "CMD":
		case "ENTRYPOINT":
			return readStart(stage, reading);
		case "HEALTHCHECK": {
			const read = readHealthcheck(stage, reading);
			add(lists.healthchecks, read?.healthcheck);
			return read?.variables;
		}
		case "COPY":
			add(lists.copies, readCopy(stage, reading, heredocs));
			break;
		case "ADD":
			add(lists.adds, readAdd(stage, reading, heredocs));
			break;
		case "ENV":
			readEnv(stage, reading);
			break;
		case "LABEL":
			readLabel(stage, reading);
			break;
		case "ARG":
			lists.args.push(...readArgs(reading, global, stage));
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
			return readOnbuild(stage, reading, heredocs);
	}
	return undefined;
}

function add(list: Fields[], made: Fields | undefined): void {
	if (made !== undefined) list.push(made);
}

function readStart(stage: StageReading, reading: InstructionReading): ShellVariables {
	const start: Fields = { index: reading.index };
	const variables = readInvocation(reading, reading.rest, start, stage.shell, stage.scope);
	reading.placeWhole(start);
	if (reading.keyword === "CMD") {
		stage.lists.cmds.push(start);
		stage.cmd = start;
	} else {
		stage.lists.entrypoints.push(start);
		stage.setEntrypoint(start);
	}
	return variables;
}

/** The trigger runs in another build: nothing of it takes effect here, and names of stages mean nothing there. */
const elsewhere: StageNames = { count: 0, byName: () => undefined };

function readOnbuild(
	stage: StageReading,
	reading: InstructionReading,
	heredocs: Instruction["heredocs"],
): ShellVariables | undefined {
	const { text, line } = reading;
	const { keyword, keywordEnd, rest } = headOf(text, reading.rest);
	if (keyword === "") {
		reading.report(
			{ start: 0, end: text.length },
			instructionArguments({ keyword: "ONBUILD", expected: "an instruction" }),
		);
		return undefined;
	}
	const onbuild: Fields = { index: reading.index, keyword, text: text.slice(reading.rest) };
	stage.lists.onbuilds.push(reading.placeWhole(onbuild));
	const at = { start: reading.rest, end: keywordEnd };
	reading.placeEntry(onbuild, "keyword", at);
	const flags = keywords.get(keyword);
	if (flags === undefined) {
		reading.report(at, instructionUnknown({ keyword: reading.slice(at), nearest: nearestKeyword(keyword) }));
		return undefined;
	}
	if (keyword === "ONBUILD" || keyword === "FROM" || keyword === "MAINTAINER") {
		reading.report(at, dockerfileOnbuild({ keyword }));
		return undefined;
	}
	const trigger = new StageReading(stage.index, elsewhere, stage, stage.scope, stage.os, false);
	const inner = new InstructionReading(
		reading.file,
		keyword,
		reading.index,
		line,
		rest,
		reading.whole,
		stage.scope,
		flags,
	);
	let variables: ShellVariables | undefined;
	if (keyword === "RUN") {
		const read = readRun(trigger, inner, heredocs);
		onbuild.run = read.run;
		variables = read.variables;
	} else if (keyword === "COPY" || keyword === "ADD") {
		const made = keyword === "COPY" ? readCopy(trigger, inner, heredocs) : readAdd(trigger, inner, heredocs);
		if (made !== undefined) onbuild[keyword === "COPY" ? "copy" : "add"] = made;
	}
	return new Map([...(variables ?? []), ...inner.names]);
}
