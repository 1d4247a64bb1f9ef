/** Colors, where there is somebody to see them. NO_COLOR and FORCE_COLOR decide before the terminal does (no-color.org). */
import pc from "picocolors";
import { type Painter, plainPainter } from "../../diagnostics/render.ts";
import type { Host, OutputStream } from "./host.ts";

/** The painter for a stream. `wanted` is false where the command line says `--no-color`. */
export function painterFor(stream: OutputStream, env: Host["env"], wanted = true): Painter {
	return wanted && hasColors(stream, env) ? colored : plainPainter;
}

function hasColors(stream: OutputStream, env: Host["env"]): boolean {
	if (isSet(env.NO_COLOR)) return false;
	if (isSet(env.FORCE_COLOR)) return env.FORCE_COLOR !== "0";
	return stream.isTerminal && env.TERM !== "dumb";
}

function isSet(value: string | undefined): boolean {
	return value !== undefined && value !== "";
}

const colors = pc.createColors(true);
const colored: Painter = {
	error: colors.red,
	warning: colors.yellow,
	info: colors.blue,
	dim: colors.dim,
	bold: colors.bold,
};
