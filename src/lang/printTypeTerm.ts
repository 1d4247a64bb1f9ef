/** A parameter's type as it is written: `set[string]`. */
import type { TypeTerm } from "./tree.ts";

export function printTypeTerm({ name, of }: TypeTerm): string {
	return of.length === 0 ? name : `${name}[${of.map(printTypeTerm).join(", ")}]`;
}
