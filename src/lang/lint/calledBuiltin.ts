/** Which builtin a call calls, seen from one module alone. */
import type { Builtin } from "../../runtime/builtins/builtin.ts";
import { builtins } from "../../runtime/builtins/index.ts";
import { importName } from "../resolve/names.ts";
import { dottedWords } from "../resolve/nodes.ts";
import type { Call, Module } from "../tree.ts";
import { rulesOf } from "./lint.ts";

/** The builtin; undefined where the module gives the name to something of its own. */
export function calledBuiltin({ operator }: Call, module: Module): Builtin | undefined {
	const words = dottedWords(operator);
	const builtin = builtins.get(words.join("."));
	return builtin === undefined || ownNames(module).has(words[0] as string) ? undefined : builtin;
}

const known = new WeakMap<Module, ReadonlySet<string>>();

/** The names of a module's rules, policies, parameters and imports. */
export function ownNames(module: Module): ReadonlySet<string> {
	let names = known.get(module);
	if (names === undefined) {
		names = new Set([
			...rulesOf(module).flatMap(({ rule }) => (rule.kind === "rule" ? [rule.head.name.name] : [])),
			...module.items.flatMap((item) => (item.kind === "policy" ? [item.name.name] : [])),
			...module.items.flatMap((item) =>
				item.kind === "policy"
					? item.members.flatMap((member) => (member.kind === "param" ? [member.name.name] : []))
					: [],
			),
			...module.imports.flatMap((item) => importName(item) ?? []),
		]);
		known.set(module, names);
	}
	return names;
}
