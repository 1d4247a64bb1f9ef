/** RUN, with its mounts. */
import { instructionArguments, instructionFlagValue } from "../../diagnostics/catalogue/dockerfile.ts";
import { heredocFields } from "./heredocFields.ts";
import type { Heredoc } from "./readInstructions.ts";
import { readInvocation, type ShellVariables } from "./readInvocation.ts";
import type { Fields, InstructionReading } from "./reading.ts";
import { readSource } from "./readSource.ts";
import type { Flag } from "./splitWords.ts";
import type { StageReading } from "./stageReading.ts";

/** Names of a mount's options as people may write them, and the field that each fills. */
const options: ReadonlyMap<string, string> = new Map([
	["type", "type"],
	["from", "from"],
	["source", "source"],
	["src", "source"],
	["target", "target"],
	["dst", "target"],
	["destination", "target"],
	["id", "id"],
	["env", "env"],
	["sharing", "sharing"],
	["mode", "mode"],
	["uid", "uid"],
	["gid", "gid"],
	["size", "size"],
	["readonly", "readonly"],
	["ro", "readonly"],
	["readwrite", "readwrite"],
	["rw", "readwrite"],
	["required", "required"],
]);
/** Options of Podman and older builders that change nothing a policy asks for. */
const others: ReadonlySet<string> = new Set(["z", "relabel", "u", "chown", "idmap", "bind-propagation", "consistency"]);
const types: ReadonlySet<string> = new Set(["bind", "cache", "tmpfs", "secret", "ssh"]);

export function readRun(
	stage: StageReading,
	reading: InstructionReading,
	heredocs: readonly Heredoc[],
): { run: Fields; variables: ShellVariables } {
	const run: Fields = { index: reading.index };
	if (reading.rest >= reading.text.length)
		reading.report(
			{ start: 0, end: reading.text.length },
			instructionArguments({ keyword: "RUN", expected: "a command" }),
		);
	const variables = readInvocation(reading, reading.rest, run, stage.shell, stage.scope, heredocs);
	run.mounts = reading.flags.filter(({ name }) => name === "mount").map((flag) => readMount(stage, reading, flag));
	reading.textFlag(run, "network", "network");
	reading.textFlag(run, "security", "security");
	run.heredocs = heredocs.map((heredoc) => heredocFields(reading, heredoc));
	if (stage.user !== undefined) run.user = stage.user.value as string;
	if (stage.workdirFields !== undefined && stage.workdir !== undefined) run.workdir = stage.workdir;
	return { run: reading.placeWhole(run), variables };
}

function readMount(stage: StageReading, reading: InstructionReading, flag: Flag): Fields {
	const text = flag.value ?? "";
	const mount: Fields = { text, type: "bind" };
	reading.place(mount, flag.span);
	const exact = reading.slice(flag.valueSpan) === text;
	let at = 0;
	for (const option of text.split(",")) {
		const start = flag.valueSpan.start + at;
		const place = exact ? { start, end: start + option.length } : flag.valueSpan;
		at += option.length + 1;
		const equals = option.indexOf("=");
		const name = (equals === -1 ? option : option.slice(0, equals)).trim().toLowerCase();
		const field = options.get(name);
		const value = equals === -1 ? undefined : option.slice(equals + 1);
		const valuePlace = exact && equals !== -1 ? { start: start + equals + 1, end: place.end } : place;
		if (field === undefined) {
			if (others.has(name)) continue;
			reading.report(
				place,
				instructionFlagValue({ flag: "mount", expected: "options it knows, such as `type=cache`" }),
			);
		} else if (field === "readonly" || field === "readwrite" || field === "required") {
			const is = value === undefined || value.toLowerCase() === "true" || value === "1";
			mount[field === "readwrite" ? "readonly" : field] = field === "readwrite" ? !is : is;
			reading.placeEntry(mount, field === "readwrite" ? "readonly" : field, place);
		} else if (value === undefined) {
			reading.report(place, instructionFlagValue({ flag: "mount", expected: `\`${name}=value\`` }));
		} else if (field === "from") mount.from = readSource(stage, reading, value, valuePlace);
		else {
			mount[field] = reading.valueOf(value, valuePlace);
			reading.placeEntry(mount, field, valuePlace);
			if (field === "type" && !types.has(value))
				reading.report(
					valuePlace,
					instructionFlagValue({ flag: "mount", expected: `a type among ${[...types].join(", ")}` }),
				);
		}
	}
	return mount;
}
