/**
 * Images in a real registry, signed by the real cosign: `policy eval` says of one, of a manifest that names it, and the gate says at admission the same.
 * `npm run registry-tools` says what it needs.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tar } from "../documents/image/archive.ts";
import { type DebianRegistry, startDebianRegistry } from "../registry/debianRegistry.ts";
import { missingTools, programOf, registryTools } from "./registryTools.ts";
import { ThreeWays, type Ways } from "./threeWays.ts";

const missing = missingTools("docker-registry", "crane", "oras", "cosign", "cosign2").map(({ name }) => name);
const isLacking = missing.length > 0;

const offline = ["--tlog-upload=false", "--yes", "--allow-insecure-registry"];
/** Programs, with what makes them write a format and ask nobody. */
const signers = [
	{ title: "cosign v3, bundles as referrers", tool: "cosign", more: ["--use-signing-config=false"] },
	{ title: "cosign v2, tags and annotations", tool: "cosign2", more: [] },
];

let folder: string;
let registry: DebianRegistry;
let ways: ThreeWays;

function command(tool: string, ...argv: readonly string[]): string {
	const found = registryTools.find(({ name }) => name === tool);
	return execFileSync(found === undefined ? tool : programOf(found), argv, {
		cwd: folder,
		stdio: "pipe",
		encoding: "utf8",
		env: { PATH: process.env.PATH, HOME: folder, COSIGN_PASSWORD: "for tests" },
	}).trim();
}

describe.skipIf(isLacking)(
	isLacking ? `cosign end to end: ${missing.join(", ")} isn't there` : "cosign end to end",
	() => {
		beforeAll(async () => {
			folder = mkdtempSync(path.join(tmpdir(), "cosign-ways-"));
			registry = await startDebianRegistry();
			command("cosign2", "generate-key-pair");
			command("cosign2", "generate-key-pair", "--output-key-prefix", "other");
			writeFileSync(path.join(folder, "slsa.json"), JSON.stringify({ buildDefinition: {}, runDetails: {} }));
			ways = new ThreeWays({
				"policy.yaml": "policy:\n  images:\n    requireSignature: true\n    signatures:\n      - key: cosign.pub\n",
				"cosign.pub": readFileSync(path.join(folder, "cosign.pub"), "utf8"),
			});
		}, 60_000);
		afterAll(async () => {
			await ways.close();
			await registry.close();
			rmSync(folder, { recursive: true, force: true });
		});

		describe.each(signers)("$title", ({ tool, more }) => {
			const at = (name: string): string => `${registry.host}/${tool}/${name}`;
			/** Pushes an image of one file; gives its reference by digest. */
			const push = (name: string, content = name): string => {
				const layer = path.join(folder, "layer.tar");
				writeFileSync(layer, tar([{ name: "app", content }]));
				command("crane", "append", "--insecure", "-f", layer, "-t", `${at(name)}:1.0`);
				return `${at(name)}@${command("crane", "digest", "--insecure", `${at(name)}:1.0`)}`;
			};
			const sign = (reference: string, key = "cosign.key"): unknown =>
				command(tool, "sign", "--key", key, ...offline, ...more, reference);

			const accepted = ({ named, inManifest, admitted }: Ways): void => {
				expect(named.text).not.toMatch(/has no signature|error:/);
				expect(inManifest.text).not.toMatch(/has no signature|error:/);
				expect(admitted).toMatchObject({ passes: true, text: "" });
				expect([named.passes, inManifest.passes]).toEqual([true, true]);
			};
			const refused = ({ named, inManifest, admitted }: Ways, why: RegExp): void => {
				for (const { passes, text } of [named, inManifest, admitted]) {
					expect(text).toMatch(why);
					expect(passes).toBe(false);
				}
			};

			test("an image that it signed is accepted, by tag and by digest", async () => {
				const reference = push("signed");
				sign(reference);
				accepted(await ways.judge(`${at("signed")}:1.0`));
				accepted(await ways.judge(reference));
			}, 60_000);

			test("and stays so where oras copies it with what is attached", async () => {
				const reference = push("original");
				sign(reference);
				// Signatures under tags are found by their names: oras follows referrers.
				command(
					"oras",
					"cp",
					"-r",
					"--from-plain-http",
					"--to-plain-http",
					`${at("original")}:1.0`,
					`${at("copy")}:1.0`,
				);
				const tag = `${reference.replace(/^.*@/, "").replace(":", "-")}.sig`;
				if (tool === "cosign2")
					command(
						"oras",
						"cp",
						"--from-plain-http",
						"--to-plain-http",
						`${at("original")}:${tag}`,
						`${at("copy")}:${tag}`,
					);
				accepted(await ways.judge(`${at("copy")}:1.0`));
			}, 60_000);

			test("one that nobody signed is refused", async () => {
				push("plain");
				refused(await ways.judge(`${at("plain")}:1.0`), /has no signature/);
			}, 60_000);

			test("one that was changed after it was signed is refused", async () => {
				sign(push("changed"));
				command(
					"crane",
					"mutate",
					"--insecure",
					"--label",
					"changed=yes",
					"-t",
					`${at("changed")}:1.0`,
					`${at("changed")}:1.0`,
				);
				refused(await ways.judge(`${at("changed")}:1.0`), /has no signature/);
			}, 60_000);

			test("one that others signed is refused", async () => {
				sign(push("others"), "other.key");
				refused(await ways.judge(`${at("others")}:1.0`), /no signature that counts: .*key/);
			}, 60_000);

			test("one with the signature of another image is refused", async () => {
				const from = push("moved", "from");
				sign(from);
				const to = push("moved", "to");
				const digestOf = (reference: string): string => reference.replace(/^.*@/, "").replace(":", "-");
				const [source, target] = [digestOf(from), digestOf(to)];
				const ending = tool === "cosign2" ? ".sig" : "";
				command(
					"crane",
					"copy",
					"--insecure",
					`${at("moved")}:${source}${ending}`,
					`${at("moved")}:${target}${ending}`,
				);
				refused(await ways.judge(`${at("moved")}:1.0`), /has no signature/);
			}, 60_000);

			test("one that is only attested is refused", async () => {
				const reference = push("attested");
				const what = ["--type", "slsaprovenance1", "--predicate", "slsa.json"];
				command(tool, "attest", "--key", "cosign.key", ...what, ...offline, ...more, reference);
				refused(await ways.judge(`${at("attested")}:1.0`), /has no signature/);
			}, 60_000);
		});
	},
);
