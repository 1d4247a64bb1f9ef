/** The summary of a job of GitHub Actions: Markdown at the end of the file that the runner names, of at most a mebibyte for each step. */
import type { Report } from "../findings/finding.ts";
import { markdownReport } from "../report/markdown.ts";
import type { Host } from "./host/host.ts";

/** In UTF-16 units; three bytes each at worst come to less than the runner's limit. */
const MOST = 340_000;

/** Adds a report to the job's summary; outside of GitHub Actions there is none. */
export function writeJobSummary({ env, files }: Pick<Host, "env" | "files">, report: Report): void {
	const file = env.GITHUB_STEP_SUMMARY;
	if (file === undefined || file === "") return;
	const before = files.stat(file) === undefined ? "" : new TextDecoder().decode(files.read(file));
	files.write(file, before + markdownReport(report, Math.max(0, MOST - before.length)));
}
