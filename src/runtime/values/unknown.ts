/**
 * A value that can't be known from the document alone, such as a reference that needs a build argument without a default.
 * What depends on one is neither true nor false: evaluation takes note of it, and the ledger says what would have to be given.
 */
export class Unknown {
	/** As it was written: `registry.acme.example/app:$VERSION`. */
	readonly text: string;
	/** What would have to be given, as the person would give it: `--build-arg VERSION=…` is named `VERSION`. Sorted, not empty. */
	readonly needs: readonly string[];

	constructor(text: string, needs: readonly string[]) {
		this.text = text;
		this.needs = needs;
	}
}
