/** Measurements as text for eyes, or as JSON with every time in nanoseconds. */
import { type Painter, visible } from "../../diagnostics/render.ts";
import { durationText } from "../duration.ts";
import type { Measurement } from "./measure.ts";
import type { Profile } from "./profile.ts";
import { plainProfile, profileLines } from "./reportProfile.ts";

export interface Benchmark {
	/** What was measured: the query, or the policy and its files. */
	readonly subject: string;
	/** Milliseconds from texts to a program; undefined for what was compiled ahead. */
	readonly compiled: number | undefined;
	readonly runs: readonly Measurement[];
	readonly profile?: Profile;
	/** How many rules of the profile are shown. */
	readonly profileLimit: number;
}

export function benchAsText({ subject, compiled, runs, profile, profileLimit }: Benchmark, painter: Painter): string {
	const head = painter.bold(visible(subject.replace(/\s+/g, " ")));
	const blocks = runs.map(({ times, perSecond, bytes }, index) => {
		const title = runs.length === 1 ? [] : [painter.dim(`run ${index + 1}`)];
		const memory =
			bytes === undefined ? "not told: the heap was collected all the time" : `${bytesText(bytes)} each time`;
		return [
			...title,
			`evaluations  ${times.count}, ${Math.round(perSecond)} a second`,
			`time         median ${durationText(times.median)}, p99 ${durationText(times.percentiles["99%"] ?? times.max)}, mean ${durationText(times.mean)}, from ${durationText(times.min)} to ${durationText(times.max)}`,
			`allocated    ${memory}`,
		];
	});
	const compile = compiled === undefined ? [] : [`compiled in  ${durationText(compiled)}`];
	const profiled = profile === undefined ? [] : profileLines(profile, profileLimit, painter);
	return `${[head, ...[...compile, ...blocks.flat(), ...profiled].map((line) => `  ${line}`)].join("\n")}\n`;
}

export function benchAsJson({ subject, compiled, runs, profile, profileLimit }: Benchmark): string {
	const nanoseconds = (milliseconds: number): number => Math.round(milliseconds * 1e6);
	const plain = {
		subject,
		...(compiled === undefined ? {} : { compile_ns: nanoseconds(compiled) }),
		runs: runs.map(({ times, perSecond, bytes }) => ({
			evaluations: times.count,
			evaluations_per_second: Math.round(perSecond),
			median_ns: nanoseconds(times.median),
			p99_ns: nanoseconds(times.percentiles["99%"] ?? times.max),
			mean_ns: nanoseconds(times.mean),
			min_ns: nanoseconds(times.min),
			max_ns: nanoseconds(times.max),
			stddev_ns: nanoseconds(times.stddev),
			...(bytes === undefined ? {} : { allocated_bytes: Math.round(bytes) }),
		})),
		...(profile === undefined ? {} : { profile: plainProfile(profile, profileLimit) }),
	};
	return `${JSON.stringify(plain, null, 2)}\n`;
}

function bytesText(bytes: number): string {
	if (bytes >= 1e6) return `${(bytes / 1e6).toPrecision(3)} MB`;
	return bytes >= 1e3 ? `${(bytes / 1e3).toPrecision(3)} kB` : `${Math.round(bytes)} bytes`;
}
