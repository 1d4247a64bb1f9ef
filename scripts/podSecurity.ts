/**
 * `npm run pod-security`: the verdicts of the pack `pod-security` beside those of Kubernetes' own admission, on made-up pods and on
 * those of ../shared/corpus/k8s, for every version and both levels. Needs Go, which fetches the module k8s.io/pod-security-admission.
 * Prints each disagreement and fails where there is one.
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { kinds } from "../src/documents/kinds.ts";
import { evaluate } from "../src/engine/evaluate.ts";
import { loadPack } from "../src/packs/loadPack.ts";
import { withLibraries } from "../src/packs/withLibraries.ts";
import { Source } from "../src/text/source.ts";

const versions = [...Array.from({ length: 14 }, (_, i) => `v1.${24 + i}`), "latest"];
const pods = 1500;

/** Policy → the server's check. What a restricted check has in common with a baseline check is reported by the latter's policy alone. */
const checks: Readonly<Record<string, string>> = {
	apparmor_profile: "appArmorProfile",
	capabilities_baseline: "capabilities_baseline",
	capabilities_restricted: "capabilities_restricted",
	escalation_restricted: "allowPrivilegeEscalation",
	host_ipc_baseline: "hostNamespaces",
	host_network_baseline: "hostNamespaces",
	host_path_volume: "hostPathVolumes",
	host_pid_baseline: "hostNamespaces",
	host_ports: "hostPorts",
	host_probe_target: "hostProbesAndHostLifecycle",
	non_root_restricted: "runAsNonRoot",
	privileged: "privileged",
	proc_mount_baseline: "procMount",
	proc_mount_restricted: "procMount_restricted",
	restricted_volume_types: "restrictedVolumes",
	seccomp_profile_missing: "seccompProfile_restricted",
	seccomp_unconfined: "seccompProfile_baseline",
	selinux_options: "seLinuxOptions",
	unsafe_sysctl: "sysctls",
	user_zero_restricted: "runAsUser",
	windows_host_process: "windowsHostProcess",
};
/** Checks of the baseline that one of the restricted level takes the place of there, by what the latter is called. */
const overriding: Readonly<Record<string, string>> = {
	capabilities_baseline: "capabilities_restricted",
	hostPathVolumes: "restrictedVolumes",
	procMount: "procMount_restricted",
	seccompProfile_baseline: "seccompProfile_restricted",
};

const levels = ["baseline", "restricted"] as const;
type Verdict = Readonly<Record<(typeof levels)[number], readonly string[]>>;

/** Always the same numbers. */
let state = 20261128;
function random(below: number): number {
	state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
	return Math.floor((state / 2 ** 32) * below);
}
const one = <T>(values: readonly T[]): T => values[random(values.length)] as T;
/** A field that is mostly left out. */
const some = <T>(name: string, make: () => T, of = 4): Record<string, T> =>
	random(of) === 0 ? { [name]: make() } : {};
const list = <T>(make: () => T, longest = 2): T[] => Array.from({ length: 1 + random(longest) }, make);

const profile = () => ({ type: one(["RuntimeDefault", "RuntimeDefault", "Localhost", "Unconfined"]) });
const seLinux = () => ({
	...some("user", () => one(["", "system_u"])),
	...some("role", () => one(["", "system_r"])),
	...some(
		"type",
		() => one(["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t", "spc_t"]),
		2,
	),
	...some("level", () => "s0"),
});
const windows = () => ({
	...some("hostProcess", () => one([true, false]), 2),
	...some("runAsUserName", () => "ContainerUser"),
});
const ofBoth = () => ({
	...some("runAsNonRoot", () => one([true, true, false]), 2),
	...some("runAsUser", () => one([0, 10001])),
	...some("seccompProfile", profile, 2),
	...some("appArmorProfile", profile, 6),
	...some("seLinuxOptions", seLinux, 6),
	...some("windowsOptions", windows, 8),
});
const added = () =>
	one([
		"NET_BIND_SERVICE",
		"NET_BIND_SERVICE",
		"CHOWN",
		"NET_RAW",
		"SYS_ADMIN",
		"CAP_CHOWN",
		"net_bind_service",
		"ALL",
	]);
