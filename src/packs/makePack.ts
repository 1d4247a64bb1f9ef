/** From a compiled program and its manifest to a pack: which of its rules are policies, and what each says of itself. */
import { type PolicyInfo, type Severity, severities } from "../findings/finding.ts";
import type { Manifest, ManifestPolicy, ManifestRule } from "../lang/manifest.ts";
import type { Program } from "../runtime/evaluation/program.ts";
import type { Pack, PackPolicy } from "./pack.ts";
import { paramType } from "./paramType.ts";

/** Makes the pack. Declared policies come from the manifest's facts, plain Rego rules by their names (as Conftest and Gatekeeper take them). */
export function makePack(name: string, manifest: Manifest, program: Program): Pack {
	const declared = manifest.policies.map((policy) => declaredPolicy(policy, name));
	const excepting = new Set(manifest.rules.filter(isException).map(({ path }) => path.slice(0, -1).join(".")));
	const rules = manifest.rules.flatMap((rule) => rulePolicy(rule, name, excepting) ?? []);
	const { looksInside } = manifest;
	return { name, program, policies: [...declared, ...rules], ...(looksInside && { looksInside }) };
}

function declaredPolicy(policy: ManifestPolicy, pack: string): PackPolicy {
	const { id, name, code, on, title, severity, about, see, tags, equivalents } = policy;
	return {
		info: { id, name, code, on, title, severity: severity as Severity, about, see, tags, equivalents, pack },
		path: [...policy.package, name],
		params: policy.params.map((param) => ({ name: param.name, type: paramType(param.type), default: param.default })),
		style: { kind: "declared" },
	};
}

const policyRule = /^(deny|violation|warn)(_\w+)?$/;

const isException = ({ path, kind }: ManifestRule): boolean => path.at(-1) === "exception" && kind !== "function";

function rulePolicy(
	{ path, kind, metadata }: ManifestRule,
	pack: string,
	excepting: ReadonlySet<string>,
): PackPolicy | undefined {
	const name = path.at(-1) ?? "";
	const around = path.slice(0, -1);
	if (kind === "function" || !policyRule.test(name)) return undefined;
	return {
		info: ruleInfo(path, name, metadata, pack),
		path,
		params: [],
		style: {
			kind: "rule",
			action: name.startsWith("warn") ? "warn" : "deny",
			...(excepting.has(around.join(".")) && { exception: [...around, "exception"] }),
		},
	};
}

/** The identity of a plain rule: METADATA's title and description, and of `custom` severity, code and on. */
function ruleInfo(
	path: readonly string[],
	name: string,
	metadata: Readonly<Record<string, unknown>>,
	pack: string,
): PolicyInfo {
	const custom = record(metadata.custom);
	const severity = text(custom.severity).toLowerCase();
	return {
		id: path.join("."),
		name,
		code: text(custom.code) || text(custom.id) || text(custom.short_code) || path.join("."),
		on: text(custom.on) || undefined,
		title: text(metadata.title) || name,
		severity: (severities as readonly string[]).includes(severity) ? (severity as Severity) : "medium",
		about: text(metadata.description),
		see: relatedResources(metadata.related_resources),
		tags: [],
		// Trivy's other names for a check.
		equivalents: [custom.avd_id, ...(Array.isArray(custom.aliases) ? custom.aliases : [])].flatMap(
			(id) => text(id) || [],
		),
		...(Object.keys(custom).length === 0 ? {} : { custom }),
		pack,
	};
}

function relatedResources(value: unknown): readonly string[] {
	return (Array.isArray(value) ? value : []).flatMap((entry) => text(entry) || text(record(entry).ref) || []);
}

function record(value: unknown): Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function text(value: unknown): string {
	return typeof value === "string" ? value.trim() : "";
}
