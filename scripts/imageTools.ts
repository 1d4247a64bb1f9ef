/** `npm run image-tools`: which of the tools that tests make images with are there, and how to get the others. */
import { imageTools, versionOf } from "../test/documents/image/imageTools.ts";

let isComplete = true;
for (const tool of imageTools) {
	const version = versionOf(tool);
	isComplete &&= version !== undefined;
	process.stdout.write(`${tool.name}: ${version ?? `not in PATH; ${tool.install}`}\n`);
}
process.exitCode = isComplete ? 0 : 1;
