/** On what a benchmark ran: figures mean little without it. */
import { cpus, loadavg } from "node:os";

export function machine(): string {
	const [load = 0] = loadavg();
	return `node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? "?"}, load ${load.toFixed(1)} at the start`;
}
