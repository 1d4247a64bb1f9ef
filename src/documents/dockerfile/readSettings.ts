/** The instructions that set one thing each: USER, WORKDIR, EXPOSE, VOLUME, STOPSIGNAL, SHELL, MAINTAINER, HEALTHCHECK. */
import { instructionArguments, instructionJson } from "../../diagnostics/catalogue/dockerfile.ts";
import { Unknown } from "../../runtime/values/unknown.ts";
import type { Span } from "../../text/span.ts";
import { type Expansion, hole, known } from "./expand.ts";
import { isAbsolute, resolvePath } from "./paths.ts";
import { readInvocation, type ShellVariables } from "./readInvocation.ts";
import type { Fields, InstructionReading } from "./reading.ts";
import { readStrings } from "./readStrings.ts";
import { givenShell } from "./shell/shellInEffect.ts";
import { splitPlain } from "./splitWords.ts";
import type { StageReading } from "./stageReading.ts";

/** The arguments as one word, or undefined (and told) where there are none. */
function wholeArgument(reading: InstructionReading, expected: string): Span | undefined {
	if (reading.rest < reading.text.length) return { start: reading.rest, end: reading.text.length };
	const { keyword } = reading;
	reading.report({ start: 0, end: reading.text.length }, instructionArguments({ keyword, expected }));
	return undefined;
}

export function readUser(stage: StageReading, reading: InstructionReading): Fields | undefined {
	const at = wholeArgument(reading, "a user");
	if (at === undefined) return undefined;
	const text = reading.slice(at);
	const colon = at.start + colonIn(text);
	const written = colon >= at.start;
	const nameAt = written ? { start: at.start, end: colon } : at;
	const groupAt = written ? { start: colon + 1, end: at.end } : at;
	const first = reading.expand(nameAt);
	// Without a colon of its own a variable may still hold both: `USER $USER_AND_GROUP`.
	const [held = "", heldGroup] = written ? [first.text] : first.text.split(":", 2);
	const name = { ...first, text: held };
	const group = written ? reading.expand(groupAt) : { ...first, text: heldGroup ?? "" };
	const whole = written ? joined(name, group) : first;
	const user: Fields = { index: reading.index, text, value: known(whole, text) };
	for (const key of ["text", "value"]) reading.placeEntry(user, key, at);
	for (const key of ["user", "uid", "root"]) reading.placeEntry(user, key, nameAt);
	for (const key of ["group", "gid"]) reading.placeEntry(user, key, groupAt);

	if (name.text.includes(hole)) {
		const unknown = new Unknown(reading.slice(nameAt), name.needs);
		Object.assign(user, { user: unknown, uid: unknown, root: unknown });
	} else {
		const uid = numberOf(name.text);
		user.user = name.text;
		if (uid !== undefined) user.uid = uid;
		user.root = uid === 0 || (stage.os === "windows" && name.text.toLowerCase() === "containeradministrator");
	}
	if (group.text.includes(hole)) {
		const unknown = new Unknown(reading.slice(groupAt), group.needs);
		Object.assign(user, { group: unknown, gid: unknown });
	} else if (written || heldGroup !== undefined) {
		const gid = numberOf(group.text);
		user.group = group.text;
		if (gid !== undefined) user.gid = gid;
	}
	stage.user = user;
	return reading.placeWhole(user);
}

function joined(name: Expansion, group: Expansion): Expansion {
	const needs = [...new Set([...name.needs, ...group.needs])].sort();
	return { text: `${name.text}:${group.text}`, needs };
}

