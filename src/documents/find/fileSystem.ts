/** What finding files needs of a file system. A shell implements it; in a browser or a test it is a table in memory. */

export interface FileSystem {
	/** What is at a path; undefined where there is nothing. A link is followed for the answer, and `real` says where it led. */
	stat(path: string): Entry | undefined;
	/** The names in a folder, in any order. Throws an Error with a reason where it can't be read. */
	list(path: string): readonly Listed[];
	/** A file's text; undefined where it isn't there. Throws an Error with a reason where it can't be read. */
	read(path: string): string | undefined;
}

export interface Entry {
	readonly kind: "file" | "folder" | "other";
	/** The absolute path without any link in it. */
	readonly real: string;
	/** In bytes; 0 for folders. */
	readonly size: number;
}

export interface Listed {
	readonly name: string;
	readonly kind: "file" | "folder" | "link" | "other";
}
