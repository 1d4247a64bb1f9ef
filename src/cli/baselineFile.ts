/** The baseline that a run goes by: the one that the command line names, or the configuration. */
import path from "node:path";
import { baselineInvalid } from "../diagnostics/catalogue/configuration.ts";
import { fileNotText, fileUnreadable } from "../diagnostics/catalogue/files.ts";
import { at, type Diagnostic, type Message } from "../diagnostics/diagnostic.ts";
import { type Baseline, readBaseline } from "../findings/baseline.ts";
import { decode } from "../text/decode.ts";
import { Source } from "../text/source.ts";
import type { Configuration } from "./config/configuration.ts";
import type { EvalOptions } from "./evalOptions.ts";
import { type Host, HostError } from "./host/host.ts";
import { nameOf } from "./sourceName.ts";

export interface LoadedBaseline {
	readonly baseline?: Baseline;
	readonly faults: readonly Diagnostic[];
}

type BaselineOptions = Pick<EvalOptions, "baseline"> & Partial<Pick<EvalOptions, "writeBaseline">>;

/** Reads it. One that isn't there is an error, except where this run writes it. */
export function loadBaseline(host: Host, configuration: Configuration, options: BaselineOptions): LoadedBaseline {
	const file = baselinePath(host, configuration, options);
	if (file === undefined) return { faults: [] };
	if (options.writeBaseline !== undefined && host.files.stat(file) === undefined) return { faults: [] };
	const name = nameOf(host.cwd, file);
	const fault = (message: Message): LoadedBaseline => ({ faults: [at(new Source(name, ""), undefined, message)] });
	try {
		const decoded = decode(host.files.read(file));
		if ("fault" in decoded) return fault(fileNotText(decoded));
		const read = readBaseline(new Source(name, decoded.text));
		return "entries" in read ? { baseline: read, faults: [] } : { faults: [read] };
	} catch (error) {
		if (!(error instanceof HostError)) throw error;
		return fault(
			host.files.stat(file) === undefined
				? baselineInvalid({ reason: "there is no such file" })
				: fileUnreadable({ reason: error.reason }),
		);
	}
}

/** Where the baseline in use is, absolute; undefined where none is. */
export function baselinePath(host: Host, configuration: Configuration, options: BaselineOptions): string | undefined {
	if (options.baseline !== undefined) return path.resolve(host.cwd, options.baseline);
	return configuration.baseline === undefined ? undefined : path.resolve(configuration.folder, configuration.baseline);
}
