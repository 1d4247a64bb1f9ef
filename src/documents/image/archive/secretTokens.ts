/**
 * Tokens in the files of layers, told by their shape alone, never given whole. The shapes are those of policies/lib/secrets.policy,
 * which sees what policies see; this sees what they never get to see. A test holds the two to each other.
 */

export interface FoundToken {
	/** From 1. */
	readonly line: number;
	/** `GitHub token`, `private key`, `password in a URL`. */
	readonly kind: string;
	/** What may be shown of it. */
	readonly masked: string;
}

export const tokenShapes: Readonly<Record<string, string>> = {
	"AWS access key id": String.raw`\b(AKIA|ASIA)[0-9A-Z]{16}\b`,
	"GitHub token": String.raw`\b(gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})\b`,
	"GitLab token": String.raw`\bglpat-[A-Za-z0-9_\-]{20,}`,
	"npm token": String.raw`\bnpm_[A-Za-z0-9]{36}\b`,
	"PyPI token": String.raw`\bpypi-[A-Za-z0-9_\-]{50,}`,
	"Slack token": String.raw`\bxox[abeprs]-[A-Za-z0-9-]{10,}`,
	"Slack webhook": String.raw`https://hooks\.slack\.com/services/T[A-Za-z0-9]+/B[A-Za-z0-9]+/[A-Za-z0-9]+`,
	"Google API key": String.raw`\bAIza[0-9A-Za-z_\-]{35}\b`,
	"Stripe key": String.raw`\b[rs]k_live_[0-9A-Za-z]{20,}`,
	"SendGrid key": String.raw`\bSG\.[A-Za-z0-9_\-]{20,}\.[A-Za-z0-9_\-]{40,}`,
	"DigitalOcean token": String.raw`\bdo[opr]_v1_[a-f0-9]{64}\b`,
	"Docker Hub token": String.raw`\bdckr_pat_[A-Za-z0-9_\-]{27}`,
	"Hugging Face token": String.raw`\bhf_[A-Za-z0-9]{34,}\b`,
	"JSON web token": String.raw`\beyJ[A-Za-z0-9_\-]{10,}\.eyJ[A-Za-z0-9_\-]{10,}\.[A-Za-z0-9_\-]{10,}`,
	"private key": "-----BEGIN ((RSA|EC|DSA|OPENSSH|ENCRYPTED|PGP) )?PRIVATE KEY( BLOCK)?-----",
};

/** What vendors' manuals print, and keys of which only the first line is there. */
export const documentedExample = String.raw`AKIAIOSFODNN7EXAMPLE|AKIAI44QH8DHBEXAMPLE|PRIVATE KEY( BLOCK)?-----\s*(\.\.\.|…|<)`;

/** These expressions backtrack: one whose own letters hold word boundaries may only begin where a run of them does, or time is quadratic. */
const shapes = Object.entries(tokenShapes).map(
	([kind, shape]) => [kind, new RegExp(shape.replace(/^\\b(?=eyJ)/, String.raw`(?<![\w-])`), "g")] as const,
);
const documented = new RegExp(documentedExample);
/** Any of the fixed parts: most texts have none, and are done with. */
const anySign =
	/A(?:KIA|SIA|Iza)|gh[pousr]_|github_pat_|glpat-|npm_|pypi-|xox[abeprs]-|hooks\.slack|k_live_|SG\.|do[opr]_v1_|dckr_pat_|hf_|eyJ|-----BEGIN/;
/** A program or a library names the first line of a key without having one; a key has its base 64 behind it. */
const keyText = /-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----(?:\\n|\s|[A-Za-z-]+: [^\n]*\n){1,20}[A-Za-z0-9+/=]{40}/;
const MOST_TOKENS = 20;

/** Finds tokens in a text, by line; at most twenty. */
export function secretTokens(text: string): FoundToken[] {
	if (!anySign.test(text)) return [];
	const found: FoundToken[] = [];
	for (const [kind, shape] of shapes) {
		if (found.length >= MOST_TOKENS) break;
		for (const match of text.matchAll(shape)) {
			const around = text.slice(match.index, match.index + match[0].length + 400);
			if (documented.test(around.slice(0, match[0].length + 20))) continue;
			if (kind === "private key" && !keyText.test(around)) continue;
			found.push({ line: lineOf(text, match.index), kind, masked: masked(match[0], kind) });
			if (found.length >= MOST_TOKENS) break;
		}
	}
	return found.sort((a, b) => a.line - b.line || (a.kind < b.kind ? -1 : 1));
}

/** The first two characters and the length, as policies show secrets. */
function masked(token: string, kind: string): string {
	return kind === "private key" ? "(a key)" : `${token.slice(0, 2)}… (${token.length} characters)`;
}

function lineOf(text: string, offset: number): number {
	let line = 1;
	for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line++;
	return line;
}
