/** Reads a file of data as the command does, and prints the most memory that it took, in kilobytes. */
import { readFileSync } from "node:fs";
import { parseJson } from "../src/runtime/values/json.ts";

const [file = ""] = process.argv.slice(2);
const data = parseJson(readFileSync(file, "utf8"));
if (typeof data !== "object") throw new Error("no data");
console.log(process.resourceUsage().maxRSS);
