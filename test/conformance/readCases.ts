/** OPA's conformance cases as they lie in the shared data: read with numbers as they are written (LANGUAGE.md 2). */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { get } from "../../src/runtime/values/access.ts";
import { parseJson } from "../../src/runtime/values/json.ts";
import type { Value } from "../../src/runtime/values/value.ts";

export const CASES = join(import.meta.dirname, "../../../shared/conformance/opa-v1");

export interface Case {
	/** The file's name without ending: `withkeyword`. */
	readonly group: string;
	/** Unique: group, running number and the case's own note. */
	readonly id: string;
	readonly note: string;
	readonly query: string;
	readonly modules: readonly string[];
	readonly data: Value;
	readonly input: Value | undefined;
	/** Rego text; counts instead of `input`. */
	readonly inputTerm: string | undefined;
	/** Solutions as objects of variable to value; undefined where an error is wanted. */
	readonly wantResult: readonly Value[] | undefined;
	readonly wantError: string | undefined;
	readonly wantErrorCode: string | undefined;
	readonly strictError: boolean;
	readonly sortBindings: boolean;
	readonly ignoreGeneratedVars: boolean;
	/** Why OPA 1.22 wants another result than the case as it lies there; the case then wants OPA's. */
	readonly amended: string | undefined;
}

/** By case id. Facts about OPA, found by asking it: nothing is listed because we fail it. */
const amendments = parseJson(readFileSync(join(import.meta.dirname, "amended.json"), "utf8"));

/** The ids that `amended.json` names. */
export const amendedIds = (): string[] => Object.keys(amendments as object);

export const casesAreThere = (): boolean => existsSync(CASES);

export function readCases(): Case[] {
	return readdirSync(CASES)
		.filter((name) => name.endsWith(".json"))
		.sort()
		.flatMap((name) => {
			const group = name.replace(/\.json$/, "");
			const cases = parseJson(readFileSync(join(CASES, name), "utf8")) as readonly Value[];
			return cases.map((value, index) => readCase(group, index, value));
		});
}

function readCase(group: string, index: number, value: Value): Case {
	const field = (name: string): Value | undefined => get(value, name) ?? undefined;
	const text = (name: string): string | undefined => field(name) as string | undefined;
	const note = text("note") ?? "";
	const id = `${group}#${index} ${note}`;
	const amendment = get(amendments, id);
	return {
		group,
		id,
		note,
		query: text("query") ?? "",
		modules: (field("modules") ?? []) as readonly string[],
		data: field("data") ?? {},
		input: get(value, "input"),
		inputTerm: text("input_term"),
		wantResult: (amendment === undefined ? field("want_result") : get(amendment, "want_result")) as
			| readonly Value[]
			| undefined,
		wantError: text("want_error"),
		wantErrorCode: text("want_error_code"),
		strictError: field("strict_error") === true,
		sortBindings: field("sort_bindings") === true,
		ignoreGeneratedVars: field("ignore_generated_vars") === true,
		amended: amendment === undefined ? undefined : (get(amendment, "why") as string),
	};
}
