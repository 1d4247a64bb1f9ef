/**
 * `npm run fuzz -- [FUZZER…] [--seconds N] [--count N] [--seed N]`: random cases through the fuzzers of test/hostile/fuzz, and the first
 * of each sort that fails, made small. Cases run in a process that is watched, so that one that hangs is reported too. Exit 1 on a fault.
 */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Fault, type Fuzzer, makeCase, runCase, shrink } from "../test/hostile/fuzz/fuzzer.ts";
import { fuzzers } from "../test/hostile/fuzz/fuzzers.ts";

interface Task {
	readonly name: string;
	readonly seconds: number;
	readonly count: number;
	readonly seed: number;
}
type Message =
	| { readonly kind: "at"; readonly seed: number; readonly done: number }
	| { readonly kind: "fault"; readonly seed: number; readonly fault: Fault; readonly text: string }
	| { readonly kind: "end"; readonly done: number };

/** Milliseconds without a word after which a case hangs: on a busy machine making one small takes its time. */
const HANGS = 300_000;

async function work({ name, seconds, count, seed }: Task, tell: (message: Message) => void): Promise<void> {
	const fuzzer = fuzzers.find((one) => one.name === name) as Fuzzer;
	const end = performance.now() + seconds * 1000;
	const known = new Set<string>();
	let done = 0;
	for (; done < count && performance.now() < end; done++) {
		const text = makeCase(fuzzer, seed + done);
		tell({ kind: "at", seed: seed + done, done });
		const fault = await runCase(fuzzer, text);
		if (fault === undefined || known.has(fault.what)) continue;
		known.add(fault.what);
		const small = await shrink(fuzzer, text, fault.what);
		tell({ kind: "fault", seed: seed + done, fault: (await runCase(fuzzer, small)) ?? fault, text: small });
	}
	fuzzer.close?.();
	tell({ kind: "end", done });
}

/** Runs one fuzzer in a process of its own; gives how many faults it found. */
function watch(task: Task): Promise<number> {
	return new Promise((resolve) => {
		const worker = fork(fileURLToPath(import.meta.url), [JSON.stringify(task)], { execArgv: ["--import", "tsx"] });
		let faults = 0;
		let last = { seed: task.seed, done: 0 };
		let heard = performance.now();
		let isFinished = false;
		const finish = (): void => {
			isFinished = true;
			clearInterval(timer);
			worker.kill("SIGKILL");
			resolve(faults);
		};
		const timer = setInterval(() => {
			if (performance.now() - heard < HANGS) return;
			faults++;
			process.stdout.write(`\n${task.name}: seed ${last.seed} hangs\n`);
			finish();
		}, 1000);
		worker.on("message", (message: Message) => {
			heard = performance.now();
			if (message.kind === "at") last = message;
			else if (message.kind === "fault") {
				faults++;
				const { what, detail } = message.fault;
				process.stdout.write(
					`\n${task.name}: seed ${message.seed}: ${what}\n${detail.slice(0, 1500)}\n----\n${message.text}\n----\n`,
				);
			} else {
				process.stdout.write(`${task.name}: ${message.done} cases, ${faults} sorts of fault\n`);
				finish();
			}
		});
		worker.on("exit", (code) => {
			if (isFinished) return;
			faults++;
			process.stdout.write(`
${task.name}: seed ${last.seed} ends the process with ${code}
`);
			finish();
		});
	});
}

if (process.send === undefined) {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: { seconds: { type: "string" }, count: { type: "string" }, seed: { type: "string" } },
	});
	const names =
		positionals.length > 0 ? positionals : fuzzers.filter(({ isThere = true }) => isThere).map(({ name }) => name);
	const unknown = names.filter((name) => !fuzzers.some((fuzzer) => fuzzer.name === name));
	if (unknown.length > 0) {
		process.stderr.write(
			`there is no fuzzer ${unknown.join(", ")}; there are ${fuzzers.map(({ name }) => name).join(", ")}\n`,
		);
		process.exit(2);
	}
	const count = values.count === undefined ? Number.MAX_SAFE_INTEGER : Number(values.count);
	const seconds = values.seconds === undefined ? (values.count === undefined ? 60 : 1e9) : Number(values.seconds);
	const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
	process.stdout.write(`seed ${seed}\n`);
	let faults = 0;
	for (const name of names) faults += await watch({ name, seconds: seconds / names.length, count, seed });
	process.exitCode = faults === 0 ? 0 : 1;
} else await work(JSON.parse(process.argv[2] as string) as Task, (message) => process.send?.(message));
