/**
 * `runOpaWasm FOLDER WASM SECONDS INPUT [DATA]`: microseconds that an evaluation takes in opa-wasm; with 0 seconds, its result as JSON.
 * Nothing is said to the package of the input but the value itself, as an embedder would.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { microseconds } from "../timing.ts";

interface Policy {
	setData(data: unknown): void;
	evaluate(input: unknown): readonly { readonly result: unknown }[];
}
interface OpaWasm {
	loadPolicy(wasm: Buffer, memory: { readonly initial: number; readonly maximum: number }): Promise<Policy>;
}

const [folder = "", wasm = "", seconds = "0", input = "", data] = process.argv.slice(2);
const { loadPolicy } = createRequire(join(folder, "package.json"))("@open-policy-agent/opa-wasm") as OpaWasm;
const policy = await loadPolicy(readFileSync(wasm), { initial: 50, maximum: 5000 });
const read = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));
if (data !== undefined) policy.setData(read(data));
const document = read(input);
const once = (): unknown => {
	const [first] = policy.evaluate(document);
	if (first === undefined) throw new Error("undefined");
	return first.result;
};
console.log(seconds === "0" ? JSON.stringify(once()) : microseconds(once, Number(seconds)));
