/**
 * An instruction as BuildKit's parser leaves it (moby/buildkit, frontend/dockerfile/parser, 0.33): keyword, flags, arguments cut in one
 * of six ways, nothing expanded. Conftest and Trivy hand this to Rego nearly as it is.
 */
import { headOf, type Instruction } from "../dockerfile/readInstructions.ts";
import { readStrings } from "../dockerfile/readStrings.ts";
import { readFlags, splitQuoted } from "../dockerfile/splitWords.ts";

export interface BuildKitCommand {
	/** The keyword as written. */
	readonly keyword: string;
	/** Null where the instruction is nothing but its keyword. */
	readonly flags: readonly string[] | null;
	/** The instruction that ONBUILD holds back, as written; else empty. */
	readonly trigger: string;
	/** The arguments are a JSON array. */
	readonly json: boolean;
	/** Null where there are none. */
	readonly values: readonly string[] | null;
}

export function buildKitCommand({ line, keywordEnd, rest }: Instruction, escapeCharacter: string): BuildKitCommand {
	const { text } = line;
	const keyword = text.slice(0, keywordEnd);
	const flags = flagsOf(text, rest);
	if (keyword.toUpperCase() !== "ONBUILD" || flags.rest >= text.length)
		return {
			keyword,
			flags: flags.written,
			trigger: "",
			...argumentsOf(keyword, text.slice(flags.rest), escapeCharacter),
		};
	const inner = headOf(text, flags.rest);
	const trigger = text.slice(flags.rest, inner.keywordEnd);
	const at = flagsOf(text, inner.rest).rest;
	return { keyword, flags: flags.written, trigger, ...argumentsOf(trigger, text.slice(at), escapeCharacter) };
}

function flagsOf(text: string, from: number): { readonly written: readonly string[] | null; readonly rest: number } {
	if (from >= text.length) return { written: null, rest: from };
	const { flags, rest } = readFlags(text, from);
	return { written: flags.map(({ name, value }) => `--${name}${value === undefined ? "" : `=${value}`}`), rest };
}

type Arguments = Pick<BuildKitCommand, "json" | "values">;
type ReadArguments = (text: string, escapeCharacter: string) => Arguments;

const plain = (values: readonly string[]): Arguments => ({ json: false, values: values.length === 0 ? null : values });
const whole: ReadArguments = (text) => plain(text === "" ? [] : [text]);
const spaced: ReadArguments = (text) => plain(text === "" ? [] : text.split(/[\t\v\f\r ]+/));
const words = (text: string, escapeCharacter: string): string[] =>
	splitQuoted(text, 0, escapeCharacter, false).map(({ start, end }) => text.slice(start, end));

/** A JSON array of strings, or what else it is. */
const jsonOr =
	(otherwise: ReadArguments): ReadArguments =>
	(text, escapeCharacter) => {
		const read = readStrings(text, 0);
		if (!("strings" in read)) return otherwise(text, escapeCharacter);
		return { json: true, values: read.strings.length === 0 ? null : read.strings.map(({ value }) => value) };
	};

/** `name=value …`, or one `name value`: three values each, the last of which is the `=` where there is one. */
const pairs: ReadArguments = (text, escapeCharacter) => {
	const given = words(text, escapeCharacter);
	if (given.length === 0) return plain([]);
	if (!given[0]?.includes("=")) {
		const [name = "", value = ""] = splitOnce(text);
		return plain([name, value, ""]);
	}
	return plain(
		given.flatMap((word) => {
			const equals = word.indexOf("=");
			return equals === -1 ? [word, "", ""] : [word.slice(0, equals), word.slice(equals + 1), "="];
		}),
	);
};

/** HEALTHCHECK's first word, and what follows it as a command. */
const check: ReadArguments = (text, escapeCharacter) => {
	const [type = "", command = ""] = splitOnce(text);
	if (type === "") return plain([]);
	const read = jsonOr(whole)(command, escapeCharacter);
	return { json: read.json, values: [type, ...(read.values ?? [])] };
};

function splitOnce(text: string): string[] {
	const found = /^(\S*)\s+([\s\S]*)$/.exec(text);
	return found === null ? [text] : [found[1] as string, found[2] as string];
}

const readers: ReadonlyMap<string, ReadArguments> = new Map([
	["ADD", jsonOr(spaced)],
	["ARG", (text: string, escapeCharacter: string) => plain(words(text, escapeCharacter))],
	["CMD", jsonOr(whole)],
	["COPY", jsonOr(spaced)],
	["ENTRYPOINT", jsonOr(whole)],
	["ENV", pairs],
	["EXPOSE", spaced],
	["FROM", spaced],
	["HEALTHCHECK", check],
	["LABEL", pairs],
	["MAINTAINER", whole],
	["RUN", jsonOr(whole)],
	["SHELL", jsonOr(whole)],
	["STOPSIGNAL", whole],
	["USER", whole],
	["VOLUME", jsonOr(spaced)],
	["WORKDIR", whole],
]);

/** An instruction that the builder doesn't know has one empty argument. */
function argumentsOf(keyword: string, text: string, escapeCharacter: string): Arguments {
	const read = readers.get(keyword.toUpperCase());
	return read === undefined ? plain([""]) : read(text, escapeCharacter);
}
