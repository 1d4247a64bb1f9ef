/** Every command there is, in the order that help lists them. A command's file is loaded only when it is needed. */
import type { Command } from "commander";
import type { Host } from "./host/host.ts";

/** Makes a command that runs on a host. Its action ends by telling the exit status. */
export type MakeCommand = (host: Host, finish: (status: number) => void) => Command;

export interface CommandEntry {
	readonly name: string;
	readonly summary: string;
	readonly load: () => Promise<MakeCommand>;
}

export const commands: readonly CommandEntry[] = [
	{
		name: "eval",
		summary: "check files against policies",
		load: async () => (await import("./commands/eval.ts")).evalCommand,
	},
	{
		name: "test",
		summary: "run the examples and tests of policies",
		load: async () => (await import("./commands/test.ts")).testCommand,
	},
	{
		name: "check",
		summary: "look for mistakes in policies",
		load: async () => (await import("./commands/check.ts")).checkCommand,
	},
	{
		name: "lint",
		summary: "look in policies for what is hardly meant",
		load: async () => (await import("./commands/lint.ts")).lintCommand,
	},
	{
		name: "list",
		summary: "list the policies there are",
		load: async () => (await import("./commands/list.ts")).listCommand,
	},
	{
		name: "fmt",
		summary: "lay out policies in one way",
		load: async () => (await import("./commands/fmt.ts")).fmtCommand,
	},
	{
		name: "explain",
		summary: "explain a policy or a diagnostic",
		load: async () => (await import("./commands/explain.ts")).explainCommand,
	},
	{
		name: "docs",
		summary: "write pages about policies",
		load: async () => (await import("./commands/docs.ts")).docsCommand,
	},
	{
		name: "parse",
		summary: "print what policies see of a file",
		load: async () => (await import("./commands/parse.ts")).parseCommand,
	},
	{
		name: "schema",
		summary: "print the JSON Schema of a kind of document",
		load: async () => (await import("./commands/schema.ts")).schemaCommand,
	},
	{
		name: "export",
		summary: "say policies in CEL for a Kubernetes API server",
		load: async () => (await import("./commands/export.ts")).exportCommand,
	},
	{
		name: "query",
		summary: "evaluate a Rego query",
		load: async () => (await import("./commands/query.ts")).queryCommand,
	},
	{
		name: "repl",
		summary: "evaluate queries and try rules at a prompt",
		load: async () => (await import("./commands/repl.ts")).replCommand,
	},
	{
		name: "bench",
		summary: "measure how long an evaluation takes",
		load: async () => (await import("./commands/bench.ts")).benchCommand,
	},
	{
		name: "serve",
		summary: "answer over HTTP: admission webhook, OPA's API",
		load: async () => (await import("./commands/serve.ts")).serveCommand,
	},
	{
		name: "init",
		summary: "write a policy.yaml, with other tools' settings",
		load: async () => (await import("./commands/init.ts")).initCommand,
	},
	{
		name: "pack",
		summary: "make packs of policies, publish them, use those of others",
		load: async () => (await import("./commands/pack.ts")).packCommand,
	},
	{
		name: "registry",
		summary: "look into repositories of registries",
		load: async () => (await import("./commands/registry.ts")).registryCommand,
	},
	{
		name: "version",
		summary: "print the version",
		load: async () => (await import("./commands/version.ts")).versionCommand,
	},
];
