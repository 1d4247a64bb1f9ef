/** Exports of bundled packs, and a digest of each: what was compared with Kubernetes' evaluator is known again by it. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Exported, exportPolicies, type SaidPolicy } from "../../src/cel/exportPolicies.ts";
import { parseModule } from "../../src/lang/parse/parseModule.ts";
import { inputTypes } from "../../src/packs/compilePack.ts";
import { loadPack } from "../../src/packs/loadPack.ts";
import type { Pack } from "../../src/packs/pack.ts";
import { withLibraries } from "../../src/packs/withLibraries.ts";
import { builtins } from "../../src/runtime/builtins/index.ts";
import type { Value } from "../../src/runtime/values/value.ts";
import { Source } from "../../src/text/source.ts";

export const root: string = resolve(import.meta.dirname, "../..");

/** Packs with policies that an API server can be asked. */
export const packNames = ["pod-security", "hygiene", "kubernetes"] as const;

export type Params = Record<string, Record<string, Value>>;

export function textsIn(folder: string): Source[] {
	return readdirSync(join(root, folder))
		.filter((name) => name.endsWith(".policy"))
		.sort()
		.map((name) => new Source(name, readFileSync(join(root, folder, name), "utf8")));
}

export interface Loaded {
	readonly sources: readonly Source[];
	readonly pack: Pack;
}

/** The policies of a folder on workloads and manifests, with what they take from the packs' libraries. */
export function loaded(name: string, folder: string): Loaded {
	const own = textsIn(folder).filter(({ text }) => /^policy \w+ on (workload|manifest) /m.test(text));
	const sources = withLibraries(own, textsIn("policies/lib"));
	const { pack } = loadPack(name, sources);
	if (pack === undefined) throw new Error(`${name} doesn't compile`);
	return { sources, pack };
}

/** What an export of the policies about workloads and manifests comes to. */
export function exportedFrom({ sources, pack }: Loaded, params: Params = {}): readonly Exported[] {
	const modules = sources.flatMap((source) => parseModule(source, { dialect: "policy" }).module ?? []);
	const policies = pack.policies.map(({ info }) => info).filter(({ on }) => on === "workload" || on === "manifest");
	return exportPolicies(modules, policies, {
		builtins,
		inputTypes: inputTypes(),
		params: new Map(Object.entries(params)),
	});
}

/** Everything of an export that an evaluation depends on. */
export function digestOf({ resources, variables, validations }: SaidPolicy): string {
	const decisive = { kinds: resources.map(({ resource }) => resource), variables, validations };
	return createHash("sha256").update(JSON.stringify(decisive)).digest("hex").slice(0, 16);
}

export const keyOf = ({ info, action }: SaidPolicy): string => `${info.id} ${action}`;
