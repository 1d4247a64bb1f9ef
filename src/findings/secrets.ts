/**
 * Which findings point at a secret: those of policies tagged `secrets`, and all others that touch the same lines, since they
 * would show it as well. Reports show none of these whole.
 */
import type { Finding } from "./finding.ts";

/** The findings with `secret` set where it holds, and with the words of such lines masked in the others' messages. */
export function markSecrets(findings: readonly Finding[]): readonly Finding[] {
	const lines = new Set(findings.filter(isTagged).flatMap(linesOf));
	if (lines.size === 0) return findings;
	return findings.map((finding) => {
		if (isTagged(finding)) return { ...finding, secret: true };
		if (!linesOf(finding).some((line) => lines.has(line))) return finding;
		return { ...finding, secret: true, message: maskedMessage(finding, lines) };
	});
}

/** Whether its policy says that what it points at is a secret. */
export function isTagged({ policy }: Finding): boolean {
	return policy.tags.some((tag) => tag === "secrets" || tag === "secret");
}

/** The lines that a finding touches, as `file:line`. */
function linesOf({ place: { source, span } }: Finding): readonly string[] {
	if (span === undefined) return [];
	const first = source.lineAt(span.start);
	const last = source.lineAt(Math.max(span.start, span.end - 1));
	return Array.from({ length: last - first + 1 }, (_, index) => `${source.name}:${first + index}`);
}

/**
 * Takes the values of secrets out of any text: words that stand behind the first `=` or `:` of a line with a secret, or anywhere in one
 * that has neither, become stars.
 */
export function secretMask(findings: readonly Finding[]): (text: string) => string {
	const words = new Set<string>();
	for (const finding of findings) {
		if (finding.secret !== true && !isTagged(finding)) continue;
		for (const line of linesOf(finding)) {
			const text = finding.place.source.line(Number(line.slice(line.lastIndexOf(":") + 1)));
			for (const word of text.slice(text.search(/[=:]/) + 1).match(/[^\s"'`,;()[\]{}=:\\]{4,}/g) ?? []) words.add(word);
		}
	}
	// Longer ones first, as one may hold another.
	const ordered = [...words].sort((a, b) => b.length - a.length);
	return (text) => ordered.reduce((rest, word) => rest.replaceAll(word, "*".repeat(word.length)), text);
}

/** Words of at least eight characters that the message repeats from a line with a secret become stars. */
function maskedMessage(finding: Finding, lines: ReadonlySet<string>): string {
	const { source } = finding.place;
	const text = linesOf(finding)
		.filter((line) => lines.has(line))
		.map((line) => source.line(Number(line.slice(line.lastIndexOf(":") + 1))))
		.join("\n");
	return finding.message.replace(/[^\s"'`,;()[\]{}]{8,}/g, (word) =>
		text.includes(word) && /[^A-Za-z]/.test(word) ? "*".repeat(word.length) : word,
	);
}
