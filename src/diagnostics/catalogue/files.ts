/** What is wrong with a file or folder before anyone looks at what it says. */
import { define } from "../diagnostic.ts";

export const fileUnreadable = define<{ reason: string }>(
	{
		code: "file-unreadable",
		severity: "error",
		title: "A file could not be read",
		cause: "The file or folder exists but could not be opened, or vanished while the run was under way.",
		wrong: "policy eval secret.Dockerfile   # mode 000",
		right: "chmod u+r secret.Dockerfile && policy eval secret.Dockerfile",
	},
	({ reason }) => `cannot read this: ${reason}`,
	() => "check that it exists and that you may read it",
);

export const fileNotText = define<{ fault: "binary" | "not-utf8"; at: number }>(
	{
		code: "file-not-text",
		severity: "error",
		title: "A file is not UTF-8 text",
		cause: "Documents and policies are text in UTF-8 (or UTF-16 with a byte order mark). This file holds other bytes.",
		wrong: "iconv -t latin1 app.yaml > latin1.yaml && policy eval latin1.yaml",
		right: "iconv -f latin1 -t utf-8 latin1.yaml > app.yaml && policy eval app.yaml",
	},
	({ fault, at }) =>
		fault === "binary" ? `binary file (NUL byte at offset ${at})` : `not UTF-8 text (first bad byte at offset ${at})`,
	({ fault }) => (fault === "binary" ? undefined : "save the file as UTF-8"),
);
