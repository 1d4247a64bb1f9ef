/** Exported policies as Kubernetes objects: ValidatingAdmissionPolicy and its binding (admissionregistration.k8s.io/v1). Plain data. */
import { type Severity, severities } from "../findings/finding.ts";
import type { SaidPolicy } from "./exportPolicies.ts";
import type { Resource } from "./resources.ts";

export type FailurePolicy = "Fail" | "Ignore";

export interface AdmissionOptions {
	/** Findings of `deny` at or above it refuse the object; below it they warn. */
	readonly failOn: Severity | "never";
	/** Instead of refusing and warning: only noted in the audit log. */
	readonly auditOnly: boolean;
	/** What becomes of an object that a policy can't be evaluated on. */
	readonly failurePolicy: FailurePolicy;
	/** Namespaces that are left out. */
	readonly exempt: readonly string[];
}

export interface KubernetesObject {
	readonly apiVersion: string;
	readonly kind: string;
	readonly metadata: Readonly<Record<string, unknown>>;
	readonly spec: Readonly<Record<string, unknown>>;
}

const apiVersion = "admissionregistration.k8s.io/v1";
/** A name of Kubernetes has at most 253 characters; labels, into which it may go, 63. */
const LONGEST_NAME = 63;

/** The policy and the binding that puts it in force. */
export function admissionPolicy(
	said: SaidPolicy,
	severity: Severity,
	options: AdmissionOptions,
): readonly KubernetesObject[] {
	const { info, action, resources, variables, validations } = said;
	const name = nameOf(said);
	const metadata = {
		name,
		labels: {
			"app.kubernetes.io/managed-by": "holystone",
			"holystone/pack": label(info.pack),
			"holystone/severity": severity,
		},
		annotations: {
			"holystone/policy": info.id,
			"holystone/code": info.code,
			"holystone/title": info.title,
			...(info.see[0] === undefined ? {} : { "holystone/see": info.see[0] }),
			"holystone/needs-kubernetes": said.since,
		},
	};
	const policy: KubernetesObject = {
		apiVersion,
		kind: "ValidatingAdmissionPolicy",
		metadata,
		spec: {
			failurePolicy: options.failurePolicy,
			matchConstraints: { resourceRules: resourceRules(resources) },
			...(variables.length === 0 ? {} : { variables }),
			validations: validations.map(({ expression, messageExpression }) => ({
				expression,
				message: `${info.code}: ${info.title}`,
				...(messageExpression === undefined ? {} : { messageExpression }),
			})),
		},
	};
	const left = options.exempt.length === 0 ? {} : { matchResources: { namespaceSelector: outside(options.exempt) } };
	const binding: KubernetesObject = {
		apiVersion,
		kind: "ValidatingAdmissionPolicyBinding",
		metadata: { name, labels: metadata.labels },
		spec: { policyName: name, validationActions: actionsOf(action, severity, options), ...left },
	};
	return [policy, binding];
}

/** `hygiene-host-network`; the warnings of a policy that also denies are a policy of their own. */
export function nameOf({ info, action }: SaidPolicy): string {
	const words = `${info.pack}-${info.name}${action === "warn" ? "-warn" : ""}`;
	const name = words
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, "-")
		.replace(/^-|-$/g, "")
		.slice(0, LONGEST_NAME)
		.replace(/-$/, "");
	return name === "" ? "policy" : name;
}

const label = (text: string): string =>
	text
		.replace(/[^A-Za-z0-9._-]+/g, "-")
		.replace(/^[._-]+|[._-]+$/g, "")
		.slice(0, 63);

function actionsOf(
	action: "deny" | "warn",
	severity: Severity,
	{ auditOnly, failOn }: AdmissionOptions,
): readonly string[] {
	if (auditOnly) return ["Audit"];
	const refuses = action === "deny" && failOn !== "never" && severities.indexOf(severity) <= severities.indexOf(failOn);
	return refuses ? ["Deny"] : ["Warn", "Audit"];
}

/** Objects that have no namespace are matched as well: a selector of namespaces says nothing of them. */
const outside = (namespaces: readonly string[]): object => ({
	matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "NotIn", values: namespaces }],
});

/** One rule for each API group and version. */
function resourceRules(resources: readonly Resource[]): readonly object[] {
	const groups = new Map<string, { readonly group: string; readonly version: string; readonly names: string[] }>();
	for (const { group, version, resource, subresources = [] } of resources) {
		const key = `${group}/${version}`;
		const entry = groups.get(key) ?? { group, version, names: [] };
		entry.names.push(resource, ...subresources.map((name) => `${resource}/${name}`));
		groups.set(key, entry);
	}
	return [...groups.values()].map(({ group, version, names }) => ({
		apiGroups: [group],
		apiVersions: [version],
		operations: ["CREATE", "UPDATE"],
		resources: names,
	}));
}
