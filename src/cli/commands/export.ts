/** `policy export FORMAT`: policies in CEL, for an API server that asks them itself. */
import path from "node:path";
import { Command } from "commander";
import { stringify } from "yaml";
import { admissionPolicy, type FailurePolicy, nameOf } from "../../cel/admissionPolicy.ts";
import { type Exported, exportPolicies, type SaidPolicy, type UnsaidPolicy } from "../../cel/exportPolicies.ts";
import { outputFailed, usageInvalid } from "../../diagnostics/catalogue/configuration.ts";
import { renderDiagnostic, visible } from "../../diagnostics/render.ts";
import { type Severity, severities } from "../../findings/finding.ts";
import { inputTypes } from "../../packs/compilePack.ts";
import { policiesInForce } from "../../packs/policiesInForce.ts";
import { choice, repeated } from "../choice.ts";
import { type Host, HostError } from "../host/host.ts";
import { painterFor } from "../host/painter.ts";
import { modulesOf } from "../packTexts.ts";
import { addPolicyOptions, type PolicyOptions } from "../policyOptions.ts";
import { Refusal } from "../refusal.ts";
import { openSession } from "../session.ts";
import { nameOf as fileName } from "../sourceName.ts";

const formats = ["vap", "cel"] as const;
type Format = (typeof formats)[number];

interface ExportOptions extends PolicyOptions {
	readonly failOn?: Severity | "never";
	readonly audit: boolean;
	readonly failurePolicy: FailurePolicy;
	readonly exempt: readonly string[];
	readonly output?: string;
	readonly color: boolean;
}

export function exportCommand(host: Host, finish: (status: number) => void): Command {
	return addPolicyOptions(new Command("export"))
		.description(
			"Say policies on workloads and manifests in CEL, so that a Kubernetes API server asks them without a webhook.\nWhat can't be said that way is listed with the reason.",
		)
		.argument(
			"<format>",
			"vap: ValidatingAdmissionPolicy and its binding, as YAML; cel: the expressions, as JSON",
			choice("FORMAT", formats),
		)
		.option("-o, --output <file>", "write to this file instead of printing")
		.option(
			"--fail-on <severity>",
			`refuse what is found at or above this severity, and warn below it: ${[...severities, "never"].join(", ")} (default: as eval, info)`,
			choice("--fail-on", [...severities, "never"] as const),
		)
		.option("--audit", "refuse nothing and warn of nothing: note it in the audit log", false)
		.option(
			"--failure-policy <policy>",
			"what becomes of an object that a policy can't be evaluated on: Fail, Ignore (default: Fail)",
			choice("--failure-policy", ["Fail", "Ignore"] as const),
			"Fail",
		)
		.option("--exempt <namespace>", "leave out this namespace (repeatable; default: kube-system)", repeated(String), [])
		.addHelpText("after", help)
		.action(async (format: Format, options: ExportOptions) => finish(await writeExport(host, format, options)));
}

const help = `
Parameters and severities are those of policy.yaml: a policy that it switches off isn't exported.

Exit status: 0 written, 2 a policy or the configuration has errors, 3 no policy can be said in CEL.

Examples:
  policy export vap --pack pod-security | kubectl apply -f -
  policy export vap --pack pod-security --audit -o pod-security.yaml
  policy export cel --policy policies/ | jq '.policies[] | select(.reason)'`;

async function writeExport(host: Host, format: Format, options: ExportOptions): Promise<number> {
	const session = await openSession(host, [], options);
	const painter = painterFor(host.stderr, host.env, options.color);
	for (const diagnostic of session.diagnostics) host.stderr.write(`${renderDiagnostic(diagnostic, painter)}\n`);
	const version = options.v0Compatible === true ? "v0" : "v1";
	const { settings, declarations } = session;
	const params = new Map(Object.entries(settings.params));
	const exported = session.loaded.flatMap((loaded): readonly Exported[] => {
		const policies = policiesInForce([loaded.pack], settings).map(({ info }) => info);
		return exportPolicies(modulesOf(host, loaded, version), policies, {
			builtins: declarations.builtins,
			inputTypes: inputTypes(),
			params,
		});
	});
	const said = exported.filter((each): each is SaidPolicy => !("reason" in each));
	const unsaid = exported.filter((each): each is UnsaidPolicy => "reason" in each);
	const failOn = options.failOn ?? session.configuration.failOn ?? "info";
	const text = format === "cel" ? expressionsText(exported) : objectsText(said, failOn, options);
	if (said.length > 0 || format === "cel") write(host, options.output, text);
	host.stderr.write(summary(exported, unsaid));
	if (session.diagnostics.some(({ kind }) => kind.severity === "error")) return 2;
	return said.length === 0 ? 3 : 0;
}

function objectsText(said: readonly SaidPolicy[], failOn: Severity | "never", options: ExportOptions): string {
	const { audit, failurePolicy, exempt } = options;
	const names = new Set<string>();
	return said
		.flatMap((policy) => {
			const name = nameOf(policy);
			if (names.has(name))
				throw new Refusal([
					usageInvalid({
						text: `two policies would have the name \`${name}\` in the cluster`,
						hint: "export the packs one by one, and rename a policy",
					}),
				]);
			names.add(name);
			return admissionPolicy(policy, policy.info.severity, {
				failOn,
				auditOnly: audit,
				failurePolicy,
				exempt: exempt.length === 0 ? ["kube-system"] : exempt,
			});
		})
		.map((object) => `---\n${stringify(object, { lineWidth: 0 })}`)
		.join("");
}

function expressionsText(exported: readonly Exported[]): string {
	const policies = exported.map((each) => {
		const { id, code, title, severity, pack } = each.info;
		const identity = { id, code, title, severity, pack };
		if ("reason" in each) return { ...identity, reason: each.reason };
		const { action, resources, variables, validations, since } = each;
		const kinds = resources.map(({ group, version, kind }) =>
			group === "" ? `${version}/${kind}` : `${group}/${version}/${kind}`,
		);
		return { ...identity, action, kinds, since, variables, validations };
	});
	return `${JSON.stringify({ policies }, undefined, "\t")}\n`;
}

function write(host: Host, output: string | undefined, text: string): void {
	if (output === undefined) {
		host.stdout.write(text);
		return;
	}
	const file = path.resolve(host.cwd, output);
	try {
		host.files.write(file, [text]);
	} catch (error) {
		if (!(error instanceof HostError)) throw error;
		throw new Refusal([outputFailed({ path: fileName(host.cwd, file), reason: error.reason })]);
	}
}

/** A count, a line for each policy that couldn't be said, and one for each kind of document that no API server is asked about. */
function summary(exported: readonly Exported[], unsaid: readonly UnsaidPolicy[]): string {
	const policies = new Set(exported.map(({ info }) => info.id)).size;
	const others = new Map<string, string[]>();
	const lines: string[] = [];
	for (const { info, reason } of unsaid) {
		if (isAsked(info.on)) lines.push(`  ${info.code} ${visible(info.name)}: ${visible(reason)}`);
		else {
			const names = others.get(reason) ?? [];
			others.set(reason, names);
			names.push(info.code);
		}
	}
	for (const [reason, codes] of others)
		lines.push(`  ${codes.length}: ${visible(reason)}: ${visible(codes.join(" "))}`);
	const counted = `${policies - unsaid.length} of ${policies} ${policies === 1 ? "policy" : "policies"} said in CEL`;
	return `${[lines.length === 0 ? counted : `${counted}; not these:`, ...lines].join("\n")}\n`;
}

const isAsked = (on: string | undefined): boolean => on === "workload" || on === "manifest";
