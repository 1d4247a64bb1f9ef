/** What is known of an installed package, wherever that is written. */
export interface PackageFacts {
	/** As package URLs name the sort: `deb`, `apk`, `rpm`, `npm`, `pypi`, `gem`, `maven`, `golang`, `composer`. */
	readonly type: string;
	readonly name: string;
	readonly version: string;
	readonly architecture?: string;
	/** The source package that it was made from. */
	readonly source?: string;
	readonly license?: string;
}
