/**
 * Is a program right? Asked of `opa check` and of this project about harmed conformance modules: both take it, or both refuse it and
 * what OPA says first is among what is said here. Needs `opa` on PATH.
 */
import { compile } from "../../../src/lang/compile.ts";
import { parseModule } from "../../../src/lang/parse/parseModule.ts";
import { Source } from "../../../src/text/source.ts";
import { casesAreThere, readCases } from "../../conformance/readCases.ts";
import { opaErrors } from "../../lang/wrong/askOpa.ts";
import type { Fault, Fuzzer } from "./fuzzer.ts";
import { mutateProgram } from "./mutateProgram.ts";
import { opaIsThere } from "./opaServer.ts";
import { BETWEEN } from "./programs.ts";
import type { Random } from "./random.ts";

let seeds: readonly (readonly string[])[] | undefined;
let texts: readonly string[] = [];

function make(random: Random): string {
	if (seeds === undefined) {
		seeds = readCases()
			.map(({ modules }) => modules)
			.filter((modules) => modules.length > 0 && modules.join("").length < 5_000);
		texts = seeds.flat();
	}
	const modules = random.pick(seeds);
	const victim = random.below(modules.length);
	return modules.map((text, at) => (at === victim ? mutateProgram(random, text, texts) : text)).join(BETWEEN);
}

/** What is said here: OPA's class of each error, or our code where OPA has no such error. */
export function ourVerdict(modules: readonly (readonly [name: string, text: string])[]): readonly string[] {
	const parsed = modules.map(([name, text]) => parseModule(new Source(name, text), { dialect: "rego" }));
	const found = parsed.flatMap(({ diagnostics }) => diagnostics);
	const all = found.length > 0 ? found : compile(parsed.flatMap(({ module }) => module ?? [])).diagnostics;
	return all
		.filter(({ kind }) => kind.severity === "error")
		.map(({ kind, text }) => `${kind.opaCode ?? kind.code}: ${text}`);
}

async function check(text: string): Promise<Fault | undefined> {
	const modules = text.split(BETWEEN).map((module, at) => [`m${at}.rego`, module] as const);
	const ours = ourVerdict(modules);
	const theirs = (await opaErrors(modules)).map(({ code, message }) => `${code}: ${message}`);
	const detail = `ours: ${ours.join(" | ") || "accepted"}\nOPA: ${theirs.join(" | ") || "accepted"}`;
	const [first] = theirs;
	if (first === undefined && isAccident(text)) return undefined;
	if (first === undefined)
		return ours[0] === undefined ? undefined : { what: `OPA accepts what is ${sort(ours[0])}`, detail };
	if (ours.length === 0) return { what: `OPA refuses: ${sort(first)}`, detail };
	if (known.some(({ here, there }) => here.test(ours.join("\n")) && there.test(theirs.join("\n")))) return undefined;
	const isAmong = ours.some((one) => classOf(one) === classOf(first));
	return isAmong ? undefined : { what: `${classOf(ours[0] ?? "")} here, ${classOf(first)} there`, detail };
}

/** Where both refuse a program for the same thing and say it in different phases. */
const known: readonly { readonly here: RegExp; readonly there: RegExp }[] = [
	// OPA's grammar takes `[1](x)` for a call of a function `[1]`, and looks for it after everything else.
	{ here: /^rego_parse_error: an? \w+(?: comprehension)? can't be called/m, there: /./ },
];

/** What OPA takes by accident: names that its compiler makes, `x + 1 := 2` as a rule named `plus`. */
const isAccident = (text: string): boolean => /__local/.test(text) || /^\(?[\w.]+ [-+*/%&|] .*:?= /m.test(text);

const classOf = (said: string): string => said.slice(0, said.indexOf(":"));
/** A message without what is particular to one program. */
const sort = (said: string): string =>
	said.replace(/`[^`]*`|\b(?:data|input)[.[]\S+|\b\w{1,2}\b|\d+/g, "…").slice(0, 70);

export const verdicts: Fuzzer = { name: "verdicts", isThere: casesAreThere() && opaIsThere(), make, check };
