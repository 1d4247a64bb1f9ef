import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const policy = (command: string) =>
	spawnSync("bash", ["-c", command], { cwd: root, encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } });
const run = "node --import tsx src/cli/policy.ts";

it("the command runs as a process, and its exit status is that of the run", () => {
	const { status, stdout, stderr } = policy(
		`${run} eval --no-config --fail-on never --format json examples/shop/web/Dockerfile`,
	);
	expect(stderr).toBe("");
	expect(status).toBe(0);
	expect(JSON.parse(stdout).summary.files).toBe(1);
});

it("a reader that goes away is no error", () => {
	const { stderr, stdout } = policy(
		`set -o pipefail; ${run} schema dockerfile | head -c 10; echo "status \${PIPESTATUS[0]}"`,
	);
	expect(stderr).toBe("");
	expect(stdout).toContain("status 0");
});
