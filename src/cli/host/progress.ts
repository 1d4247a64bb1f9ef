/** One line on a terminal that says how far a long run is; gone when it ends, and never there in a pipe. */
import type { Host } from "./host.ts";

/** Nobody needs to know of progress before this, nor more often, in milliseconds. */
const QUIET = 500;
const PAUSE = 100;

export interface Progress {
	/** `checking 12/340 app/Dockerfile` */
	show(text: string): void;
	/** Removes the line. */
	end(): void;
}

export function progressOn(host: Host): Progress {
	const { stderr } = host;
	if (!stderr.isTerminal || host.env.CI !== undefined) return { show: () => undefined, end: () => undefined };
	const started = host.elapsed();
	let last = started + QUIET - PAUSE;
	let shown = false;
	return {
		show: (text) => {
			const now = host.elapsed();
			if (now - last < PAUSE) return;
			last = now;
			shown = true;
			stderr.write(`\r\u001b[2K${text.slice(0, 78)}`);
		},
		end: () => {
			if (shown) stderr.write("\r\u001b[2K");
			shown = false;
		},
	};
}
