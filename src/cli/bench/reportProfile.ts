/** A profile as text for eyes, or as plain data for JSON with every time in nanoseconds. Both are bounded to so many rules. */
import { type Painter, visible } from "../../diagnostics/render.ts";
import { durationText } from "../duration.ts";
import type { Profile, ProfiledRule } from "./profile.ts";

export function profileLines({ evaluations, time, cost, rules }: Profile, limit: number, painter: Painter): string[] {
	const shown = rules.slice(0, limit);
	const rows = [
		["share", "self", "total", "evaluations"],
		...shown.map((rule) => [shareText(rule.share), durationText(rule.self), durationText(rule.total), count(rule)]),
	];
	const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => (row[column] as string).length)));
	const names = ["rule", ...shown.map(({ path, site }) => `${visible(path)}  ${painter.dim(visible(site))}`)];
	const table = rows.map((row, index) => {
		const cells = row.map((cell, column) => cell.padStart(widths[column] as number));
		return `${cells.join("  ")}  ${names[index]}`;
	});
	const omitted = rules.slice(limit);
	const rest = omitted.reduce((sum, rule) => sum + rule.share, 0);
	const outside = Math.max(0, 1 - rules.reduce((sum, rule) => sum + rule.share, 0));
	return [
		`profile      ${evaluations} evaluations of ${durationText(time)}; measuring a rule cost ${durationText(cost)} each time, which is taken off`,
		...(rules.length === 0 ? [] : table.map((line, index) => (index === 0 ? painter.bold(line) : line))),
		...(omitted.length === 0 ? [] : [`${omitted.length} more with ${shareText(rest)}: see --profile-limit`]),
		`outside of rules and functions: ${shareText(outside)}`,
	];
}

export function plainProfile({ evaluations, time, cost, rules }: Profile, limit: number) {
	return {
		evaluations,
		mean_ns: nanoseconds(time),
		measurement_ns: nanoseconds(cost),
		rules: rules.slice(0, limit).map(({ path, site, evaluations: each, total, self, share }) => {
			const colon = site.lastIndexOf(":");
			return {
				path,
				location: { file: site.slice(0, colon), row: Number(site.slice(colon + 1)) },
				evaluations: each,
				total_ns: nanoseconds(total),
				self_ns: nanoseconds(self),
				share,
			};
		}),
		omitted_rules: Math.max(0, rules.length - limit),
	};
}

const nanoseconds = (milliseconds: number): number => Math.round(milliseconds * 1e6);
const shareText = (share: number): string => `${(share * 100).toFixed(1)}%`;
const count = ({ evaluations }: ProfiledRule): string => String(Number(evaluations.toPrecision(6)));
