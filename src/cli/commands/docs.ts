/** `policy docs`: pages about the policies of packs, for people who want to read or publish them. */
import path from "node:path";
import { Command } from "commander";
import { renderDiagnostic } from "../../diagnostics/render.ts";
import { policyPages } from "../docs/policyPages.ts";
import type { Host } from "../host/host.ts";
import { painterFor } from "../host/painter.ts";
import { addPolicyOptions, type PolicyOptions } from "../policyOptions.ts";
import { openSession } from "../session.ts";

interface DocsOptions extends PolicyOptions {
	readonly output: string;
	readonly color: boolean;
}

export function docsCommand(host: Host, finish: (status: number) => void): Command {
	return addPolicyOptions(new Command("docs"))
		.description("Write a page in Markdown for each policy of the packs in use, and one for each pack that lists them.")
		.requiredOption("-o, --output <folder>", "the folder that the pages are written to; a pack is a folder in it")
		.addHelpText(
			"after",
			"\nExit status: 0 written, 2 a policy or the configuration has errors, 3 there is no policy.\n\nExamples:\n  policy docs -o docs/packs\n  policy docs --policy policies/ -o site/policies",
		)
		.action(async (options: DocsOptions) => finish(await writeDocs(host, options)));
}

async function writeDocs(host: Host, options: DocsOptions): Promise<number> {
	const session = await openSession(host, [], options, { texts: true, tests: false });
	const painter = painterFor(host.stderr, host.env, options.color);
	for (const diagnostic of session.diagnostics) host.stderr.write(`${renderDiagnostic(diagnostic, painter)}\n`);
	const pages = policyPages(session.loaded);
	for (const [name, content] of pages) host.files.write(path.join(options.output, name), content);
	host.stdout.write(`${pages.size} pages in ${options.output}\n`);
	if (session.diagnostics.some(({ kind }) => kind.severity === "error")) return 2;
	return session.packs.some(({ policies }) => policies.length > 0) ? 0 : 3;
}
