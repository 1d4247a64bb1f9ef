/** `policy list`: which policies there are, with filters. */
import { Command } from "commander";
import { usageInvalid } from "../../diagnostics/catalogue/configuration.ts";
import { type Painter, renderDiagnostic, visible } from "../../diagnostics/render.ts";
import { type Severity, severities } from "../../findings/finding.ts";
import { toJson } from "../../runtime/values/json.ts";
import { suggest } from "../../text/suggest.ts";
import { choice, repeated } from "../choice.ts";
import type { Host } from "../host/host.ts";
import { painterFor } from "../host/painter.ts";
import {
	kindIds,
	type PolicyFilter,
	type PolicyRow,
	passes,
	plainRow,
	policyRows,
	tagsIn,
} from "../list/policyRows.ts";
import { addPolicyOptions, type PolicyOptions } from "../policyOptions.ts";
import { Refusal } from "../refusal.ts";
import { openSession } from "../session.ts";

interface ListOptions extends PolicyOptions, PolicyFilter {
	readonly format: "text" | "json";
	readonly color: boolean;
}

const levels = [...severities, "off"] as const satisfies readonly (Severity | "off")[];

export function listCommand(host: Host, finish: (status: number) => void): Command {
	return addPolicyOptions(new Command("list"))
		.description(
			"List the policies of the packs in use: code, severity, kind of document, title.\nSeverities are those in force; `off` is switched off in policy.yaml.",
		)
		.option(
			"--kind <kind>",
			"only policies about this kind of document (repeatable)",
			repeated(choice("--kind", kindIds)),
			[],
		)
		.option(
			"--severity <severity>",
			`only policies of this severity: ${levels.join(", ")} (repeatable)`,
			repeated(choice("--severity", levels)),
			[],
		)
		.option("--tag <tag>", "only policies with this tag (repeatable)", repeated(String), [])
		.option(
			"--equivalent <id>",
			"only policies that are the same check as another tool's: DL3008, kube-linter:latest-tag (repeatable)",
			repeated(String),
			[],
		)
		.option(
			"-f, --format <format>",
			"what to print: text, json (default: text)",
			choice("--format", ["text", "json"] as const),
			"text",
		)
		.addHelpText("after", help)
		.action(async (options: ListOptions) => finish(await listPolicies(host, options)));
}

const help = `
Exit status: 0 listed, 2 a policy or the configuration has errors, 3 a pack or policy isn't there.

Examples:
  policy list
  policy list --kind dockerfile --severity critical --severity high
  policy list --pack hygiene --tag no-secrets
  policy list --equivalent DL3008 --equivalent CKV_DOCKER_3
  policy list --format json | jq -r '.[] | .code + " " + .title'`;

async function listPolicies(host: Host, options: ListOptions): Promise<number> {
	const session = await openSession(host, [], options);
	const rows = policyRows(session);
	for (const tag of options.tag) refuseUnknownTag(tag, tagsIn(rows));
	const chosen = rows.filter((row) => passes(row, options));
	const painter = painterFor(host.stdout, host.env, options.color);
	host.stdout.write(
		options.format === "json" ? `${toJson(chosen.map(plainRow), 2)}\n` : listText(chosen, rows.length, painter),
	);
	const errorPainter = painterFor(host.stderr, host.env, options.color);
	for (const diagnostic of session.diagnostics) host.stderr.write(`${renderDiagnostic(diagnostic, errorPainter)}\n`);
	const errors = session.diagnostics.filter(({ kind }) => kind.severity === "error");
	const isMissing = errors.some(({ kind }) => kind.code === "unknown-pack" || kind.code === "unknown-policy-selected");
	return isMissing ? 3 : errors.length > 0 ? 2 : 0;
}

function refuseUnknownTag(tag: string, known: readonly string[]): void {
	if (known.includes(tag)) return;
	const meant = suggest(tag, known);
	const hint =
		meant !== undefined
			? `did you mean \`${meant}\`?`
			: known.length === 0
				? "these policies have no tags"
				: `there are ${known.map((each) => `\`${each}\``).join(", ")}`;
	throw new Refusal([usageInvalid({ text: `no policy has the tag \`${tag}\``, hint })]);
}

function listText(rows: readonly PolicyRow[], all: number, painter: Painter): string {
	const widest = (text: (row: PolicyRow) => string): number => Math.max(0, ...rows.map((row) => text(row).length));
	const codes = widest(({ info }) => info.code);
	const kinds = widest(kindText);
	const lines = rows.map((row) => {
		const { info, severity } = row;
		const title = info.title === "" ? info.name : info.title;
		return [
			painter.bold(info.code.padEnd(codes)),
			severityText(severity, painter),
			painter.dim(kindText(row).padEnd(kinds)),
			visible(title),
		].join("  ");
	});
	const counted = `${all} ${all === 1 ? "policy" : "policies"}`;
	return `${[...lines, rows.length === all ? counted : `${rows.length} of ${counted}`].join("\n")}\n`;
}

const kindText = ({ info }: PolicyRow): string => info.on ?? "any";

function severityText(severity: Severity | "off", painter: Painter): string {
	const text = severity.padEnd("critical".length);
	if (severity === "critical" || severity === "high") return painter.error(text);
	return severity === "medium" ? painter.warning(text) : painter.dim(text);
}
