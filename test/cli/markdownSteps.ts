/** The commands of a page: lines of its `sh` blocks, run in their order, and the last `yaml` block before each as policy.yaml. */
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import type { PacksWorld, Ran } from "./packsWorld.ts";

export type Step =
	| { readonly kind: "command"; readonly line: string; readonly status: number }
	| { readonly kind: "configuration"; readonly text: string };

export function stepsIn(markdown: string): readonly Step[] {
	return [...markdown.matchAll(/^```(sh|yaml)\n(.*?)^```$/gms)].flatMap(([, language, text = ""]): Step[] => {
		if (language === "yaml") return [{ kind: "configuration", text }];
		const lines = text.split("\n").filter((line) => line.trim() !== "");
		return lines.map((line) => {
			const [, command = "", remark = ""] = /^(.*?)\s*(?:# (.*))?$/.exec(line) ?? [];
			const [, status = "0"] = /exit (\d)/.exec(remark) ?? [];
			return { kind: "command", line: command, status: Number(status) };
		});
	});
}

/** Runs a step in the world's repository; `cd` leads to another folder. `replace` puts the test's own hosts in the place of the page's. */
export async function runStep(world: PacksWorld, step: Step, replace: (text: string) => string): Promise<Ran> {
	if (step.kind === "configuration") {
		world.write("policy.yaml", replace(step.text));
		return { status: 0, out: "", err: "" };
	}
	const [name, ...args] = replace(step.line).split(/\s+/);
	if (name === "policy") return world.run(...args.map((arg) => arg.replace(/^(["'])(.*)\1$/, "$2")));
	if (name === "cd") {
		world.repository = path.resolve(world.repository, args[0] ?? ".");
		return { status: fs.existsSync(world.repository) ? 0 : 1, out: "", err: "" };
	}
	const ran = spawnSync(name ?? "", args, { cwd: world.repository, encoding: "utf8" });
	return { status: ran.status ?? 1, out: ran.stdout, err: ran.stderr };
}
