/** One line on a terminal that says how far a long run is; gone when it ends, and never there in a pipe. */
import { visible } from "../../diagnostics/render.ts";
import type { Host } from "./host.ts";

/** Nobody needs to know of progress before this, nor more often, in milliseconds. */
const QUIET = 500;
const PAUSE = 100;

export interface Progress {
	/** That `done` of `total` files are behind, and this one is next. */
	show(done: number, total: number, name: string): void;
	/** Removes the line. */
	end(): void;
}

/** Nothing is shown where nobody looks, or somebody said that they don't want to. */
export function progressOn(
	{ stderr, env, elapsed }: Pick<Host, "stderr" | "env" | "elapsed">,
	quiet = false,
): Progress {
	if (!stderr.isTerminal || env.CI !== undefined || quiet) return { show: () => undefined, end: () => undefined };
	const started = elapsed();
	let last = started + QUIET - PAUSE;
	let shown = false;
	return {
		show: (done, total, name) => {
			const now = elapsed();
			if (now - last < PAUSE) return;
			last = now;
			shown = true;
			stderr.write(`\r\u001b[2K${progressLine(done, total, name)}`);
		},
		end: () => {
			if (shown) stderr.write("\r\u001b[2K");
			shown = false;
		},
	};
}

/** Terminals have at least so many columns; a line that is longer would stay behind. */
const COLUMNS = 78;
const BAR = 20;

/** `[=====>              ] 123/735 web/Dockerfile`; of a long name, the end. */
export function progressLine(done: number, total: number, name: string): string {
	const filled = total === 0 ? BAR : Math.floor((BAR * Math.min(done, total)) / total);
	const bar = `[${"=".repeat(filled)}${filled < BAR ? ">" : ""}`.padEnd(BAR + 1);
	const head = `${bar}] ${done}/${total} `;
	const shown = visible(name);
	const room = COLUMNS - head.length;
	return head + (shown.length <= room ? shown : `…${shown.slice(shown.length - room + 1)}`);
}