const security = () => ({
	...ofBoth(),
	...some("privileged", () => one([true, false]), 8),
	...some("allowPrivilegeEscalation", () => one([true, false, false, false]), 2),
	...some("procMount", () => one(["Default", "Unmasked"]), 6),
	...some(
		"capabilities",
		() => ({
			...some("drop", () => list(() => one(["ALL", "ALL", "all", "NET_RAW"])), 2),
			...some("add", () => list(added)),
		}),
		2,
	),
});
const host = () => ({ port: 8080, ...some("host", () => one(["", "localhost", "127.0.0.1", "::1", "10.0.0.1"]), 2) });
const handler = () => one([{ httpGet: host() }, { tcpSocket: host() }, { exec: { command: ["true"] } }]);
const container = (name: string) => () => ({
	name: `${name}${random(1e6)}`,
	image: "registry.acme.example/web:1.4.2",
	...some("securityContext", security, 1.4),
	...some("ports", () => list(() => ({ containerPort: 80, ...some("hostPort", () => one([0, 80]), 2) })), 8),
	...some("livenessProbe", handler, 10),
	...some("readinessProbe", handler, 10),
	...some("startupProbe", handler, 10),
	...some("lifecycle", () => ({ ...some("postStart", handler, 2), ...some("preStop", handler, 2) }), 10),
});
const volumes = [
	{ emptyDir: {} },
	{ secret: { secretName: "a" } },
	{ configMap: { name: "a" } },
	{ projected: { sources: [] } },
	{ csi: { driver: "a" } },
	{ downwardAPI: {} },
	{ persistentVolumeClaim: { claimName: "a" } },
	{ ephemeral: {} },
	{ image: { reference: "a" } },
	{ hostPath: { path: "/" } },
	{ nfs: { server: "a", path: "/" } },
	{ gitRepo: { repository: "a" } },
	{ iscsi: {} },
	{ rbd: {} },
	{ cephfs: {} },
	{ awsElasticBlockStore: {} },
	{ azureDisk: {} },
	{ azureFile: {} },
	{ cinder: {} },
	{ fc: {} },
	{ flexVolume: {} },
	{ flocker: {} },
	{ gcePersistentDisk: {} },
	{ glusterfs: {} },
	{ photonPersistentDisk: {} },
	{ portworxVolume: {} },
	{ quobyte: {} },
	{ scaleIO: {} },
	{ storageos: {} },
	{ vsphereVolume: {} },
];
const sysctls = [
	"kernel.shm_rmid_forced",
	"net.ipv4.ip_local_port_range",
	"net.ipv4.ip_unprivileged_port_start",
	"net.ipv4.tcp_syncookies",
	"net.ipv4.ping_group_range",
	"net.ipv4.ip_local_reserved_ports",
	"net.ipv4.tcp_keepalive_time",
	"net.ipv4.tcp_fin_timeout",
	"net.ipv4.tcp_keepalive_intvl",
	"net.ipv4.tcp_keepalive_probes",
	"net.ipv4.tcp_rmem",
	"net.ipv4.tcp_wmem",
	"kernel.msgmax",
	"net.core.somaxconn",
	"net.ipv4.tcp_tw_reuse",
	"net.ipv4.tcp_slow_start_after_idle",
	"net.ipv4.tcp_notsent_lowat",
	"net.ipv4.tcp_max_syn_backlog",
	"net.ipv6.conf.all.disable_ipv6",
	"net.ipv4.vs.conn_reuse_mode",
	"net.ipv4.tcp_mtu_probing",
	"net.ipv4.tcp_mem",
	"net.ipv4.tcp_retries2",
	"net.core.rmem_max",
	"net.core.wmem_max",
	"net.ipv4.udp_mem",
	"vm.max_map_count",
];

function madeUpPod(): object {
	const annotation = `container.apparmor.security.beta.kubernetes.io/web${random(3)}`;
	return {
		apiVersion: "v1",
		kind: "Pod",
		metadata: {
			name: "web",
			...some(
				"annotations",
				() => ({ [annotation]: one(["runtime/default", "localhost/a", "unconfined", "", "other"]) }),
				10,
			),
		},
		spec: {
			containers: list(container("c")),
			...some("initContainers", () => list(container("i"))),
			...some("ephemeralContainers", () => list(container("e")), 8),
			...some("os", () => ({ name: one(["linux", "windows", "windows"]) })),
			...some("nodeSelector", () => ({ "kubernetes.io/os": "windows" }), 8),
			...some("hostUsers", () => one([true, false, false])),
			...some("hostNetwork", () => one([true, false]), 10),
			...some("hostPID", () => one([true, false]), 10),
			...some("hostIPC", () => one([true, false]), 10),
			...some("volumes", () => list(() => ({ name: `v${random(1e6)}`, ...one(volumes) }), 3), 5),
			...some(
				"securityContext",
				() => ({ ...ofBoth(), ...some("sysctls", () => list(() => ({ name: one(sysctls), value: "1" })), 6) }),
				1.5,
			),
		},
	};
}

