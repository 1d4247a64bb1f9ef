/** The `policy` command as a process: signals, broken pipes, and the last resort against stack traces. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { internalError } from "../diagnostics/catalogue/configuration.ts";
import { renderDiagnostic } from "../diagnostics/render.ts";
import type { EvalWork } from "./bulk/evalWorker.ts";
import { nodeHost, removeUnfinished } from "./host/nodeHost.ts";
import { giveBack, threadData } from "./host/threads.ts";
import { run } from "./run.ts";
import type { ServeWork } from "./serve/serveWorker.ts";
import type { TestWork } from "./testing/testWorker.ts";

const work = threadData() as TestWork | EvalWork | ServeWork | undefined;
if (work === undefined) start();
// What goes wrong in another thread is told to the thread that started it.
else if (work.task === "test")
	void import("./testing/testWorker.ts").then(async ({ doTestWork }) => {
		giveBack(await doTestWork(work, nodeHost()));
	});
else if (work.task === "serve")
	void import("./serve/serveWorker.ts").then(({ doServeWork }) => doServeWork(work, nodeHost()));
else void import("./bulk/evalWorker.ts").then(({ doEvalWork }) => doEvalWork(work, nodeHost(), giveBack));

function start(): void {
	for (const out of [process.stdout, process.stderr]) {
		// The reader of a pipe has gone (`policy eval | head`): nobody is left to tell, and nothing is wrong.
		out.on("error", (error: NodeJS.ErrnoException) =>
			process.exit(error.code === "EPIPE" ? (process.exitCode ?? 0) : 2),
		);
	}
	for (const [signal, number] of [
		["SIGINT", 2],
		["SIGTERM", 15],
	] as const) {
		process.once(signal, () => {
			removeUnfinished();
			process.exit(128 + number);
		});
	}
	for (const event of ["uncaughtException", "unhandledRejection"] as const) {
		process.once(event, (error: unknown) => {
			const text = error instanceof Error ? error.message : String(error);
			process.stderr.write(`${renderDiagnostic(internalError({ text }))}\n`);
			removeUnfinished();
			process.exit(2);
		});
	}
	void run(process.argv.slice(2), nodeHost(programFile())).then((status) => {
		process.exitCode = status;
	});
}

/** What a thread can run: what starts the built program; from the sources there are no threads, as Node can't read them. */
function programFile(): string | undefined {
	const file = fileURLToPath(import.meta.url);
	return file.endsWith(".ts") ? undefined : path.join(path.dirname(file), "policy.js");
}
