import { defineConfig } from "vitest/config";

// .ci/run counts from the runner's own report, so it names a file for it.
const report = process.env.HOLYSTONE_TEST_REPORT;

export default defineConfig({
	test: {
		include: ["test/**/*.test.ts"],
		testTimeout: 60_000,
		reporters: report === undefined ? ["default"] : ["default", ["json", { outputFile: report }]],
	},
});
