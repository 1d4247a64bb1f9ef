/** COPY and ADD: what is brought into the image, from where, to where. */
import { instructionArguments, instructionJson } from "../../diagnostics/catalogue/dockerfile.ts";
import type { Unknown } from "../../runtime/values/unknown.ts";
import type { Value } from "../../runtime/values/value.ts";
import type { Span } from "../../text/span.ts";
import { heredocFields } from "./heredocFields.ts";
import { resolvePath } from "./paths.ts";
import type { Heredoc } from "./readInstructions.ts";
import type { Fields, InstructionReading } from "./reading.ts";
import { readSource } from "./readSource.ts";
import { readStrings } from "./readStrings.ts";
import { splitPlain } from "./splitWords.ts";
import type { StageReading } from "./stageReading.ts";

export function readCopy(
	stage: StageReading,
	reading: InstructionReading,
	heredocs: readonly Heredoc[],
): Fields | undefined {
	const copy = readTransfer(stage, reading, heredocs);
	if (copy === undefined) return undefined;
	const from = reading.flag("from");
	if (from?.value !== undefined) copy.from = readSource(stage, reading, from.value, from.valueSpan);
	copy.parents = reading.booleanFlag(copy, "parents", "parents");
	return copy;
}

export function readAdd(
	stage: StageReading,
	reading: InstructionReading,
	heredocs: readonly Heredoc[],
): Fields | undefined {
	const add = readTransfer(stage, reading, heredocs);
	if (add === undefined) return undefined;
	const sources = add.sources as Value[];
	add.remotes = sources.flatMap((source, index) => {
		const remote = typeof source === "string" ? remoteOf(source) : undefined;
		const place = sourcePlaces(reading)[index];
		return remote === undefined || place === undefined ? [] : [reading.place(remote, place)];
	});
	reading.textFlag(add, "checksum", "checksum");
	add.keep_git_dir = reading.booleanFlag(add, "keep_git_dir", "keep-git-dir");
	if (reading.flag("unpack") !== undefined) add.unpack = reading.booleanFlag(add, "unpack", "unpack");
	return add;
}

function readTransfer(
	stage: StageReading,
	reading: InstructionReading,
	heredocs: readonly Heredoc[],
): Fields | undefined {
	const places = sourcePlaces(reading);
	const last = places.at(-1);
	if (last === undefined || places.length < 2) {
		const expected = "at least one source and a destination";
		reading.report(
			{ start: 0, end: reading.text.length },
			instructionArguments({ keyword: reading.keyword, expected }),
		);
		if (last === undefined) return undefined;
	}
	const sources: (string | Unknown)[] = [];
	for (const [index, place] of places.slice(0, -1).entries()) {
		const heredoc = heredocs.find(({ word }) => word.start === place.start);
		sources.push(heredoc?.name ?? reading.value(place));
		reading.placeEntry(sources, index, place);
	}
	const [first] = places;
	if (first !== undefined) reading.place(sources, { start: first.start, end: places.at(-2)?.end ?? first.start });
	const destination = reading.value(last);
	const fields: Fields = { index: reading.index, sources, destination };
	reading.placeEntry(fields, "destination", last);
	const path = resolvePath(destination, stage.workdir, stage.os);
	if (path !== undefined) {
		fields.path = path;
		reading.placeEntry(fields, "path", last);
	}
	reading.textFlag(fields, "chown", "chown");
	reading.textFlag(fields, "chmod", "chmod");
	fields.link = reading.booleanFlag(fields, "link", "link");
	const excludes = reading.flags.filter(({ name, value }) => name === "exclude" && value !== undefined);
	const exclude = excludes.map((flag) => reading.valueOf(flag.value as string, flag.valueSpan));
	for (const [index, flag] of excludes.entries()) reading.placeEntry(exclude, index, flag.valueSpan);
	fields.exclude = exclude;
	fields.heredocs = heredocs.map((heredoc) => heredocFields(reading, heredoc));
	if (stage.workdirFields !== undefined && stage.workdir !== undefined) fields.workdir = stage.workdir;
	return reading.placeWhole(fields);
}

/** The arguments' places, in either form. */
function sourcePlaces(reading: InstructionReading): readonly Span[] {
	const { text, rest, keyword } = reading;
	const strings = readStrings(text, rest);
	if ("strings" in strings) return strings.strings;
	if (strings.fault === "not-strings") reading.report({ start: rest, end: text.length }, instructionJson({ keyword }));
	return splitPlain(text, rest);
}

/**
 * A source that the builder fetches; undefined for a path of the build context.
 * Git is what has git's or ssh's scheme or form, or an http(s) path that ends with `.git` (BuildKit, gitutil.ParseGitRef).
 */
function remoteOf(source: string): Fields | undefined {
	const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(source)?.[1]?.toLowerCase();
	const hash = source.indexOf("#");
	const address = hash === -1 ? source : source.slice(0, hash);
	const scpLike = scheme === undefined && /^[\w.-]+@[\w.-]+:[^/]/.test(source);
	const git = scpLike || scheme === "git" || scheme === "ssh" || (isHttp(scheme) && /\.git(?:\?.*)?$/.test(address));
	if (!git && !isHttp(scheme)) return undefined;
	const remote: Fields = { kind: git ? "git" : "http", text: source, scheme: scheme ?? "ssh" };
	if (git && hash !== -1) {
		const [fragment = "", subdir] = source.slice(hash + 1).split(":");
		remote.fragment = fragment;
		if (subdir !== undefined) remote.subdir = subdir;
	}
	return remote;
}

function isHttp(scheme: string | undefined): boolean {
	return scheme === "http" || scheme === "https";
}
