/** The `policy` command as a process: signals, broken pipes, and the last resort against stack traces. */
import { internalError } from "../diagnostics/catalogue/configuration.ts";
import { renderDiagnostic } from "../diagnostics/render.ts";
import { nodeHost, removeUnfinished } from "./host/nodeHost.ts";
import { run } from "./run.ts";

for (const out of [process.stdout, process.stderr]) {
	// The reader of a pipe has gone (`policy eval | head`): nobody is left to tell, and nothing is wrong.
	out.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? (process.exitCode ?? 0) : 2));
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

void run(process.argv.slice(2), nodeHost()).then((status) => {
	process.exitCode = status;
});
