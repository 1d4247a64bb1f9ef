/** The page in a real browser: its script runs under its own policy, and filters. Where there is no Chromium, it says so and does not run. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { plainPainter } from "../../src/diagnostics/render.ts";
import type { Report } from "../../src/findings/finding.ts";
import { html } from "../../src/report/html.ts";
import { hostileReport, sampleReport } from "./sampleReport.ts";

const browser = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) =>
	existsSync(path),
);
const folder = mkdtempSync(join(tmpdir(), "policy-page-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the page is once its script has run. */
function show(report: Report, hash = ""): string {
	const file = join(folder, "report.html");
	writeFileSync(file, html.write(report, { painter: plainPainter, version: "0.0.0-test" }));
	const options = ["--headless", "--no-sandbox", "--disable-gpu", `--user-data-dir=${join(folder, "profile")}`];
	return execFileSync(browser as string, [...options, "--dump-dom", `file://${file}${hash}`], {
		encoding: "utf8",
		stdio: ["ignore", "pipe", "ignore"],
		timeout: 60_000,
	});
}

describe.skipIf(browser === undefined)(`the page in ${browser ?? "a browser: there is no Chromium here"}`, () => {
	it("counts what it shows", () => {
		expect(show(sampleReport)).toContain("7 of 7 shown");
	}, 90_000);
	it("searches for what stands behind # in its address", () => {
		const page = show(sampleReport, "#nginx%20tag");
		expect(page).toContain("1 of 7 shown");
		expect(page).toMatch(/<section class="file" hidden/);
	}, 90_000);
	it("says why at the first finding of a policy that is shown", () => {
		const [first] = sampleReport.findings;
		if (first === undefined) throw new Error("the sample has findings");
		const other = { ...first, message: "another of the same policy" };
		const report = { ...sampleReport, findings: [first, other] };
		const cards = (page: string): readonly boolean[] =>
			page
				.split("<article")
				.slice(1)
				.map((card) => card.includes('class="why"'));
		expect(cards(show(report))).toEqual([true, false]);
		expect(cards(show(report, "#another%20of%20the%20same"))).toEqual([false, true]);
	}, 90_000);
	it("runs nothing that a text brought", () => {
		const page = show(hostileReport);
		expect(page).toContain(`${hostileReport.findings.length} of ${hostileReport.findings.length} shown`);
		expect(page.match(/<script/g)?.length).toBe(1);
	}, 90_000);
});
