/** Whether the functions that stand in for declared builtins are there, and take as many arguments. */
import { standInArity, standInMissing } from "../../diagnostics/catalogue/builtins.ts";
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Builtin } from "../../runtime/builtins/builtin.ts";
import { suggest } from "../../text/suggest.ts";
import { pathKey } from "../pathKey.ts";
import type { KnownFunction } from "./resolveBody.ts";

/** The package of a text that couldn't be read; undefined where not even that could be. */
export type UnreadPackage = readonly string[] | undefined;

/** @param unread packages with texts that couldn't be read: what is wrong with those is said, and may be why a function isn't there */
export function checkStandIns(
	builtins: ReadonlyMap<string, Builtin>,
	functions: ReadonlyMap<string, KnownFunction>,
	unread: readonly UnreadPackage[],
	diagnostics: Diagnostic[],
): void {
	for (const { name, args, foreign } of builtins.values()) {
		if (foreign?.standIn === undefined || foreign.declared === undefined) continue;
		const { source, span } = foreign.declared;
		const standIn = `data.${foreign.standIn.join(".")}`;
		const known = functions.get(pathKey(foreign.standIn));
		if (known === undefined) {
			const home = pathKey(foreign.standIn.slice(0, -1));
			if (unread.some((path) => path === undefined || pathKey(path) === home)) continue;
			const names = [...functions.values()].flatMap(({ root, path }) =>
				root === "data" ? `data.${path.join(".")}` : [],
			);
			diagnostics.push(at(source, span, standInMissing({ name, standIn, suggestion: suggest(standIn, names) })));
		} else if (known.params.length !== args.length) {
			const counts = { given: known.params.length, wanted: args.length };
			diagnostics.push(at(source, span, standInArity({ name, standIn, ...counts })));
		}
	}
}
