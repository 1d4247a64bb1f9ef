/** Compiles the bundled packs to ES modules: `policies/NAME` to `dist/policies/NAME.js`, with what it imports of `policies/lib`. A pack with an error fails the build. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { renderDiagnostic } from "../src/diagnostics/render.ts";
import { compilePack } from "../src/packs/compilePack.ts";
import { withLibraries } from "../src/packs/withLibraries.ts";
import { Source } from "../src/text/source.ts";

/** Builds every pack below `from` into `to`. */
export function buildPacks(from: string, to: string): void {
	mkdirSync(to, { recursive: true });
	const libraries = sourcesBelow(join(from, "lib"), "policies/lib");
	for (const entry of readdirSync(from, { withFileTypes: true })) {
		if (!entry.isDirectory() || entry.name === "lib") continue;
		const sources = sourcesBelow(join(from, entry.name), `policies/${entry.name}`);
		const { program, diagnostics } = compilePack(withLibraries(sources, libraries));
		if (diagnostics.length > 0) console.error(diagnostics.map((diagnostic) => renderDiagnostic(diagnostic)).join("\n"));
		if (program === undefined || diagnostics.some(({ kind }) => kind.severity === "error"))
			throw new Error(`the bundled pack ${entry.name} does not compile`);
		// A run needs to know what a policy says, not how it proves it.
		const manifest = {
			...program.manifest,
			policies: program.manifest.policies.map((policy) => ({ ...policy, examples: [] })),
		};
		writeFileSync(
			join(to, `${entry.name}.js`),
			`export const manifest = JSON.parse(${JSON.stringify(JSON.stringify(manifest))});\nexport const factory = ${program.code};\n`,
		);
	}
}

function sourcesBelow(folder: string, name: string): Source[] {
	return readdirSync(folder, { withFileTypes: true })
		.sort((a, b) => (a.name < b.name ? -1 : 1))
		.flatMap((entry) => {
			const path = join(folder, entry.name);
			if (entry.isDirectory()) return sourcesBelow(path, `${name}/${entry.name}`);
			if (!/\.(policy|rego)$/.test(entry.name) || entry.name.endsWith("_test.rego")) return [];
			return [new Source(`${name}/${entry.name}`, readFileSync(path, "utf8"))];
		});
}
