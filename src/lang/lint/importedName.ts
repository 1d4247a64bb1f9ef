/** The name that an import brings; undefined for those that switch the language on. */
import type { Import } from "../tree.ts";

export function importedName({ path, alias }: Import): string | undefined {
	const head = path.kind === "var" ? path : path.head;
	if (head.kind !== "var" || (head.name !== "data" && head.name !== "input")) return undefined;
	const last = path.kind === "var" ? undefined : path.path.at(-1)?.term;
	return alias?.name ?? (last?.kind === "string" ? last.value : head.name);
}
