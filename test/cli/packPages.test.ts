/** What the pages about packs tell people to do works, step by step. */
import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { startTestRegistry } from "../registry/testRegistry.ts";
import { runStep, stepsIn } from "./markdownSteps.ts";
import { PacksWorld } from "./packsWorld.ts";
import { missing, program } from "./peerPrograms.ts";

const root = path.resolve(import.meta.dirname, "../..");
const example = path.join(root, "examples/packs/acme-images");

const pages: Readonly<Record<string, (world: PacksWorld) => void>> = {
	"examples/packs/acme-images/README.md": (world) => {
		fs.cpSync(example, path.join(world.repository, "acme-images"), { recursive: true });
		world.write("shop/Dockerfile", "FROM quay.io/acme/node:22.11.0\nUSER 1000\n");
		world.write("shop/policy.yaml", "packs: [registry]\n");
	},
	"docs/packs-sharing.md": (world) => {
		world.write("shop/Dockerfile", "FROM quay.io/acme/node:22.11.0\nUSER 1000\n");
		world.write("shop/policy.yaml", "packs: [registry]\n");
	},
};

const openssl = program("openssl", "version");

test.skipIf(openssl.path === undefined).each(Object.entries(pages))(`%s${missing(openssl)}`, async (page, prepare) => {
	const registry = await startTestRegistry();
	const world = new PacksWorld();
	try {
		prepare(world);
		const steps = stepsIn(fs.readFileSync(path.join(root, page), "utf8"));
		expect(steps.length).toBeGreaterThan(10);
		for (const step of steps) {
			const ran = await runStep(world, step, (text) => text.replaceAll("registry.example", registry.host));
			const told = step.kind === "command" ? `${step.line}\n${ran.out}${ran.err}` : step.text;
			expect(ran.status, told).toBe(step.kind === "command" ? step.status : 0);
		}
	} finally {
		world.remove();
		await registry.close();
	}
});
