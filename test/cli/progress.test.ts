/** Progress on a terminal: a run whose standard error is one, and whose standard output is a file. */
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
const script = spawnSync("script", ["--version"]).status === 0;

// `script` gives a command a terminal of its own.
it.skipIf(!script)(
	`goes to the terminal and not into the output${script ? "" : " (there is no `script` here: not run)"}`,
	{ timeout: 300_000 },
	() => {
		const folder = fs.mkdtempSync(path.join(tmpdir(), "holystone-progress-"));
		try {
			for (let number = 0; number < 400; number++) {
				fs.mkdirSync(path.join(folder, `${number}`));
				fs.writeFileSync(
					path.join(folder, `${number}/Dockerfile`),
					`FROM a\n${"RUN apt-get install -y curl\n".repeat(60)}`,
				);
			}
			fs.writeFileSync(
				path.join(folder, "p.policy"),
				'package p\n\npolicy slow on dockerfile {\n\tcode: "P1"\n\tseverity: low\n\ttitle: "slow"\n\tdeny because "slow" if count([1 | some i in numbers.range(1, 20000); i % 7 == 0]) < 0\n}\n',
			);
			const run = (options: string) => {
				const command = `node --import tsx ${root}/src/cli/policy.ts eval --no-config --no-cache ${options} --policy ${folder}/p.policy --format ndjson ${folder} > ${folder}/out`;
				const { stdout } = spawnSync("script", ["-qec", command, "/dev/null"], {
					cwd: root,
					encoding: "utf8",
					env: { ...process.env, CI: undefined },
				});
				return { terminal: stdout, output: fs.readFileSync(path.join(folder, "out"), "utf8") };
			};
			const loud = run("");
			const lines = loud.terminal.split("\r\u001b[2K");
			expect(lines.length).toBeGreaterThan(2);
			// Each line takes the place of the one before, and nothing that of the last.
			for (const line of lines.slice(1, -1)) expect(line).toMatch(/^\[=*>? *\] \d+\/402 \S+$/);
			expect(lines[0]).toBe("");
			expect(loud.output).not.toContain("\u001b");
			const quiet = run("--quiet");
			expect(quiet.terminal).toBe(lines.at(-1));
			expect(quiet.output).toBe(loud.output);
		} finally {
			fs.rmSync(folder, { recursive: true });
		}
	},
);
