/** What `policy eval` understands. */
import type { Command } from "commander";
import { usageInvalid } from "../diagnostics/catalogue/configuration.ts";
import { type Severity, severities } from "../findings/finding.ts";
import type { ReportFormat } from "../report/format.ts";
import { formats } from "../report/formats.ts";
import { type AccessOptions, addAccessOptions } from "./access.ts";
import { assignment, choice, repeated } from "./choice.ts";
import { addNamespaceOption, addPolicyOptions, type PolicyOptions } from "./policyOptions.ts";
import { addDataOptions, type DataOptions } from "./readingOptions.ts";
import { Refusal } from "./refusal.ts";
import { addRegistryOptions, type RegistryOptions } from "./registry/registryOptions.ts";
import { type ScannerId, scanners } from "./scan/scanners.ts";
import { wholeNumber } from "./wholeNumber.ts";

export interface EvalOptions extends PolicyOptions, AccessOptions, DataOptions, RegistryOptions {
	/** Whether layers of images are fetched; absent: where a policy may look at them, and they aren't too large. */
	readonly layers?: boolean;
	/** Whether registries are asked what is attached to the images that documents mention. */
	readonly fetchImages: boolean;
	/** The scanner that is to look at images; empty for whichever is there, absent for none. */
	readonly scan?: ScannerId | "";
	readonly color: boolean;
	readonly combine: boolean;
	readonly kind?: string;
	readonly stdinName: string;
	readonly failOn?: Severity | "never";
	readonly format: ReportFormat;
	readonly output: readonly Output[];
	/** A file; absent to use the configuration's. */
	readonly baseline?: string;
	/** A file; empty for the one in use, or the usual one. */
	readonly writeBaseline?: string;
	/** A file; empty for the usual one. */
	readonly writeExceptions?: string;
	readonly fix: boolean;
	readonly dryRun: boolean;
	readonly allowEmpty: boolean;
	/** How many threads evaluate; absent: as many as there are processors. */
	readonly parallel?: number;
	readonly quiet: boolean;
}

/** `--output FORMAT=FILE` */
export interface Output {
	readonly format: ReportFormat;
	readonly file: string;
}

const scannerIds = Object.keys(scanners) as ScannerId[];
const formatIds = formats.map(({ id }) => id);

function formatOf(option: string): (id: string) => ReportFormat {
	const chosen = choice(option, formatIds);
	return (id) => formats.find((format) => format.id === chosen(id)) as ReportFormat;
}

function outputOf(value: string): Output {
	const [id, file] = assignment("--output")(value);
	if (file === "")
		throw new Refusal([
			usageInvalid({ text: `--output \`${value}\` names no file`, hint: "write --output FORMAT=FILE" }),
		]);
	return { format: formatOf("--output")(id), file };
}

export function addEvalOptions(command: Command): Command {
	addAccessOptions(addNamespaceOption(addPolicyOptions(command)))
		.option("--combine", "with --shape conftest: give rules all documents as one, [{path, contents}]", false)
		.option("--kind <kind>", "read every file given as this kind of document")
		.option(
			"--stdin-name <name>",
			"what standard input is called in the report, and how its kind is told (default: <stdin>)",
			"<stdin>",
		);
	return addRegistryOptions(addDataOptions(command))
		.option(
			"--layers",
			"fetch the layers of images, however large (default: up to 512 MiB, where a policy looks at files)",
		)
		.option("--no-layers", "fetch no layers of images")
		.option(
			"--fetch-images",
			"ask registries for what is attached to the images that manifests and Dockerfiles name: signatures, scans, components",
			false,
		)
		.option(
			"--scan [scanner]",
			`have a scanner on PATH look at the images, and take its report for evidence: ${scannerIds.join(", ")} (default: the first that is there)`,
			(id) => (id === "" ? "" : choice("--scan", scannerIds)(id)),
		)
		.option(
			"--fail-on <severity>",
			`the least severity that fails the run: ${severities.join(", ")} or never (default: info)`,
			choice("--fail-on", [...severities, "never"] as const),
		)
		.option(
			"--format <format>",
			`what to print: ${formatIds.join(", ")} (default: text)`,
			formatOf("--format"),
			formats[0],
		)
		.option("--output <format=file>", "write a report to a file besides (repeatable)", repeated(outputOf), [])
		.option("--baseline <file>", "findings that this file knows are excused; new ones count")
		.option(
			"--write-baseline [file]",
			"write what was found as a baseline; with a baseline in use, leave out of it what is gone (default: policy.baseline.json)",
		)
		.option(
			"--write-exceptions [file]",
			"write exceptions for what was found, to be given reasons (default: policy.exceptions.yaml)",
		)
		.option("--fix", "put right what has a safe fix, and check again", false)
		.option("--dry-run", "with --fix: print the changes as a patch, write nothing", false)
		.option(
			"-p, --parallel <n>",
			"evaluate as many as n files at the same time, where they take long (default: the number of processors)",
			wholeNumber("--parallel", 1, 256),
		)
		.option("--allow-empty", "having checked nothing is no failure", false)
		.option("-q, --quiet", "print findings and errors only", false);
}
