/** What would have to be given for what is unknown, as a person would give it. */

/** `needs` as the ledger has them, for a document of a kind. */
export function needsText(needs: readonly string[], kind: string): string {
	return needs.map((need) => (kind === "dockerfile" ? `give --build-arg ${need}=…` : `needs ${need}`)).join(", ");
}
