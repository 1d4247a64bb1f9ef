/** Finds `policy.yaml`: in the folder of what is checked, or the nearest one above it, up to the root of the repository. */
import path from "node:path";
import { configurationInvalid } from "../../diagnostics/catalogue/configuration.ts";
import { fileNotText, fileUnreadable } from "../../diagnostics/catalogue/files.ts";
import { at } from "../../diagnostics/diagnostic.ts";
import { decode } from "../../text/decode.ts";
import { Source } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import { type Host, HostError, type HostFiles } from "../host/host.ts";
import { nameOf } from "../sourceName.ts";
import { noConfiguration } from "./configuration.ts";
import type { ReadConfiguration, readExceptionFile } from "./readConfiguration.ts";

const NAMES = ["policy.yaml", "policy.yml"];

/** The configuration for a run over these paths: the file named by `--config`, or the nearest one. */
export async function loadConfiguration(
	host: Host,
	paths: readonly string[],
	given: string | false | undefined,
): Promise<ReadConfiguration> {
	const none = { configuration: noConfiguration(host.cwd), diagnostics: [] };
	if (given === false) return none;
	const file = configurationFile(host, paths, given);
	if (file === undefined) return none;
	const name = nameOf(host.cwd, file);
	const folder = path.dirname(file);
	try {
		const decoded = decode(host.files.read(file));
		if ("fault" in decoded)
			return { ...none, diagnostics: [at(new Source(name, ""), undefined, fileNotText(decoded))] };
		const base = path.relative(folder, host.cwd).split(path.sep).join("/");
		// Reading YAML with places takes a library that a run without a configuration needn't load.
		const { readConfiguration, readExceptionFile } = await import("./readConfiguration.ts");
		const read = readConfiguration(new Source(name, decoded.text), folder, base);
		return withExceptionFiles(host, read, readExceptionFile);
	} catch (error) {
		if (!(error instanceof HostError)) throw error;
		if (given !== undefined)
			return { ...none, diagnostics: [configurationInvalid({ text: `cannot read \`${given}\`: ${error.reason}` })] };
		return { ...none, diagnostics: [at(new Source(name, ""), undefined, fileUnreadable({ reason: error.reason }))] };
	}
}

/** Where the configuration for these paths is: absolute; undefined where there is none. */
export function configurationFile(host: Host, paths: readonly string[], given: string | undefined): string | undefined {
	return given === undefined ? nearest(host.files, commonFolder(host, paths)) : path.resolve(host.cwd, given);
}

/** With what the files of exceptions say; one that can't be read is an error where it is named. */
function withExceptionFiles(
	host: Host,
	{ configuration, diagnostics }: ReadConfiguration,
	read: typeof readExceptionFile,
): ReadConfiguration {
	const files = configuration.exceptionFiles.map(({ name, source, span }) => {
		const file = path.resolve(configuration.folder, name);
		try {
			const decoded = decode(host.files.read(file));
			if ("fault" in decoded) return failed(source, span, `\`${name}\` is no text`);
			const base = path.relative(path.dirname(file), host.cwd).split(path.sep).join("/");
			return read(new Source(nameOf(host.cwd, file), decoded.text), base);
		} catch (error) {
			if (!(error instanceof HostError)) throw error;
			return failed(source, span, `cannot read \`${name}\`: ${error.reason}`);
		}
	});
	return {
		configuration: {
			...configuration,
			exceptions: [...configuration.exceptions, ...files.flatMap(({ exceptions }) => exceptions)],
		},
		diagnostics: [...diagnostics, ...files.flatMap((each) => each.diagnostics)],
	};
}

function failed(source: Source, span: Span, text: string): ReturnType<typeof readExceptionFile> {
	return { exceptions: [], diagnostics: [at(source, span, configurationInvalid({ text }))] };
}

/** The deepest folder that holds all the paths. */
function commonFolder(host: Host, paths: readonly string[]): string {
	const folders = paths
		.filter((each) => each !== "-")
		.map((each) => path.resolve(host.cwd, each))
		.map((each) => (host.files.stat(each)?.kind === "folder" ? each : path.dirname(each)));
	const [first = host.cwd, ...others] = folders;
	let common = first;
	while (
		!others.every((each) => each === common || each.startsWith(common.endsWith(path.sep) ? common : common + path.sep))
	)
		common = path.dirname(common);
	return common;
}

function nearest(files: HostFiles, from: string): string | undefined {
	for (let folder = from; ; folder = path.dirname(folder)) {
		const found = NAMES.map((name) => path.join(folder, name)).find((file) => files.stat(file)?.kind === "file");
		// A repository's root is as far as a configuration reaches: what lies above belongs to somebody else.
		if (
			found !== undefined ||
			files.stat(path.join(folder, ".git"))?.kind !== undefined ||
			path.dirname(folder) === folder
		)
			return found;
	}
}
