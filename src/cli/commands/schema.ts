/** `policy schema [KIND]`: the JSON Schema of a kind of document, of policy.yaml or of the json report. */
import { Command } from "commander";
import { unknownKind } from "../../diagnostics/catalogue/configuration.ts";
import { kinds } from "../../documents/kinds.ts";
import { jsonReportSchema } from "../../report/json.schema.ts";
import { packSchema } from "../../sharing/packSchema.ts";
import { configurationSchema } from "../config/schema.ts";
import { builtinsSchema } from "../declarations/builtinsSchema.ts";
import type { Host } from "../host/host.ts";
import { Refusal } from "../refusal.ts";

export function schemaCommand(host: Host, finish: (status: number) => void): Command {
	return new Command("schema")
		.description(
			"Print the JSON Schema (draft 2020-12) of what policies see of a kind of document.\nWithout KIND, list what there is.",
		)
		.argument(
			"[kind]",
			"a kind of document, `config` (policy.yaml), `pack` (pack.yaml), `builtins` (a file for --builtins) or `report` (the json format)",
		)
		.addHelpText(
			"after",
			"\nExamples:\n  policy schema\n  policy schema dockerfile\n  policy schema config > policy.schema.json",
		)
		.action((kind: string | undefined) => {
			if (kind === undefined) host.stdout.write(list());
			else host.stdout.write(`${JSON.stringify(schemaOf(kind), null, 2)}\n`);
			finish(0);
		});
}

const others = [
	{ id: "config", title: "policy.yaml", schema: configurationSchema },
	{ id: "pack", title: "pack.yaml", schema: packSchema },
	{ id: "builtins", title: "a file for --builtins", schema: builtinsSchema },
	{ id: "report", title: "what --format json prints", schema: jsonReportSchema },
] as const;

function list(): string {
	const entries = [...kinds, ...others];
	const width = Math.max(...entries.map(({ id }) => id.length));
	return entries.map(({ id, title }) => `${id.padEnd(width)}  ${title}\n`).join("");
}

function schemaOf(name: string): object {
	const entry = [...kinds, ...others].find(({ id }) => id === name);
	if (entry === undefined) throw new Refusal([unknownKind({ name, known: [...kinds, ...others].map(({ id }) => id) })]);
	return entry.schema;
}
