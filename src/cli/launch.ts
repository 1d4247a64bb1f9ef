#!/usr/bin/env node
/** What `policy` starts: the program beside this file, with its code cache where there is one for this Node, and as any module elsewhere. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { cacheOf, runScript, scriptOf } from "./codeCache.ts";
import { tuneEngine } from "./tuneEngine.ts";

tuneEngine();
const program = path.join(import.meta.dirname, "program.js");
const cache = read(cacheOf(program));
if (cache === undefined) createRequire(program)(program);
else runScript(scriptOf(program, cache), program);

function read(file: string): Uint8Array | undefined {
	try {
		return readFileSync(file);
	} catch {
		return undefined;
	}
}
