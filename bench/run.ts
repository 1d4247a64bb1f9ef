/**
 * `npm run bench`: the workloads, start-up, bulk, compiling, cost curves, memory, large images and serving. `npm run bench -- --vs all` (or `opa`, `opa-wasm`,
 * `regorus`, with commas between) adds peers' times and the ratios, measured in turn in the same run. `npm run bench -- workloads` (or `startup`, `bulk`, `compile`, `curves`, `memory`, `images`, `serve`, `verify`) runs one part.
 */
import { parseArgs } from "node:util";
import { bulk } from "./bulk.ts";
import { compareWorkloads } from "./compareWorkloads.ts";
import { compiling } from "./compiling.ts";
import { curves } from "./curves.ts";
import { images } from "./images.ts";
import { machine } from "./machine.ts";
import { memory } from "./memory.ts";
import { peers } from "./peers/index.ts";
import { serve } from "./serve.ts";
import { serveImages } from "./serveImages.ts";
import { startup } from "./startup.ts";

const parts = ["workloads", "startup", "bulk", "compile", "curves", "memory", "images", "serve", "verify"] as const;
const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { vs: { type: "string" }, rounds: { type: "string", default: "3" } },
});
const unknown = positionals.filter((name) => !(parts as readonly string[]).includes(name));
if (unknown.length > 0) {
	console.error(`no part is called ${unknown.join(", ")}; there is: ${parts.join(", ")}`);
	process.exit(2);
}
const wanted = (part: (typeof parts)[number]): boolean => positionals.length === 0 || positionals.includes(part);

const against = values.vs === undefined ? [] : peers(values.vs.split(","));
if (typeof against === "string") {
	console.error(against);
	process.exit(2);
}
const versions = against.map((peer) => `${peer.name} ${"why" in peer ? `missing (${peer.why})` : peer.version}`);
console.log([machine(), ...versions, ""].join("\n"));
if (wanted("workloads")) console.log(`${compareWorkloads(Number(values.rounds), against)}\n`);
if (wanted("startup")) console.log(`${startup()}\n`);
if (wanted("bulk")) for (const part of bulk(Number(values.rounds))) console.log(`${part}\n`);
if (wanted("compile")) console.log(`${compiling()}\n`);
if (wanted("curves")) console.log(`${curves()}\n`);
if (wanted("memory")) console.log(`${memory()}\n`);
if (wanted("images")) console.log(`${images()}\n`);
if (wanted("verify")) console.log(`${await serveImages()}\n`);
if (wanted("serve")) for await (const part of serve(Number(values.rounds))) console.log(`${part}\n`);
