/** The words that Rego keeps for itself, as text. `contains` is one of them only in rule heads; names behind a dot may be any. */
export const keywordTexts: ReadonlySet<string> = new Set([
	"as",
	"contains",
	"default",
	"else",
	"every",
	"false",
	"if",
	"import",
	"in",
	"not",
	"null",
	"package",
	"some",
	"true",
	"with",
]);
