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

export const fileMissing = define<void>(
	{
		code: "file-missing",
		severity: "error",
		title: "A path leads nowhere",
		cause: "There is no file or folder of this name: a typing error, a deleted file, or a link to nothing.",
		wrong: "policy eval Dokerfile",
		right: "policy eval Dockerfile",
	},
	() => "there is no such file or folder",
	() => "check the spelling, and the folder that the command runs in",
);

export const fileLinkBroken = define<void>(
	{
		code: "file-link-broken",
		severity: "info",
		title: "A link leads nowhere",
		cause: "The folder holds a link whose target isn't there, so there is nothing to check.",
		wrong: "ln -s gone.yaml manifests/app.yaml",
		right: "ln -s ../shared/app.yaml manifests/app.yaml",
	},
	() => "this link leads nowhere",
);

export const fileOutside = define<void>(
	{
		code: "file-outside",
		severity: "info",
		title: "A link leads out of the paths that were given",
		cause:
			"Only what lies in the given paths is read, so that a repository can't make a run look at the rest of the machine.",
		wrong: "ln -s /etc manifests/etc && policy eval manifests",
		right: "policy eval manifests /etc/kubernetes",
	},
	() => "this link leads out of the given paths, and was not followed",
	() => "name its target too if it is to be checked",
);

export const fileLoop = define<void>(
	{
		code: "file-too-deep",
		severity: "error",
		title: "Folders are nested too deeply",
		cause: "No tree that people make has so many folders in folders; what lies below was not looked at.",
		wrong: "a/a/a/a/… (more than 100)",
		right: "a/b",
	},
	() => "folders are nested too deeply here, and what lies below was not looked at",
);

export const fileTooMany = define<{ limit: number }>(
	{
		code: "file-too-many",
		severity: "error",
		title: "There are too many files",
		cause: "A run looks at a bounded number of files, so that a mistyped path doesn't make it read a whole disk.",
		wrong: "policy eval /",
		right: "policy eval ~/work/shop",
	},
	({ limit }) => `more than ${limit} files; from here on none was looked at`,
	() => "give narrower paths, or run once for each of several folders",
);

export const fileTooLarge = define<{ size: number; limit: number }>(
	{
		code: "file-too-large",
		severity: "error",
		title: "A file is too large to be read",
		cause: "No Dockerfile, manifest or image config comes near this size. The rest of the run is not held up by it.",
		wrong: "policy eval dump.yaml   # 2 GB",
		right: "policy eval deploy/",
	},
	({ size, limit }) => `the file has ${size} bytes, more than the ${limit} that are read`,
	() => "leave it out, or split it",
);

export const fileBrokeOff = define<{ reason: string }>(
	{
		code: "file-broke-off",
		severity: "error",
		title: "The evaluation of a file broke off",
		cause:
			"The thread that evaluated it ended before its time, most often for want of memory. Nobody knows what the policies would have said of it; the rest of the run is not held up by it.",
		wrong: "policy eval huge.json   # needs more memory than the thread has",
		right: "NODE_OPTIONS=--max-old-space-size=8192 policy eval huge.json",
	},
	({ reason }) => `its evaluation broke off: ${reason}`,
	() => "leave it out, or give Node more memory: NODE_OPTIONS=--max-old-space-size=MEGABYTES",
);
