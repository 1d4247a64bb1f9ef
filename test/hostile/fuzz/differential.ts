/**
 * The same program, asked of OPA and of this project: both refuse it, both fail with the same code, or both give the same value.
 * Needs `opa` on PATH.
 */
import { nodeCrypto } from "../../../src/cli/host/nodeCrypto.ts";
import { compile } from "../../../src/lang/compile.ts";
import { parseModule } from "../../../src/lang/parse/parseModule.ts";
import type { Module } from "../../../src/lang/tree.ts";
import { Evaluation } from "../../../src/runtime/evaluation/evaluation.ts";
import { EvaluationError } from "../../../src/runtime/evaluation/evaluationError.ts";
import { instantiate } from "../../../src/runtime/evaluation/instantiate.ts";
import { loadProgram } from "../../../src/runtime/evaluation/program.ts";
import { get } from "../../../src/runtime/values/access.ts";
import { equals } from "../../../src/runtime/values/equality.ts";
import { parseJson, toJson } from "../../../src/runtime/values/json.ts";
import type { PlainObject, Value } from "../../../src/runtime/values/value.ts";
import { Source } from "../../../src/text/source.ts";
import type { Fault, Fuzzer } from "./fuzzer.ts";
import { indexedProgram } from "./indexedPrograms.ts";
import { OpaServer, opaIsThere } from "./opaServer.ts";
import { BETWEEN, programs } from "./programs.ts";
import type { Random } from "./random.ts";
import { smallData, smallInput, smallProgram } from "./smallPrograms.ts";

/** What has no answer that stays the same, or asks the network. */
const unsteady =
	/\b(?:http\.send|now_ns|parse_and_verify|decode_verify|rand\.|uuid\.rfc4122|opa\.runtime|lookup_ip|print|trace|walk|rego\.metadata|json\.match_schema)/;

/**
 * Where OPA 1.22 goes wrong: a body of nothing but `not true` is taken for `true` when the head calls something
 * (`p := f(1) if { not true }` is 1).
 */
