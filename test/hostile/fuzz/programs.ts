/**
 * Programs at random, by harm to real ones, through the whole of the language: read, printed, read again, compiled, run. Whatever
 * is wrong with a program has to come out as a diagnostic or an EvaluationError.
 */

import { readdirSync, readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { nodeCrypto } from "../../../src/cli/host/nodeCrypto.ts";
import { kinds } from "../../../src/documents/kinds.ts";
import { compile } from "../../../src/lang/compile.ts";
import { lintModule } from "../../../src/lang/lint/lintModule.ts";
import { parseModule } from "../../../src/lang/parse/parseModule.ts";
import { printModule } from "../../../src/lang/print/printModule.ts";
import type { Module } from "../../../src/lang/tree.ts";
import { Evaluation } from "../../../src/runtime/evaluation/evaluation.ts";
import { EvaluationError } from "../../../src/runtime/evaluation/evaluationError.ts";
import { instantiate } from "../../../src/runtime/evaluation/instantiate.ts";
import { loadProgram } from "../../../src/runtime/evaluation/program.ts";
import { fromJsonSchema } from "../../../src/runtime/types/fromJsonSchema.ts";
import { parseJson, toJson } from "../../../src/runtime/values/json.ts";
import type { PlainObject, Value } from "../../../src/runtime/values/value.ts";
import { Source } from "../../../src/text/source.ts";
import { casesAreThere, readCases } from "../../conformance/readCases.ts";
import type { Fault, Fuzzer } from "./fuzzer.ts";
import { mutateText } from "./mutateText.ts";
import type { Random } from "./random.ts";

/** Between the modules of a case; after the last one stands what it is evaluated with, as JSON. */
export const BETWEEN = "\n%%%%\n";

interface Seed {
	readonly modules: readonly string[];
	readonly given: string;
}

const policies = "policies";

function readSeeds(): Seed[] {
	const own = readdirSync(policies, { recursive: true, encoding: "utf8" })
		.filter((name) => /\.(policy|rego)$/.test(name))
		.map((name) => ({ modules: [readFileSync(`${policies}/${name}`, "utf8")], given: '{"input": {"stages": []}}' }));
	if (!casesAreThere()) return own;
	const cases = readCases().map(({ modules, query, data, input }) => ({
		modules: [...modules, `package query\n\nanswer if {\n\t${query}\n}\n`],
		given: toJson({ data, ...(input === undefined ? {} : { input }) }),
	}));
	return [...own, ...cases.filter(({ given }) => given.length < 20_000)];
}

let seeds: Seed[] | undefined;
let texts: string[] = [];

function make(random: Random): string {
	if (seeds === undefined) {
		seeds = readSeeds();
		texts = seeds.flatMap(({ modules }) => modules);
	}
	const { modules, given } = random.pick(seeds);
	const victim = random.below(modules.length);
	const changed = modules.map((text, index) => (index === victim ? mutateText(random, text, texts) : text));
	return [...changed, given].join(BETWEEN);
}

/** A tree without the places of its nodes, the order of its imports, which printing sorts, and the blanks that end a comment. */
function shape(tree: Module): unknown {
	const places = new Set(["span", "operatorSpan", "source"]);
	const comments = tree.comments.map((comment) => ({ ...comment, text: comment.text.trimEnd() }));
	const plain = JSON.stringify({ ...tree, comments }, (key, value: unknown) => (places.has(key) ? undefined : value));
	const { imports, ...rest } = JSON.parse(plain) as { imports: object[] };
	return { ...rest, imports: imports.map((one) => JSON.stringify(one)).sort() };
}

const dialectOf = (text: string): Module["dialect"] => (/^\s*policy\s/m.test(text) ? "policy" : "rego");

function read(text: string, name: string): ReturnType<typeof parseModule> & { readonly text: string } {
	return { text, ...parseModule(new Source(name, text), { dialect: dialectOf(text) }) };
}

function check(text: string): Fault | undefined {
	const parts = text.split(BETWEEN);
	const given = parts.length > 1 ? parts.pop() : undefined;
	const modules: Module[] = [];
	for (const [index, part] of parts.entries()) {
		const { module, diagnostics } = read(part, `m${index}`);
		for (const { span } of diagnostics) {
			if (span !== undefined && (span.start < 0 || span.end > part.length || span.start > span.end))
				return { what: "a diagnostic outside the text", detail: `${span.start}-${span.end} of ${part.length}` };
		}
		if (module === undefined) continue;
		lintModule(module);
		if (diagnostics.length > 0) continue;
		const fault = printedFault(module);
		if (fault !== undefined) return fault;
		modules.push(module);
	}
	for (const unknowns of [false, true]) {
		const fault = runFault(modules, given, unknowns);
		if (fault !== undefined) return fault;
	}
}

function printedFault(module: Module): Fault | undefined {
	const printed = printModule(module);
	const { module: again, diagnostics } = parseModule(new Source("printed", printed), { dialect: module.dialect });
	if (again === undefined || diagnostics.length > 0)
		return { what: "what is printed can't be read", detail: `${diagnostics[0]?.text}\n${printed}` };
	if (!isDeepStrictEqual(shape(again), shape(module))) return { what: "printing changes the tree", detail: printed };
	if (printModule(again) !== printed)
		return { what: "printing twice changes the text", detail: `${printed}\n=>\n${printModule(again)}` };
}

const inputTypes = new Map(kinds.map(({ id, schema }) => [id, fromJsonSchema(schema)]));

function runFault(modules: readonly Module[], given: string | undefined, unknowns: boolean): Fault | undefined {
	const { program, diagnostics } = compile(modules, { inputTypes, unknowns, tolerant: true });
	if (program === undefined) {
		const isSaid = modules.length === 0 || diagnostics.some(({ kind }) => kind.severity === "error");
		return isSaid ? undefined : { what: "no program, and no reason", detail: "" };
	}
	const loaded = loadProgram(instantiate(program.code));
	const { data, input } = givenValues(given);
	for (const path of new Set(modules.map((module) => module.package.path.join("\n")))) {
		const evaluation = new Evaluation({
			now: 1_700_000_000_000_000_000n,
			budget: 200_000,
			crypto: nodeCrypto,
			random: (count) => new Uint8Array(count),
			...(data === undefined ? {} : { data }),
			...(input === undefined ? {} : { input }),
		});
		try {
			const value = loaded.evaluate(path.split("\n"), evaluation);
			if (value !== undefined) toJson(value);
		} catch (error) {
			if (!(error instanceof EvaluationError)) throw error;
			if (error.code === "eval_internal_error") return { what: "an internal error", detail: error.message };
		}
	}
}

function givenValues(given: string | undefined): { readonly data?: PlainObject; readonly input?: Value } {
	if (given === undefined) return {};
	try {
		return parseJson(given) as { data?: PlainObject; input?: Value };
	} catch {
		return {};
	}
}

export const programs: Fuzzer = { name: "programs", make, check };
