/** `/v1/eval`: documents in, findings out, in any format of `policy eval`. */
import { plainPainter } from "../../diagnostics/render.ts";
import { kinds } from "../../documents/kinds.ts";
import type { InputFile } from "../../engine/options.ts";
import { exitStatus } from "../../findings/exitStatus.ts";
import { formats } from "../../report/formats.ts";
import { isObject, member } from "../../runtime/values/access.ts";
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import { Source } from "../../text/source.ts";
import type { Answer, Job } from "../job.ts";
import { findingCounts, inputFacts } from "./decision.ts";
import type { Policies } from "./policies.ts";
import { BadRequest, readObject } from "./readBody.ts";

/** Files in one request. */
const MOST_FILES = 1_000;
const LONGEST_NAME = 1_024;

type EvalJob = Extract<Job, { readonly task: "eval" }>;

/** The answer's header `Policy-Status` is what `policy eval` would exit with. */
export function answerEval(policies: Policies, job: EvalJob): Answer {
	const format = formats.find(({ id }) => id === job.format);
	if (format === undefined) throw new BadRequest(`there is no format \`${job.format}\``);
	if (job.kind !== undefined && !kinds.some(({ id }) => id === job.kind))
		throw new BadRequest(`there is no kind of document \`${job.kind}\``);
	const files = filesOf(job);
	const report = policies.judge(files, { evidence: files });
	const status = exitStatus(report, { failOn: policies.failOn, allowEmpty: false });
	const input = Object.fromEntries(files.map(({ source }) => [source.name, source.text]));
	const { summary } = report;
	return {
		status: 200,
		body: format.write(report, { painter: plainPainter, version: policies.version }),
		mediaType: format.mediaType,
		headers: { "policy-status": String(status) },
		decision: {
			verdict: status === 0 ? "allow" : status === 1 ? "findings" : "error",
			findings: findingCounts(report),
			// Texts of files can't be masked: the log has their digest.
			...digestOnly(policies, input),
			...(policies.settings.log && { result: JSON.stringify({ status, summary }) }),
		},
	};
}

function digestOnly(policies: Policies, input: PlainObject): ReturnType<typeof inputFacts> {
	return inputFacts({ ...policies, settings: { ...policies.settings, logInput: "digest" } }, input);
}

function filesOf({ body, name, kind }: EvalJob): readonly InputFile[] {
	const said = kind === undefined ? {} : { kind };
	if (name !== undefined) return [{ source: new Source(checkedName(name), body), ...said }];
	const files = member(readObject(body, "the body is no JSON"), "files");
	if (files === undefined || !isObject(files))
		throw new BadRequest("the body has no `files`: an object of texts by file name");
	const entries = Object.entries(files as PlainObject);
	if (entries.length > MOST_FILES) throw new BadRequest(`there are more than ${MOST_FILES} files`);
	return entries.map(([file, text]) => ({ source: new Source(checkedName(file), textOf(file, text)), ...said }));
}

function textOf(file: string, text: Value): string {
	if (typeof text === "string") return text;
	throw new BadRequest(`the file ${JSON.stringify(file)} is no text`);
}

function checkedName(name: string): string {
	const steps = name.split("/");
	if (name === "" || name.length > LONGEST_NAME || /\p{Cc}/u.test(name) || steps.includes("..") || steps[0] === "")
		throw new BadRequest(`${JSON.stringify(name.slice(0, 80))} is no name of a file`);
	return name;
}