/** Where user and group part: the first colon outside braces and quotes, or -1. Quoted text is taken whole. */
function colonIn(text: string): number {
	if (/["']/.test(text)) return -1;
	let depth = 0;
	for (let at = 0; at < text.length; at++) {
		if (text.startsWith("${", at)) depth++;
		else if (text[at] === "}" && depth > 0) depth--;
		else if (text[at] === ":" && depth === 0) return at;
	}
	return -1;
}

/** The number of a user or group: written as one, or root's. */
function numberOf(name: string): number | undefined {
	if (name === "root") return 0;
	return /^\d{1,15}$/.test(name) ? Number(name) : undefined;
}

export function readWorkdir(stage: StageReading, reading: InstructionReading): Fields | undefined {
	const at = wholeArgument(reading, "a folder");
	if (at === undefined) return undefined;
	const value = reading.value(at);
	const absolute = value instanceof Unknown ? unknownAbsolute(reading, at, stage, value) : isAbsolute(value, stage.os);
	const workdir: Fields = { index: reading.index, text: reading.slice(at), value, absolute };
	const resolved = resolvePath(value, stage.workdir, stage.os);
	const path = typeof resolved === "string" ? resolved.replace(/(?<=[^:])[\\/]$/, "") : resolved;
	if (path !== undefined) workdir.path = path;
	for (const key of ["text", "value", "path"]) reading.placeEntry(workdir, key, at);
	stage.workdirFields = workdir;
	stage.workdir = path;
	return reading.placeWhole(workdir);
}

/** `/srv/$NAME` is absolute whatever the name. */
function unknownAbsolute(
	reading: InstructionReading,
	at: Span,
	stage: StageReading,
	value: Unknown,
): boolean | Unknown {
	const start = reading.slice(at).replace(/^["']/, "").split("$")[0] as string;
	return isAbsolute(start, stage.os) ? true : start === "" ? value : false;
}

export function readExposes(reading: InstructionReading): Fields[] {
	const words = splitPlain(reading.text, reading.rest);
	if (words.length === 0) wholeArgument(reading, "a port");
	return words.flatMap((at) => {
		const expansion = reading.expand(at);
		// One variable may hold several ports.
		const ports = expansion.needs.length > 0 ? [expansion.text] : expansion.text.split(/\s+/).filter(Boolean);
		return ports.map((port) => readPort(reading, at, { ...expansion, text: port }));
	});
}

function readPort(reading: InstructionReading, at: Span, expansion: Expansion): Fields {
	const text = reading.slice(at);
	const expose: Fields = { index: reading.index, text, value: known(expansion, text) };
	const slash = expansion.text.indexOf("/");
	const numbers = slash === -1 ? expansion.text : expansion.text.slice(0, slash);
	const protocol = slash === -1 ? "tcp" : expansion.text.slice(slash + 1);
	const unknown = new Unknown(text, expansion.needs);
	if (numbers.includes(hole)) {
		expose.port = unknown;
		expose.end = unknown;
	} else {
		const range = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(numbers);
		if (range !== null) {
			expose.port = Number(range[1]);
			expose.end = Number(range[2] ?? range[1]);
		}
	}
	expose.protocol =
		protocol.includes(hole) || (slash === -1 && numbers.endsWith(hole)) ? unknown : protocol.toLowerCase();
	return reading.place(expose, at);
}

export function readVolumes(reading: InstructionReading): Fields[] {
	const strings = readStrings(reading.text, reading.rest);
	const places = "strings" in strings ? strings.strings : splitPlain(reading.text, reading.rest);
	if ("fault" in strings && strings.fault === "not-strings")
		reading.report({ start: reading.rest, end: reading.text.length }, instructionJson({ keyword: "VOLUME" }));
	if (places.length === 0) wholeArgument(reading, "a path");
	return places.map((at) => {
		const volume: Fields = { index: reading.index, path: reading.value(at) };
		reading.placeEntry(volume, "path", at);
		return reading.place(volume, at);
	});
}

export function readStopsignal(stage: StageReading, reading: InstructionReading): Fields | undefined {
	const at = wholeArgument(reading, "a signal");
	if (at === undefined) return undefined;
	const stopsignal: Fields = { index: reading.index, signal: reading.value(at) };
	reading.placeEntry(stopsignal, "signal", at);
	stage.stopsignal = stopsignal;
	return reading.placeWhole(stopsignal);
}

export function readShell(stage: StageReading, reading: InstructionReading): Fields | undefined {
	const strings = readStrings(reading.text, reading.rest);
	if (!("strings" in strings) || strings.strings.length === 0) {
		const expected = "a JSON array of strings";
		reading.report({ start: 0, end: reading.text.length }, instructionArguments({ keyword: "SHELL", expected }));
		return undefined;
	}
	const words = strings.strings.map(({ value }) => value);
	for (const [index, at] of strings.strings.entries()) reading.placeEntry(words, index, at);
	reading.place(words, { start: reading.rest, end: reading.text.length });
	const shell: Fields = { index: reading.index, words };
	stage.shell = givenShell(words);
	stage.shellGiven = shell;
	return reading.placeWhole(shell);
}

export function readMaintainer(reading: InstructionReading): Fields | undefined {
	const at = wholeArgument(reading, "a name");
	if (at === undefined) return undefined;
	const maintainer: Fields = { index: reading.index, name: reading.slice(at) };
	reading.placeEntry(maintainer, "name", at);
	return reading.placeWhole(maintainer);
}

const healthcheckFlags = [
	["interval", "interval"],
	["timeout", "timeout"],
	["start_period", "start-period"],
	["start_interval", "start-interval"],
	["retries", "retries"],
] as const;

export function readHealthcheck(
	stage: StageReading,
	reading: InstructionReading,
): { healthcheck: Fields; variables: ShellVariables } | undefined {
	const [kind] = splitPlain(reading.text, reading.rest);
	const type = kind === undefined ? "" : reading.slice(kind).toUpperCase();
	if (kind === undefined || (type !== "NONE" && type !== "CMD")) {
		const at = kind ?? { start: 0, end: reading.text.length };
		reading.report(at, instructionArguments({ keyword: "HEALTHCHECK", expected: "`CMD` and a command, or `NONE`" }));
		return undefined;
	}
	const healthcheck: Fields = { index: reading.index, none: type === "NONE" };
	for (const [key, flag] of healthcheckFlags) reading.textFlag(healthcheck, key, flag);
	let from = kind.end;
	while (/\s/.test(reading.text[from] ?? "")) from++;
	let variables: ShellVariables = new Map();
	if (type === "NONE") Object.assign(healthcheck, { form: "exec", words: [], commands: [] });
	else {
		if (from >= reading.text.length)
			reading.report(kind, instructionArguments({ keyword: "HEALTHCHECK CMD", expected: "a command" }));
		variables = readInvocation(reading, from, healthcheck, stage.shell, stage.scope);
	}
	stage.healthcheck = healthcheck;
	return { healthcheck: reading.placeWhole(healthcheck), variables };
}
