/**
 * The built command's program, and V8's code cache of it. A cache is made when the command is built (scripts/recordCodeCache.ts).
 * It lies beside the program and nowhere else, so whoever can write the one can write the other; its name says which Node made
 * it, and V8 turns down what another version or other flags made. A run never writes one.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { Script } from "node:vm";

/** Where the cache of a program lies that this Node can use. */
export function cacheOf(program: string): string {
	return `${program}.${process.version}-${process.platform}-${process.arch}.cache`;
}

/** The program's text, a CommonJS module, as a script that takes what such a module is given. With a cache it needs no compiling. */
export function scriptOf(program: string, cachedData?: Uint8Array): Script {
	// The build writes ASCII: V8 keeps such a text as it is.
	const text = readFileSync(program, "latin1");
	return new Script(`(function(exports,require,module,__filename,__dirname){${text}\n})`, {
		filename: program,
		...(cachedData === undefined ? {} : { cachedData }),
	});
}

type CommonJs = (exports: object, require: NodeJS.Require, module: object, filename: string, folder: string) => void;

/** Runs the script of a program. */
export function runScript(script: Script, program: string): void {
	const module = { exports: {} };
	const run = script.runInThisContext() as CommonJs;
	run(module.exports, createRequire(program), module, program, path.dirname(program));
}
