/** The `pss` workload by hand, as one would write it in JavaScript who knew nothing of Rego: what the engine is measured against. */

interface Container {
	readonly name?: string;
	readonly image?: string;
	readonly securityContext?: {
		readonly runAsNonRoot?: boolean;
		readonly readOnlyRootFilesystem?: boolean;
		readonly capabilities?: { readonly drop?: readonly string[]; readonly add?: readonly string[] };
	};
	readonly resources?: { readonly limits?: Readonly<Record<string, string>> };
	readonly ports?: readonly { readonly containerPort: number }[];
	readonly env?: readonly { readonly name: string; readonly value?: string | boolean }[];
}

interface PodSpec {
	readonly containers?: readonly Container[];
	readonly initContainers?: readonly Container[];
	readonly ephemeralContainers?: readonly Container[];
	readonly securityContext?: { readonly runAsNonRoot?: boolean };
	readonly hostNetwork?: boolean;
	readonly hostPID?: boolean;
	readonly hostIPC?: boolean;
	readonly volumes?: readonly { readonly name: string; readonly hostPath?: unknown }[];
}

export interface Workload {
	readonly kind: string;
	readonly metadata: { readonly name: string };
	readonly spec: unknown;
}

const ways: Readonly<Record<string, readonly string[]>> = {
	Pod: ["spec"],
	Deployment: ["spec", "template", "spec"],
	DaemonSet: ["spec", "template", "spec"],
	StatefulSet: ["spec", "template", "spec"],
	Job: ["spec", "template", "spec"],
	CronJob: ["spec", "jobTemplate", "spec", "template", "spec"],
};
const allowedCapabilities = new Set(["NET_BIND_SERVICE"]);
const registries = ["registry.example.com/", "ghcr.io/acme/"];
const digest = /@sha256:[0-9a-f]{64}$/;
const secret = /(password|secret|token|api_?key)/i;

function podSpec(workload: Workload): PodSpec {
	let value: unknown = workload;
	for (const key of ways[workload.kind] ?? []) value = (value as Record<string, unknown> | undefined)?.[key];
	return (value as PodSpec | undefined) ?? {};
}

/** The messages of `data.bench.pss.deny`, in no particular order. */
export function deny(workload: Workload): ReadonlySet<string> {
	const found = new Set<string>();
	const spec = podSpec(workload);
	const { name } = workload.metadata;
	const all = [...(spec.containers ?? []), ...(spec.initContainers ?? []), ...(spec.ephemeralContainers ?? [])];
	for (const container of all) {
		const { securityContext, image } = container;
		if (securityContext?.runAsNonRoot !== true && spec.securityContext?.runAsNonRoot !== true) {
			found.add(`${workload.kind} ${name}: container ${container.name} may run as root`);
		}
		if (!securityContext?.readOnlyRootFilesystem) {
			found.add(`${name}: container ${container.name} has a writable root filesystem`);
		}
		if (!securityContext?.capabilities?.drop?.includes("ALL")) {
			found.add(`${name}: container ${container.name} doesn't drop ALL`);
		}
		for (const capability of securityContext?.capabilities?.add ?? []) {
			if (!allowedCapabilities.has(capability)) {
				found.add(`${name}: container ${container.name} adds ${capability}`);
			}
		}
		if (image !== undefined) {
			if (!digest.test(image)) found.add(`${name}: image ${image} isn't pinned`);
			const last = image.slice(image.lastIndexOf("/") + 1);
			if (image.endsWith(":latest") || (!last.includes(":") && !image.includes("@"))) {
				found.add(`${name}: image ${image} floats`);
			}
			if (!registries.some((registry) => image.startsWith(registry))) {
				found.add(`${name}: image ${image} comes from elsewhere`);
			}
		}
		for (const resource of ["cpu", "memory"]) {
			if (container.resources?.limits?.[resource] === undefined) {
				found.add(`${name}: container ${container.name} has no ${resource} limit`);
			}
		}
		for (const { containerPort } of container.ports ?? []) {
			if (containerPort < 1024) found.add(`${name}: container ${container.name} listens on ${containerPort}`);
		}
		for (const env of container.env ?? []) {
			if (secret.test(env.name) && env.value !== undefined && env.value !== false) {
				found.add(`${name}: container ${container.name} has a secret in ${env.name}`);
			}
		}
	}
	for (const field of ["hostNetwork", "hostPID", "hostIPC"] as const) {
		if (spec[field] === true) found.add(`${name}: ${field} is on`);
	}
	for (const volume of spec.volumes ?? []) {
		if (volume.hostPath) found.add(`${name}: volume ${volume.name} is a hostPath`);
	}
	return found;
}
