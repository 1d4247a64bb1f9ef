/** What evaluating a file depends on besides the file and the run: folders that take note of what they are asked. */
import type { Siblings } from "../../documents/document.ts";
import { isLayoutMark } from "../../documents/image/archive/detectArchive.ts";
import type { InputFile } from "../../engine/options.ts";
import { dayOf } from "../../findings/day.ts";
import type { HostCache, HostFiles } from "../host/host.ts";
import { folderSiblings } from "../host/siblings.ts";

/** What evaluating a file depended on. Plain data. */
export interface Uses {
	/** A digest of the file's text. */
	readonly text: string;
	/** What was asked of the folder around it, each with a digest of the answer. */
	readonly around: readonly Question[];
	/** YYYY-MM-DD, where that was asked. */
	readonly day?: string;
}

type Question = readonly [what: "read" | "list", path: string, answer: string];

/** Takes note of one file at a time. */
export interface UseRecorder {
	/** Begins with a file. */
	begin(): void;
	/** What was asked since; undefined where the result can't be known beforehand. */
	usesOf(input: InputFile): Uses | undefined;
	/** Whether everything is as it was then. */
	stillHold(uses: Uses, input: InputFile): boolean;
	/** To be called where something is asked that is another in each run. */
	readonly onChance: () => void;
	/** To be called where the day is asked. */
	readonly onDay: () => void;
	/** A folder that takes note. */
	siblingsOf(folder: string): Siblings;
}

/** @param now the run's time, nanoseconds since the epoch */
export function recordUses(files: HostFiles, digestOf: HostCache["digestOf"], now: bigint): UseRecorder {
	const today = dayOf(now);
	let around: Question[] = [];
	let isChance = false;
	let isDay = false;
	const begin = (): void => {
		around = [];
		isChance = false;
		isDay = false;
	};
	const textOf = ({ source }: InputFile): string => digestOf([source.text]);
	return {
		begin,
		onChance: () => {
			isChance = true;
		},
		onDay: () => {
			isDay = true;
		},
		// What is no text is read in parts: it isn't gone through once more for a digest.
		usesOf: (input) =>
			isChance || !isText(input) ? undefined : { text: textOf(input), around, ...(isDay && { day: today }) },
		stillHold: ({ text, around: questions, day }, input) => {
			if (day !== undefined && day !== today) return false;
			if (!isText(input) || textOf(input) !== text) return false;
			const { siblings } = input;
			if (siblings === undefined) return questions.length === 0;
			begin();
			for (const [what, path] of questions) what === "read" ? siblings.read(path) : siblings.list();
			return questions.every(([, , answer], index) => around[index]?.[2] === answer);
		},
		siblingsOf: (folder) => {
			const { list, read, open } = folderSiblings(files, folder);
			let listing: string | undefined;
			return {
				read: (path) => {
					const text = read(path);
					around.push(["read", path, text === undefined ? "" : digestOf([text])]);
					return text;
				},
				list: () => {
					listing ??= digestOf([...list()].flatMap(({ path, size }) => [path, String(size)]));
					around.push(["list", "", listing]);
					return list();
				},
				open: (path) => {
					isChance = true;
					return open?.(path);
				},
			};
		},
	};
}

/** Whether its text is all that a file says: that of a layout only marks it. */
export function isText({ bytes, faults, source }: InputFile): boolean {
	return bytes === undefined && faults === undefined && !isLayoutMark({ path: source.name, head: source.text });
}
