/** What answering needs of the policies: whoever opened them hands this in. One thread has one of these, and gives it up for the next when they change. */
import type { InputFile } from "../../engine/options.ts";
import type { Finding, Report, Severity } from "../../findings/finding.ts";
import type { Module } from "../../lang/tree.ts";
import type { EvaluationOptions } from "../../runtime/evaluation/evaluation.ts";
import type { Program } from "../../runtime/evaluation/program.ts";
import type { Value } from "../../runtime/values/value.ts";
import type { GateFacts, ImageEvidence } from "../job.ts";
import type { Queries } from "./queries.ts";

export interface Policies {
	readonly facts: GateFacts;
	/** The least severity that denies. */
	readonly failOn: Severity | "never";
	/** Evaluates the policies on files. */
	judge(files: readonly InputFile[], known?: KnownOfImages): Report;
	/** What was found about an image, as a file. */
	evidenceFile(found: ImageEvidence): InputFile;
	/** A file with the safe fixes of the policies in it. */
	fix(name: string, text: string): { readonly text: string; readonly fixed: readonly Finding[] };
	/** What may be below `data`: the first that has something at a path answers for it. */
	readonly programs: readonly Program[];
	readonly data: Value;
	/** What every evaluation is given: the clock, randomness, what policies may do. */
	evaluationBase(): EvaluationOptions;
	/** The modules that queries see. */
	readonly modules: readonly Module[];
	readonly queries: Queries;
	/** Of the tool. */
	readonly version: string;
	readonly settings: AnswerSettings;
}

/** What is known of the images of some files, and of which nothing could be found out. */
export interface KnownOfImages {
	readonly evidence?: readonly InputFile[];
	readonly unavailable?: Readonly<Record<string, string>>;
}

/** How requests are answered, as the command line says. */
export interface AnswerSettings {
	/** What becomes of an admission that couldn't be decided. */
	readonly onError: "deny" | "allow";
	/** What becomes of one where something couldn't be found out about an image. */
	readonly onUnavailable: "deny" | "allow";
	/** What the log has of an input. */
	readonly logInput: "masked" | "digest";
	/** JSON pointers below `/input` of what the log never has; `*` stands for any key. */
	readonly masks: readonly string[];
	readonly log: boolean;
}