const mistaken = /\bnot\s+\(*true\b/;

/** What became of a program. */
type Outcome =
	| { readonly kind: "refused"; readonly code: string; readonly text: string }
	| { readonly kind: "failed"; readonly code: string; readonly text: string }
	| { readonly kind: "value"; readonly value: Value | undefined };

function make(random: Random): string {
	const given = `${BETWEEN}{"input": ${smallInput}, "data": ${smallData}}`;
	if (random.chance(0.5)) return smallProgram(random) + given;
	if (random.chance(0.5)) return indexedProgram(random) + given;
	return programs.make(random);
}

interface Question {
	readonly modules: readonly string[];
	readonly paths: readonly (readonly string[])[];
	readonly data: PlainObject;
	readonly input: Value | undefined;
}

async function check(text: string): Promise<Fault | undefined> {
	if (unsteady.test(text) || mistaken.test(text) || text.includes("__local")) return undefined;
	const modules = text.split(BETWEEN);
	const given = modules.length > 1 ? modules.pop() : "{}";
	if (modules.some((module) => /^\s*policy\s/m.test(module))) return undefined;
	let values: PlainObject;
	try {
		values = parseJson(given ?? "") as PlainObject;
	} catch {
		return undefined;
	}
	const data = (get(values, "data") ?? {}) as PlainObject;
	const input = get(values, "input");
	const ours = ourOutcomes(modules, data, input);
	const theirs = await opaOutcomes({ modules, paths: ours.paths, data, input });
	if (theirs === undefined) return undefined;
	for (const [index, theirOutcome] of theirs.entries()) {
		const ourOutcome = ours.outcomes[index] ?? ours.outcomes[0];
		const fault = ourOutcome === undefined ? undefined : difference(ourOutcome, theirOutcome);
		if (fault !== undefined) return fault;
	}
}

function difference(ours: Outcome, theirs: Outcome): Fault | undefined {
	const detail = `ours: ${shown(ours)}\nOPA: ${shown(theirs)}`;
	if (ours.kind === "refused" && theirs.kind === "refused") return undefined;
	if (ours.kind === "refused") return { what: `OPA accepts what is refused with ${ours.code}`, detail };
	if (theirs.kind === "refused") {
		// To find fewer mistakes is no fault, and OPA is given modules one after the other, so that it misses functions.
		return theirs.code !== "rego_parse_error"
			? undefined
			: { what: `OPA refuses with ${theirs.code}: ${sort(theirs.text)}`, detail };
	}
	if (ours.kind === "failed" || theirs.kind === "failed") {
		const codes = [ours, theirs].map((one) => (one.kind === "failed" ? one.code : "a value"));
		return codes[0] === codes[1] ? undefined : { what: `${codes[0]} here, ${codes[1]} there`, detail };
	}
	const isSame =
		ours.value === undefined || theirs.value === undefined
			? ours.value === theirs.value
			: equals(ours.value, theirs.value);
	return isSame ? undefined : { what: "values differ", detail };
}

/** A message without what is particular to one program. */
const sort = (text: string): string => text.replace(/\b(?:v\d+|[pqrsofx]|data\.\S+|\d+)\b/g, "…").slice(0, 60);

function shown(outcome: Outcome): string {
	if (outcome.kind !== "value") return `${outcome.kind}: ${outcome.code}: ${outcome.text}`;
	return outcome.value === undefined ? "undefined" : toJson(outcome.value).slice(0, 600);
}

function ourOutcomes(
	texts: readonly string[],
	data: PlainObject,
	input: Value | undefined,
): { readonly paths: readonly (readonly string[])[]; readonly outcomes: readonly Outcome[] } {
	const modules: Module[] = [];
	for (const [index, text] of texts.entries()) {
		const { module, diagnostics } = parseModule(new Source(`m${index}.rego`, text), { dialect: "rego" });
		const [fault] = diagnostics;
		if (module === undefined || fault !== undefined)
			return { paths: [["t"]], outcomes: [{ kind: "refused", code: fault?.kind.code ?? "", text: fault?.text ?? "" }] };
		modules.push(module);
	}
	const paths = [...new Map(modules.map((module) => [module.package.path.join("\n"), module.package.path])).values()];
	const { program, diagnostics } = compile(modules);
	if (program === undefined) {
		const fault = diagnostics.find(({ kind }) => kind.severity === "error");
		return { paths, outcomes: [{ kind: "refused", code: fault?.kind.code ?? "", text: fault?.text ?? "" }] };
	}
	const loaded = loadProgram(instantiate(program.code));
	return { paths, outcomes: paths.map((path) => evaluated(loaded, path, data, input)) };
}

function evaluated(
	program: ReturnType<typeof loadProgram>,
	path: readonly string[],
	data: PlainObject,
	input: Value | undefined,
): Outcome {
	try {
		const value = program.evaluate(
			path,
			new Evaluation({
				now: 0n,
				crypto: nodeCrypto,
				budget: 1_000_000,
				data,
				...(input === undefined ? {} : { input }),
			}),
		);
		return { kind: "value", value: value === undefined ? undefined : parseJson(toJson(value)) };
	} catch (error) {
		if (!(error instanceof EvaluationError)) throw error;
		return { kind: "failed", code: error.code, text: error.message };
	}
}

let server: OpaServer | undefined;

async function opaOutcomes({ modules, paths, data, input }: Question): Promise<readonly Outcome[] | undefined> {
	if (server === undefined) {
		server = new OpaServer();
		await server.ready();
	}
	const opa = server;
	const put: string[] = [];
	try {
		if ((await opa.ask("PUT", "/v1/data", toJson(data))).status >= 300) return undefined;
		for (const [index, module] of modules.entries()) {
			const answer = await opa.ask("PUT", `/v1/policies/m${index}`, module);
			if (answer.status >= 300) return [refusal(answer.text)];
			put.push(`/v1/policies/m${index}`);
		}
		const outcomes: Outcome[] = [];
		for (const path of paths) {
			const body = input === undefined ? "{}" : `{"input": ${toJson(input)}}`;
			const answer = await opa.ask("POST", `/v1/data/${path.map(encodeURIComponent).join("/")}`, body);
			outcomes.push(
				answer.status < 300 ? { kind: "value", value: get(parseJson(answer.text), "result") } : failed(answer.text),
			);
		}
		return outcomes;
	} catch {
		// It takes too long, or is gone: no answer is no disagreement.
		server.close();
		server = undefined;
		return undefined;
	} finally {
		if (server !== undefined) for (const path of put.toReversed()) await opa.ask("DELETE", path).catch(() => undefined);
	}
}

interface OpaError {
	readonly message?: string;
	readonly errors?: readonly { readonly code: string; readonly message: string }[];
}

function refusal(text: string): Outcome {
	const { errors: [first] = [], message = "" } = JSON.parse(text) as OpaError;
	return { kind: "refused", code: first?.code ?? "", text: first?.message ?? message };
}

function failed(text: string): Outcome {
	const { errors: [first] = [], message = "" } = JSON.parse(text) as OpaError;
	return { kind: "failed", code: first?.code ?? "", text: first?.message ?? message };
}

export const differential: Fuzzer = {
	name: "differential",
	isThere: opaIsThere(),
	make,
	check,
	close: () => server?.close(),
};
