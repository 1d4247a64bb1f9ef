/**
 * `npm run manifests`: writes deploy/manifests, the chart rendered for kubectl with its default values and cert-manager's certificates.
 * Needs helm, on PATH or named by HELM.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseAllDocuments, stringify } from "yaml";

const root = resolve(import.meta.dirname, "..");
const folder = join(root, "deploy/manifests");

/** Which kinds stand in which file, in the order in which they are applied. */
const files: Readonly<Record<string, readonly string[]>> = {
	"policies.yaml": ["ConfigMap"],
	"certificate.yaml": ["Issuer", "Certificate"],
	"server.yaml": ["ServiceAccount", "Service", "Deployment"],
	"scaling.yaml": ["HorizontalPodAutoscaler", "PodDisruptionBudget"],
	"network.yaml": ["NetworkPolicy"],
	"webhook.yaml": ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"],
};

interface Rendered {
	readonly kind: string;
	readonly metadata: { readonly labels?: Record<string, string> };
}

/** What the chart leaves to whoever owns the namespace. */
const namespace = [
	{
		apiVersion: "v1",
		kind: "Namespace",
		metadata: {
			name: "holystone",
			labels: {
				"app.kubernetes.io/name": "holystone",
				"pod-security.kubernetes.io/enforce": "restricted",
				"pod-security.kubernetes.io/enforce-version": "v1.34",
			},
		},
	},
	{
		apiVersion: "networking.k8s.io/v1",
		kind: "NetworkPolicy",
		metadata: { name: "default-deny", namespace: "holystone" },
		spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
	},
	{
		apiVersion: "v1",
		kind: "LimitRange",
		metadata: { name: "defaults", namespace: "holystone" },
		spec: {
			limits: [
				{
					type: "Container",
					default: { cpu: "500m", memory: "256Mi" },
					defaultRequest: { cpu: "100m", memory: "128Mi" },
				},
			],
		},
	},
	{
		apiVersion: "v1",
		kind: "ResourceQuota",
		metadata: { name: "all", namespace: "holystone" },
		spec: { hard: { pods: "20", "requests.cpu": "8", "requests.memory": "8Gi", "limits.memory": "16Gi" } },
	},
];

const helm = spawnSync(
	process.env.HELM ?? "helm",
	[
		...["template", "holystone", join(root, "deploy/helm/holystone"), "--namespace", "holystone"],
		...["--kube-version", "1.34.0", "--set", "certificate.source=cert-manager"],
	],
	{ encoding: "utf8" },
);
if (helm.status !== 0) {
	console.error(helm.error === undefined ? helm.stderr : "helm isn't there: put it on PATH, or name it by HELM");
	process.exit(2);
}
const objects = parseAllDocuments(helm.stdout).flatMap((document): readonly Rendered[] => {
	const object = document.toJS() as Rendered | null;
	return object === null ? [] : [withoutHelm(object)];
});
const placed = new Set(Object.values(files).flat());
const others = objects.filter(({ kind }) => !placed.has(kind)).map(({ kind }) => kind);
if (others.length > 0) throw new Error(`no file is for ${others.join(", ")}`);

for (const name of readdirSync(folder)) rmSync(join(folder, name));
write("namespace.yaml", namespace);
for (const [name, kinds] of Object.entries(files))
	write(
		name,
		kinds.flatMap((kind) => objects.filter((each) => each.kind === kind)),
	);
write("kustomization.yaml", [
	{
		apiVersion: "kustomize.config.k8s.io/v1beta1",
		kind: "Kustomization",
		resources: ["namespace.yaml", ...Object.keys(files)],
	},
]);

function write(name: string, written: readonly object[]): void {
	const texts = written.map((object) => stringify(object, { lineWidth: 0, aliasDuplicateObjects: false }));
	writeFileSync(
		join(folder, name),
		`# Rendered from deploy/helm/holystone by npm run manifests.\n${texts.join("---\n")}`,
	);
}

/** Nothing here was put into the cluster by Helm. */
function withoutHelm<T>(value: T): T {
	return JSON.parse(
		JSON.stringify(value).replaceAll(
			'"app.kubernetes.io/managed-by":"Helm"',
			'"app.kubernetes.io/managed-by":"kubectl"',
		),
	) as T;
}
