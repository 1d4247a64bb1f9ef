/** The version, from the package's own package.json: two folders up from here in the sources as in the built package. */
import { readFileSync } from "node:fs";

export function version(): string {
	const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
	return (JSON.parse(text) as { readonly version: string }).version;
}
