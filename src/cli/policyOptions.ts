/** The options that say which policies a command is about; the same words in every command. */
import type { Command } from "commander";
import type { Shape } from "../documents/shapes/shape.ts";
import { shapes } from "../documents/shapes/shapes.ts";
import { assignment, choice, repeated } from "./choice.ts";
import type { DeclarationOptions } from "./declarations/declarations.ts";

export interface PolicyOptions extends DeclarationOptions {
	/** Packs to use instead of the configured ones. */
	readonly pack: readonly string[];
	/** Folders that stand in for packs that policy.lock pins. */
	readonly packOverride?: readonly (readonly [name: string, folder: string])[];
	/** Policy files and folders to use besides. */
	readonly policy: readonly string[];
	/** The `.rego` files that aren't bundled are in Rego v0. */
	readonly v0Compatible?: boolean;
	/** A configuration file; false for none; absent to look for one. */
	readonly config?: string | false;
	/** False: nothing of an earlier run is used, and nothing is kept for a later one. */
	readonly cache?: boolean;
	/** The packages whose plain rules are evaluated; `*` for all. */
	readonly namespace?: readonly string[];
}

/** Wherever policies are read. */
export function addDeclarationOptions(command: Command): Command {
	return command
		.option(
			"--builtins <file>",
			"declare builtins that the policies' own host brings: YAML, JSON or OPA's capabilities (repeatable)",
			repeated(String),
			[],
		)
		.option(
			"--shape <tool>",
			`policies are written for this tool: plain Rego rules are given documents as it does, and its functions are there: ${shapeIds.join(", ")}`,
			shapeNamed("--shape"),
		)
		.option("-s, --schema <path>", "a JSON Schema of `input`, or a folder of schemas that annotations name");
}

const asIs = (value: string): string => value;

export function addPolicyOptions(command: Command): Command {
	return addDeclarationOptions(command)
		.option(
			"--pack <name>",
			"use this bundled pack or pack folder (repeatable); what is named on the command line replaces what policy.yaml selects",
			repeated(asIs),
			[],
		)
		.option(
			"--pack-override <name=folder>",
			"use this folder instead of the pack that policy.lock pins (repeatable)",
			repeated(assignment("--pack-override")),
			[],
		)
		.option("--policy <path>", "use these policies: a file or folder (repeatable)", repeated(asIs), [])
		.option("--config <file>", "read this configuration (default: the nearest policy.yaml)")
		.option("--no-config", "read no configuration")
		.option("--v0-compatible", "the .rego files are Rego v0: no `if`, sets as `p[x] { … }`", false)
		.option("--no-cache", "use nothing of an earlier run, and keep nothing for a later one")
		.option("--no-color", "no colors, also on a terminal");
}

/** Wherever plain rules are evaluated on documents. */
export function addNamespaceOption(command: Command): Command {
	return command.option(
		"--namespace <package>",
		"evaluate plain Rego rules of this package only; `*` for all (repeatable; default: all, with --shape conftest main)",
		repeated(asIs),
		[],
	);
}

const shapeIds = shapes.map(({ id }) => id);

export function shapeNamed(option: string): (id: string) => Shape {
	const chosen = choice(option, shapeIds);
	return (id) => shapes.find((shape) => shape.id === chosen(id)) as Shape;
}
