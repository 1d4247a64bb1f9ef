/** `.trivyignore` and `.trivyignore.yaml` (trivy.dev, "Filtering"): what is about configuration. Vulnerabilities stay with Trivy. */
import { isDay } from "../../findings/day.ts";
import { type Draft, mappingOf, type Settings, textsOf } from "./draft.ts";

/** A line each: an id, perhaps `exp:YYYY-MM-DD`; the comment above it is why. */
export function importTrivyIgnore(text: string, file: string, draft: Draft): void {
	let comment: string[] = [];
	for (const line of text.split(/\r?\n/)) {
		const written = line.trim();
		if (written.startsWith("#")) comment.push(written.replace(/^#+\s*/, ""));
		else if (written === "") comment = [];
		else {
			const [id = "", ...rest] = written.split(/\s+/);
			const until = rest.map((word) => /^exp:(.*)$/.exec(word)?.[1]).find((day) => day !== undefined);
			const remark = /\s#\s*(.*)$/.exec(written)?.[1];
			ignore(draft, { id, reason: remark ?? comment.join(" "), until, files: [] }, file);
		}
	}
}

export function importTrivyIgnoreYaml(settings: Settings, file: string, draft: Draft): void {
	for (const [key, value] of Object.entries(settings)) {
		for (const entry of Array.isArray(value) ? value.map(mappingOf) : []) {
			const id = String(entry.id ?? "");
			if (key !== "misconfigurations") {
				draft.leave(`${file} ${key} ${id}`, "it isn't about configuration: leave it with Trivy");
				continue;
			}
			const until = entry.expired_at instanceof Date ? entry.expired_at.toISOString().slice(0, 10) : entry.expired_at;
			const ends = until === undefined || until === null ? undefined : String(until);
			ignore(draft, { id, reason: String(entry.statement ?? ""), until: ends, files: textsOf(entry.paths) }, file);
		}
	}
}

interface Ignored {
	readonly id: string;
	readonly reason: string;
	readonly until: string | undefined;
	readonly files: readonly string[];
}

function ignore(draft: Draft, { id, reason, until, files }: Ignored, file: string): void {
	const setting = `${file} ${id}`;
	if (/^(CVE|GHSA|TEMP|DSA|DLA|RUSTSEC|PYSEC|GO)-/i.test(id)) {
		draft.leave(setting, "it isn't about configuration: leave it with Trivy");
		return;
	}
	if (until !== undefined && !isDay(until)) {
		draft.leave(setting, `its end, ${until}, is no day`);
		return;
	}
	draft.except(
		id,
		{
			reason: reason.trim() || `ignored in ${file}`,
			...(until === undefined ? {} : { until }),
			...(files.length === 0 ? {} : { files }),
		},
		setting,
	);
}
