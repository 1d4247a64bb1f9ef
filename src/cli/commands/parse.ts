/** `policy parse FILE…`: what policies see of a file, as JSON. */
import { Command } from "commander";
import { usageInvalid } from "../../diagnostics/catalogue/configuration.ts";
import { renderDiagnostic } from "../../diagnostics/render.ts";
import { kinds } from "../../documents/kinds.ts";
import type { Shape } from "../../documents/shapes/shape.ts";
import { readDocuments } from "../../engine/readDocuments.ts";
import { toJson } from "../../runtime/values/json.ts";
import type { Value } from "../../runtime/values/value.ts";
import { Source } from "../../text/source.ts";
import { loadConfiguration } from "../config/findConfiguration.ts";
import type { Host } from "../host/host.ts";
import { painterFor } from "../host/painter.ts";
import { shapeNamed } from "../policyOptions.ts";
import { findInputs, standardInput } from "../readInputs.ts";
import { addReadingOptions, type ReadingOptions } from "../readingOptions.ts";
import type { FetchedImages } from "../registry/fetchImages.ts";
import { layoutImage } from "../registry/layoutImage.ts";
import { mountedToo } from "../registry/mount.ts";
import { type NamedInputs, namedInputs } from "../registry/namedInputs.ts";
import { addRegistryOptions, type RegistryOptions } from "../registry/registryOptions.ts";
import { openSignerTrust } from "../signerTrust.ts";
import { refuseUnknownKind } from "../unknownKind.ts";

interface ParseOptions extends ReadingOptions, RegistryOptions {
	readonly kind?: string;
	readonly shape?: Shape;
	readonly stdinName: string;
	readonly color: boolean;
	readonly layers?: boolean;
}

export function parseCommand(host: Host, finish: (status: number) => void): Command {
	const command = new Command("parse")
		.description(
			'Print what policies see of a file: an array of its documents, each with file, kind, name and value.\nA value that can\'t be known is {"unknown": [what would have to be given], "text": …}.',
		)
		.argument("<file...>", "files, and images as NAME:TAG, NAME@DIGEST or docker://NAME; `-` is standard input")
		.option("--kind <kind>", "read the file as this kind of document (default: every kind that claims it)")
		.option("--shape <tool>", "print what policies of this tool see: conftest, trivy", shapeNamed("--shape"))
		.option("--stdin-name <name>", "what standard input is called, and how its kind is told", "<stdin>");
	return addRegistryOptions(addReadingOptions(command))
		.option("--layers", "fetch the layers of images, however large (default: up to 512 MiB)")
		.option("--no-layers", "fetch no layers of images")
		.option("--no-color", "no colors, also on a terminal")
		.addHelpText(
			"after",
			"\nExamples:\n  policy parse Dockerfile\n  policy parse --kind workload deploy/web.yaml\n  policy parse --build-arg VERSION=1.27 Dockerfile",
		)
		.action(async (paths: readonly string[], options: ParseOptions) => finish(await parseFiles(host, paths, options)));
}

async function fetch(host: Host, images: NamedInputs["images"], options: ParseOptions): Promise<FetchedImages> {
	const { fetchImages } = await import("../registry/fetchImages.ts");
	return fetchImages(host, images, options, true);
}

async function parseFiles(host: Host, paths: readonly string[], options: ParseOptions): Promise<number> {
	const { kind, platform, shape } = options;
	refuseUnknownKind(kind, shape);
	const named = namedInputs(host.files, paths);
	const fetched = named.images.length === 0 ? undefined : await fetch(host, named.images, options);
	const layouts = (named.layouts ?? []).map((each) => layoutImage(host.files, each));
	const files = named.paths.filter((path) => path !== "-");
	const found = findInputs(host.cwd, host.files, files, kind, undefined, shape, mountedToo(fetched, layouts));
	const stdin = paths.includes("-") ? [standardInput(await host.stdin(), options.stdinName, kind)] : [];
	const wrong = named.faults.map(([written, fault]) => ({ ...fault, source: new Source(written, "") }));
	const diagnostics = [...wrong, ...found.diagnostics, ...(fetched?.diagnostics ?? [])];
	const documents: Value[] = [];
	const { configuration } = await loadConfiguration(host, paths, undefined);
	const trust = await openSignerTrust(host, configuration);
	diagnostics.push(...trust.diagnostics);
	const reading = {
		...(trust.verifySignature && { verifySignature: trust.verifySignature }),
		kinds: shape === undefined ? kinds : [],
		...(shape && { shape }),
		buildArgs: Object.fromEntries(options.buildArg),
		platform,
	};
	for (const file of [...stdin, ...found.read(host.files)]) {
		const read = readDocuments(file, reading);
		diagnostics.push(...read.diagnostics);
		if (read.skipped !== undefined)
			diagnostics.push({
				...usageInvalid({ text: read.skipped, hint: "say what it is with --kind" }),
				source: file.source,
			});
		for (const { kind, name, value } of read.documents) documents.push({ file: file.source.name, kind, name, value });
	}
	host.stdout.write(`${toJson(documents, 2)}\n`);
	const painter = painterFor(host.stderr, host.env, options.color);
	for (const diagnostic of diagnostics) host.stderr.write(`${renderDiagnostic(diagnostic, painter)}\n`);
	return diagnostics.some((diagnostic) => diagnostic.kind.severity === "error") ? 2 : 0;
}
