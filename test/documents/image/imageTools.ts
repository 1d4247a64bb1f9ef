/**
 * Images made with the tools that people make them with: umoci, skopeo and crane. Of files that are written here: no registry is asked
 * and nothing fetched. Where a tool isn't there, tests say so in their titles.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export interface ImageTool {
	readonly name: "umoci" | "skopeo" | "crane";
	/** What makes it say its version. */
	readonly ask: readonly string[];
	/** How to get it. */
	readonly install: string;
}

export const imageTools: readonly ImageTool[] = [
	{ name: "umoci", ask: ["--version"], install: "apt-get install umoci" },
	{ name: "skopeo", ask: ["--version"], install: "apt-get install skopeo" },
	{
		name: "crane",
		ask: ["version"],
		install: "go install github.com/google/go-containerregistry/cmd/crane@latest, with $(go env GOPATH)/bin in PATH",
	},
];

/** The version that a tool says it has; undefined where it isn't there. */
export function versionOf({ name, ask }: ImageTool): string | undefined {
	const { status, stdout } = spawnSync(name, ask, { encoding: "utf8" });
	return status === 0 ? (/\d[\w.+-]*/.exec(stdout)?.[0] ?? stdout.trim()) : undefined;
}

/** Those of some tools that aren't there. */
export function missingTools(...names: readonly ImageTool["name"][]): readonly ImageTool[] {
	return imageTools.filter((tool) => names.includes(tool.name) && versionOf(tool) === undefined);
}

/** For a test's title: nothing, or why it isn't run. */
export function toolNote(...names: readonly ImageTool["name"][]): string {
	const missing = missingTools(...names);
	return missing.length === 0 ? "" : ` (not run: no ${missing.map(({ name }) => name).join(", no ")} in PATH)`;
}

/** A path in a layer, and what is there: a text and a mode, or the target of a symbolic link. */
type Tree = Readonly<Record<string, readonly [content: string, mode: number] | { readonly link: string }>>;

const system: Tree = {
	"etc/os-release": ['ID=debian\nVERSION_ID="12"\n', 0o644],
	"etc/passwd": ["root:x:0:0:root:/root:/bin/sh\napp:x:1000:1000::/app:/sbin/nologin\n", 0o644],
	"etc/group": ["root:x:0:\napp:x:1000:\n", 0o644],
	"etc/shadow": ["root:*:1::::::\n", 0o640],
	"var/lib/dpkg/status": ["Package: curl\nStatus: install ok installed\nVersion: 7.88.1-10\n", 0o644],
	"bin/su": ["su", 0o4755],
	"usr/bin/su": { link: "../../bin/su" },
};

const token = `ghp_${"a1B2".repeat(9)}`;
const program: Tree = {
	server: ["#!/bin/su\n", 0o755],
	".env": [`TOKEN=${token}\n`, 0o600],
	"grüße/日本.txt": ["hello\n", 0o644],
	tool: ["tool", 0o4755],
};

function writeTree(folder: string, tree: Tree): void {
	for (const [path, entry] of Object.entries(tree)) {
		const file = join(folder, path);
		mkdirSync(dirname(file), { recursive: true });
		if ("link" in entry) symlinkSync(entry.link, file);
		else {
			writeFileSync(file, entry[0]);
			chmodSync(file, entry[1]);
		}
	}
}

const then = "2026-01-01T00:00:00Z";

/** A folder in which images are made. */
export class ImageWorkshop {
	readonly folder: string;

	constructor(folder: string) {
		this.folder = folder;
		writeTree(join(folder, "system"), system);
		writeTree(join(folder, "program"), program);
		// Folders have the mode that this user's new folders have.
		for (const each of ["system", "program"]) this.run("find", each, "-type", "d", "-exec", "chmod", "755", "{}", "+");
	}

	/** Runs a program here. @returns what it prints @throws where it fails */
	run(program: string, ...args: readonly string[]): string {
		return execFileSync(program, args, { cwd: this.folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
	}

	#umoci(command: string, image: string, ...args: readonly string[]): void {
		this.run("umoci", command, "--image", image, ...args);
	}

	/** An OCI layout, `layout`, with the images `base` and, on top of it, `app`: three layers and two, and `arm`, the same for arm64. */
	umociLayout(): void {
		const recorded = (what: string) => ["--history.created", then, "--history.created_by", what];
		this.run("umoci", "init", "--layout", "layout");
		this.#umoci("new", "layout:base");
		this.#umoci("insert", "layout:base", "--rootless", ...recorded("ADD rootfs /"), "system", "/");
		this.#umoci("config", "layout:base", "--config.cmd", "sh", "--created", then, ...recorded('CMD ["sh"]'));
		const app = (...args: readonly string[]) => args;
		this.#umoci("insert", "layout:base", "--tag", "app", "--rootless", ...recorded("COPY . /app"), "program", "/app");
		this.#umoci("insert", "layout:app", "--rootless", ...recorded("RUN rm /app/.env"), "--whiteout", "/app/.env");
		this.#umoci(
			"config",
			"layout:app",
			...app("--config.user", "1000", "--config.cmd", "/app/server", "--created", then),
			...app("--config.label", "org.opencontainers.image.source=https://acme.example/shop"),
			...app("--config.exposedports", "8080/tcp", ...recorded('CMD ["/app/server"]')),
		);
		this.#umoci("config", "layout:app", "--tag", "arm", "--architecture", "arm64", "--created", then, ...recorded("x"));
	}

	/** The image `app` of the layout, unpacked, changed and packed again as `again`. */
	umociRepack(): void {
		this.#umoci("unpack", "layout:app", "--rootless", "bundle");
		rmSync(join(this.folder, "bundle/rootfs/app/tool"));
		writeFileSync(join(this.folder, "bundle/rootfs/app/new"), "new");
		this.#umoci("repack", "layout:again", "bundle");
	}

	skopeo(from: string, to: string, ...options: readonly string[]): void {
		this.run("skopeo", "--insecure-policy", "copy", "--quiet", ...options, from, to);
	}

	/** A tar of what is in a folder here. */
	tar(name: string, folder: string, ...options: readonly string[]): void {
		this.run("tar", ...options, "--create", "--file", name, "--directory", folder, ".");
	}
}
