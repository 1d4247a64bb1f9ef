/** An audit for people: a line for each tag, then what stands out. */
import { visible } from "../../diagnostics/render.ts";
import { compareText } from "../../findings/order.ts";
import type { SurveyedManifest } from "../../registry/surveyRepository.ts";
import { table } from "../packs/table.ts";
import type { Audit } from "./auditRepository.ts";
import { sizeOf } from "./listingOf.ts";

const DAY = 86_400_000;
const isImage = ({ type }: SurveyedManifest): boolean => type === "image" || type === "index";
const short = (digest: string): string => digest.slice(0, 19);

/** @param now milliseconds since the epoch */
export function auditText(audit: Audit, now: number): string {
	const { name, survey, signed, moves, gaps, retention } = audit;
	const images = survey.manifests.filter(isImage);
	const tagged = images.filter(({ tags }) => tags.length > 0);
	const untagged = images.filter(({ tags }) => tags.length === 0);
	const unsigned = tagged.filter(({ digest }) => !signed.has(digest));
	const moved = new Map(moves.map(({ tag, from }) => [tag, from]));
	const pruned = new Set(retention?.pruned.map(({ digest }) => digest));
	const rows = tagged.flatMap((manifest) =>
		manifest.tags.map((tag) => [
			tag,
			short(manifest.digest),
			ageOf(manifest, now),
			megabytes(sizeOf(manifest)),
			signed.has(manifest.digest) ? "yes" : "no",
			[
				...(moved.has(tag) ? [`moved from ${short(moved.get(tag) as string)}`] : []),
				...(pruned.has(manifest.digest) ? ["would be pruned"] : []),
			].join(", "),
		]),
	);
	rows.sort((a, b) => compareText(a[0] as string, b[0] as string));
	const all = new Map(survey.manifests.flatMap(({ blobs }) => [...blobs]));
	const size = [...all.values()].reduce((sum, each) => sum + each, 0);
	const lines = [
		`${name}: ${counted(rows.length, "tag")}, ${counted(tagged.length, "image")}, ${unsigned.length} unsigned, ${megabytes(size)}`,
		...(untagged.length === 0
			? []
			: [`untagged since the last audit: ${untagged.map(({ digest }) => short(digest)).join(", ")}`]),
		...(gaps.length === 0 ? [] : [`versions that are missing: ${gaps.join(", ")}`]),
		...(retention === undefined
			? []
			: [
					`the rules would prune ${counted(retention.pruned.filter(isImage).length, "image")} of ${images.length} and free ${megabytes(retention.freed)}`,
					...retention.broken.map((each) => `they would break ${visible(each)}`),
				]),
	];
	const columns = ["TAG", "DIGEST", "AGE", "SIZE", "SIGNED", ""];
	return `${rows.length === 0 ? "" : `${table([columns, ...rows.map((row) => row.map(visible))])}\n`}${lines.join("\n")}\n\n`;
}

function ageOf({ created }: SurveyedManifest, now: number): string {
	const made = Date.parse(created ?? "");
	if (Number.isNaN(made)) return "?";
	const days = Math.floor((now - made) / DAY);
	// Reproducible builds set a time on purpose.
	return days > 12_000 ? "?" : `${days} d`;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
const megabytes = (bytes: number): string =>
	bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
