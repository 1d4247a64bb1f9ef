import { describe, expect, test } from "vitest";
import type { Entry, FileSystem, Listed } from "../../../src/documents/find/fileSystem.ts";
import { findFiles } from "../../../src/documents/find/findFiles.ts";

/** A file system in memory, `/work` being the working directory. A text is a file, `→ x` a link, `✗` a folder that can't be read. */
function inMemory(files: Readonly<Record<string, string>>): FileSystem {
	const absolute = (path: string): string => {
		const parts: string[] = [];
		for (const part of (path.startsWith("/") ? path : `/work/${path}`).split("/")) {
			if (part === "..") parts.pop();
			else if (part !== "" && part !== ".") parts.push(part);
		}
		return `/${parts.join("/")}`;
	};
	const all = Object.fromEntries(Object.entries(files).map(([path, text]) => [absolute(path), text]));
	const real = (path: string, hops = 0): string => {
		const parts = path.split("/");
		for (let end = 2; end <= parts.length; end++) {
			const text = all[parts.slice(0, end).join("/")];
			if (text?.startsWith("→ ") && hops < 10) {
				const target = absolute(`${parts.slice(0, end - 1).join("/")}/${text.slice(2)}`);
				return real([target, ...parts.slice(end)].join("/"), hops + 1);
			}
		}
		return path;
	};
	const stat = (path: string): Entry | undefined => {
		const at = real(absolute(path));
		const text = all[at];
		if (text !== undefined && text !== "✗")
			return { kind: text === "device" ? "other" : "file", real: at, size: text.length };
		const isFolder = at === "/" || text === "✗" || Object.keys(all).some((name) => name.startsWith(`${at}/`));
		return isFolder ? { kind: "folder", real: at, size: 0 } : undefined;
	};
	return {
		stat,
		list: (path) => {
			const at = real(absolute(path));
			if (all[at] === "✗") throw new Error("permission denied");
			const names = new Set(
				Object.keys(all)
					.filter((name) => name.startsWith(at === "/" ? "/" : `${at}/`))
					.map((name) => name.slice(at === "/" ? 1 : at.length + 1).split("/")[0] as string),
			);
			return [...names].reverse().map((name): Listed => {
				const text = all[`${at === "/" ? "" : at}/${name}`];
				const kind =
					text === undefined || text === "✗"
						? "folder"
						: text.startsWith("→ ")
							? "link"
							: text === "device"
								? "other"
								: "file";
				return { name, kind };
			});
		},
		read: (path) => {
			const text = all[real(absolute(path))];
			return text === undefined || text.startsWith("→ ") ? undefined : text;
		},
	};
}

function find(files: Readonly<Record<string, string>>, roots: readonly string[] = ["."], gitignore = true) {
	const { files: found, diagnostics } = findFiles(roots, inMemory(files), { gitignore });
	return {
		paths: found.map(({ path }) => path),
		faults: diagnostics.map(({ kind, source }) => `${kind.code} ${source?.name}`),
	};
}

describe("which files are found", () => {
	test.each<[string, Readonly<Record<string, string>>, readonly string[], readonly string[]]>([
		["all of a folder, in code point order", { b: "", "a/z": "", "a/Y": "", Z: "" }, ["."], ["Z", "a/Y", "a/z", "b"]],
		["paths as they were given", { "a/b": "", c: "" }, ["./a/", "c"], ["a/b", "c"]],
		["of a folder above", { "/other/x": "" }, ["../other"], ["../other/x"]],
		["with an absolute path", { "/other/x": "" }, ["/other"], ["/other/x"]],
		["each once", { "a/b": "" }, ["a", "a/b", "."], ["a/b"]],
		[
			"no .git and no node_modules",
			{ ".git/config": "", "a/node_modules/x": "", "a/b": "", node_modules: "" },
			["."],
			["a/b", "node_modules"],
		],
		[
			"what git ignores is left out",
			{ ".git/HEAD": "", ".gitignore": "out\n*.log\n", "out/x": "", "a.log": "", b: "" },
			["."],
			[".gitignore", "b"],
		],
		[
			"ignore files of folders count from there",
			{
				".git/HEAD": "",
				"a/.gitignore": "/x\n!keep.log\n",
				".gitignore": "*.log",
				"a/x": "",
				x: "",
				"a/keep.log": "",
				"b.log": "",
			},
			["."],
			[".gitignore", "a/.gitignore", "a/keep.log", "x"],
		],
		[
			"an ignored folder is out, whatever its own ignore file says",
			{ ".git/HEAD": "", ".gitignore": "out/", "out/.gitignore": "!x", "out/x": "" },
			["."],
			[".gitignore"],
		],
		[
			"ignore files above the path that is given",
			{ ".git/HEAD": "", ".gitignore": "a/x", "a/x": "", "a/y": "" },
			["a"],
			["a/y"],
		],
		[
			"git's own list of what to leave out",
			{ ".git/HEAD": "", ".git/info/exclude": "secret", secret: "", b: "" },
			["."],
			["b"],
		],
		["ignore files hold without a repository too", { ".gitignore": "x", x: "", y: "" }, ["."], [".gitignore", "y"]],
		[
			"a named file, whoever ignores it",
			{ ".git/HEAD": "", ".gitignore": "x", x: "", "node_modules/y": "" },
			["x", "node_modules/y"],
			["node_modules/y", "x"],
		],
		["links within the paths", { "a/b": "", c: "→ a/b", d: "→ a" }, ["."], ["a/b"]],
		["nothing that is no file", { a: "device", b: "" }, ["."], ["b"]],
		[
			"letters in the case that the ignore file has",
			{ ".gitignore": "Out", out: "", Out: "" },
			["."],
			[".gitignore", "out"],
		],
		["a name with dots and spaces", { "..a/b c": "" }, ["."], ["..a/b c"]],
	])("%s", (_, files, roots, wanted) => expect(find(files, roots)).toEqual({ paths: wanted, faults: [] }));

	test("what git ignores too, when asked", () => {
		expect(find({ ".git/HEAD": "", ".gitignore": "x", x: "" }, ["."], false).paths).toEqual([".gitignore", "x"]);
	});
});

describe("what goes wrong", () => {
	test.each<[string, Readonly<Record<string, string>>, readonly string[], readonly string[], readonly string[]]>([
		["a path that leads nowhere", { a: "" }, ["a", "b"], ["a"], ["file-missing b"]],
		["a folder that can't be read", { a: "✗", b: "" }, ["."], ["b"], ["file-unreadable a"]],
		[
			"a link out of the paths",
			{ "a/b": "→ ../../secret", "/secret": "", "a/c": "" },
			["a"],
			["a/c"],
			["file-outside a/b"],
		],
		["a link to nothing", { a: "→ gone", b: "" }, ["."], ["b"], ["file-link-broken a"]],
		["a link to a folder above itself ends", { "a/b": "→ ../a", "a/c": "" }, ["."], ["a/c"], []],
		["a device that is named", { a: "device" }, ["a"], [], ["file-unreadable a"]],
	])("%s", (_, files, roots, paths, faults) => expect(find(files, roots)).toEqual({ paths, faults }));

	test("folders without end end", () => {
		const { paths, faults } = find({ [`${"a/".repeat(150)}x`]: "", b: "" });
		expect(paths).toEqual(["b"]);
		expect(faults).toHaveLength(1);
	});
});
