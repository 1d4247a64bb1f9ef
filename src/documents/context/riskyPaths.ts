/** Paths that shouldn't be in a build context, to ask the ignore rules for: a table. What to say about them is a policy's business. */

export interface RiskyPath {
	readonly topic: string;
	/** As people write it in an ignore file. */
	readonly name: string;
	/** A path that the name stands for. */
	readonly path: string;
	/** Whether it is looked for in folders too. */
	readonly anywhere: boolean;
}

const table: readonly (readonly [
	topic: string,
	anywhere: boolean,
	entries: readonly (readonly [name: string, path?: string])[],
])[] = [
	[
		"git",
		false,
		[
			[".git", ".git/config"],
			[".hg", ".hg/hgrc"],
			[".svn", ".svn/entries"],
		],
	],
	["env", true, [[".env"], [".env.local"], [".env.production"]]],
	[
		"keys",
		true,
		[
			["*.pem", "server.pem"],
			["*.key", "server.key"],
			["*.p12", "client.p12"],
			["*.pfx", "client.pfx"],
			["*.jks", "store.jks"],
			["id_rsa"],
			["id_ed25519"],
			["id_ecdsa"],
			["id_dsa"],
		],
	],
	[
		"credentials",
		true,
		[
			[".npmrc"],
			[".pypirc"],
			[".netrc"],
			[".git-credentials"],
			[".htpasswd"],
			["credentials.json"],
			[".aws", ".aws/credentials"],
			[".docker", ".docker/config.json"],
			[".kube", ".kube/config"],
			[".ssh", ".ssh/config"],
			[".gnupg", ".gnupg/secring.gpg"],
		],
	],
	["node_modules", true, [["node_modules", "node_modules/left-pad/index.js"]]],
	[
		"build-output",
		true,
		[
			["dist", "dist/main.js"],
			["build", "build/main.o"],
			["target", "target/release/main"],
			["__pycache__", "__pycache__/main.pyc"],
			[".venv", ".venv/pyvenv.cfg"],
			["venv", "venv/pyvenv.cfg"],
			[".gradle", ".gradle/file-system.probe"],
			[".next", ".next/BUILD_ID"],
			[".pytest_cache", ".pytest_cache/README.md"],
			["bin", "bin/main.dll"],
			["obj", "obj/main.dll"],
			["coverage", "coverage/lcov.info"],
		],
	],
	[
		"state",
		true,
		[
			["*.tfstate", "terraform.tfstate"],
			["*.tfstate.*", "terraform.tfstate.backup"],
			[".terraform", ".terraform/environment"],
			["*.sql", "dump.sql"],
			["*.dump", "data.dump"],
			["*.bak", "data.bak"],
		],
	],
	[
		"build-files",
		false,
		[
			["Dockerfile"],
			[".dockerignore"],
			["docker-compose.yml"],
			["compose.yaml"],
			[".github", ".github/workflows/build.yml"],
			[".gitlab-ci.yml"],
			["Jenkinsfile"],
		],
	],
	[
		"editor",
		true,
		[
			[".idea", ".idea/workspace.xml"],
			[".vscode", ".vscode/settings.json"],
			[".DS_Store"],
			["*.swp", ".main.c.swp"],
			["*.log", "debug.log"],
		],
	],
];

export const riskyPaths: readonly RiskyPath[] = table.flatMap(([topic, anywhere, entries]) =>
	entries.map(([name, path]) => ({ topic, name, path: path ?? name, anywhere })),
);

/** A folder that no ignore file names, for asking about paths in folders. */
export const someFolder = "some/folder";