/** The pod templates of real workloads, as Pods. */
function realPods(folder: string): object[] {
	const workload = kinds.find(({ id }) => id === "workload");
	return readdirSync(folder)
		.map((name) => new Source(name, readFileSync(join(folder, name), "utf8")))
		.flatMap((source) => workload?.parse(source, { buildArgs: {} }).documents ?? [])
		.map(({ value }) => value as { pod: object; pod_annotations: object })
		.map(({ pod, pod_annotations }) => ({
			apiVersion: "v1",
			kind: "Pod",
			metadata: { name: "web", annotations: pod_annotations },
			spec: pod,
		}));
}

function builtOracle(): string {
	if (spawnSync("go", ["version"]).status !== 0) {
		console.error("Go isn't there: the comparison needs it to run Kubernetes' own code");
		process.exit(2);
	}
	const folder = mkdtempSync(join(tmpdir(), "pod-security-"));
	process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
	for (const name of ["go.mod", "oracle.go"])
		copyFileSync(resolve(import.meta.dirname, "pod-security", name), join(folder, name));
	const build = spawnSync("go", ["build", "-mod=mod", "-o", "oracle", "."], { cwd: folder, stdio: "inherit" });
	if (build.status !== 0) process.exit(2);
	return join(folder, "oracle");
}

const policies = resolve(import.meta.dirname, "../policies");
const sourcesIn = (name: string): Source[] =>
	readdirSync(join(policies, name))
		.filter((file) => file.endsWith(".policy"))
		.map((file) => new Source(file, readFileSync(join(policies, name, file), "utf8")));
const { pack } = loadPack("pod-security", withLibraries(sourcesIn("pod-security"), sourcesIn("lib")));
if (pack === undefined) throw new Error("the pack doesn't compile");

const corpus = resolve(import.meta.dirname, "../../shared/corpus/k8s");
const real = existsSync(corpus) ? realPods(corpus) : [];
const all = [...Array.from({ length: pods }, madeUpPod), ...real].map((pod) => JSON.stringify(pod));
const oracle = spawnSync(builtOracle(), [versions.join(",")], {
	input: all.join("\n"),
	encoding: "utf8",
	maxBuffer: 1 << 30,
});
if (oracle.status !== 0) throw new Error(`Kubernetes' own code stopped: ${oracle.stderr}`);
const verdicts = oracle.stdout
	.trim()
	.split("\n")
	.map((line) => JSON.parse(line) as Readonly<Record<string, Verdict>>);

let compared = 0;
let unread = 0;
let admitted = 0;
const wrong: string[] = [];
const inputs = all.map((text, i) => ({ source: new Source(`${i}.json`, text), kind: "workload" }));
for (const version of versions)
	for (const level of levels) {
		const given = { version, level };
		const params = Object.fromEntries(
			pack.policies.map(({ info, params: known }) => [
				info.id,
				Object.fromEntries(Object.entries(given).filter(([name]) => known.some((param) => param.name === name))),
			]),
		);
		const report = evaluate(inputs, { kinds, packs: [pack], settings: { severities: new Map(), params }, now: 0n });
		const failing = all.map(() => new Set<string>());
		for (const { policy, place } of report.findings)
			failing[Number.parseInt(place.source.name, 10)]?.add(checks[policy.name] ?? policy.name);
		const known = new Set(report.files.filter(({ documents }) => documents.length > 0).map(({ source }) => source));
		all.forEach((text, i) => {
			const theirs = verdicts[i]?.[version]?.[level];
			// What the API can't decode, or we don't take for a pod, has no verdict to compare.
			if (theirs === undefined || !known.has(`${i}.json`)) {
				unread++;
				return;
			}
			compared++;
			const ours = new Set(
				[...(failing[i] ?? [])].map((id) => {
					const other = overriding[id] ?? "";
					return !theirs.includes(id) && theirs.includes(other) ? other : id;
				}),
			);
			if (theirs.length === 0) admitted++;
			if (ours.size !== theirs.length || theirs.some((id) => !ours.has(id)))
				wrong.push(`${version} ${level}: ours ${[...ours].sort()}; theirs ${[...theirs].sort()}\n  ${text}`);
		});
	}
console.log(
	`${compared} verdicts compared (${all.length} pods, ${real.length} of them real; ${versions.length} versions, 2 levels), ${admitted} admitted, ${unread} without a verdict, ${wrong.length} differ`,
);
for (const text of wrong.slice(0, 20)) console.log(text);
process.exitCode = wrong.length === 0 ? 0 : 1;
