/** `npm run registry-tools`: which of the tools that tests use with registries are there, and how to get the others. */
import { registryTools, versionOf } from "../test/endToEnd/registryTools.ts";

let isComplete = true;
for (const tool of registryTools) {
	const version = versionOf(tool);
	isComplete &&= version !== undefined;
	process.stdout.write(`${tool.name}: ${version ?? `not in PATH; ${tool.install}`}\n`);
}
process.exitCode = isComplete ? 0 : 1;
