/** Tools that tests put images into a real registry with, sign them and read them back: what is there, and how to get the rest. */
import { spawnSync } from "node:child_process";

export interface RegistryTool {
	readonly name: string;
	/** The variable that names another program. */
	readonly variable: string;
	readonly version: readonly string[];
	readonly install: string;
}

const go = (module: string, name?: string): string =>
	name === undefined
		? `go install ${module}@latest`
		: `go install ${module}@latest, and name the program \`${name}\` or in its variable`;

export const registryTools: readonly RegistryTool[] = [
	{
		name: "docker-registry",
		variable: "DOCKER_REGISTRY",
		version: ["--version"],
		install: "apt-get install docker-registry",
	},
	{
		name: "crane",
		variable: "CRANE",
		version: ["version"],
		install: go("github.com/google/go-containerregistry/cmd/crane"),
	},
	{ name: "oras", variable: "ORAS", version: ["version"], install: go("oras.land/oras/cmd/oras") },
	{ name: "cosign", variable: "COSIGN", version: ["version"], install: go("github.com/sigstore/cosign/v3/cmd/cosign") },
	{
		name: "cosign2",
		variable: "COSIGN2",
		version: ["version"],
		install: go("github.com/sigstore/cosign/v2/cmd/cosign", "cosign2"),
	},
	{ name: "helm", variable: "HELM", version: ["version", "--short"], install: go("helm.sh/helm/v3/cmd/helm") },
];

/** The program that a tool is: the one that its variable names, or of its name on PATH. */
export const programOf = ({ name, variable }: RegistryTool): string => process.env[variable] ?? name;

/** The line with its version; undefined where it isn't there. */
export function versionOf(tool: RegistryTool): string | undefined {
	const { error, stdout, stderr } = spawnSync(programOf(tool), tool.version, { encoding: "utf8" });
	if (error !== undefined) return undefined;
	const lines = `${stdout}\n${stderr}`.split("\n").map((line) => line.trim());
	return lines.find((line) => /\bv?\d+\.\d+/.test(line)) ?? "of no known version";
}

export const missingTools = (...names: readonly string[]): readonly RegistryTool[] =>
	registryTools.filter((tool) => names.includes(tool.name) && versionOf(tool) === undefined);
