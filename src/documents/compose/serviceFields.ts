/** Every field of a service: its name, its shape, what it says. What compose has and isn't listed is in `other`, as written. */
import { childOf, implied, type MapNode, mapNode, type Node, partOf, type ScalarNode, textOf } from "./composeNode.ts";
import {
	asText,
	flag,
	integer,
	named,
	object,
	objects,
	pairs,
	raw,
	type Shapes,
	text,
	texts,
	variables,
	words,
} from "./fieldShapes.ts";
import { imageShape } from "./imageShape.ts";
import { portKey, readPort } from "./portSyntax.ts";
import { readVolume, targetKey } from "./volumeSyntax.ts";

const one =
	(name: string) =>
	(scalar: ScalarNode): MapNode | undefined =>
		mapNode([[name, asText(scalar)]], scalar.origin);

const sourceKey = (item: Node): string => textOf(childOf(item, "target")) ?? textOf(childOf(item, "source")) ?? "";

const grants = (what: string) =>
	objects(
		`The ${what} that it gets.`,
		{
			source: text("Name at the top level."),
			target: text("Where it appears."),
			uid: text("Owner."),
			gid: text("Group."),
			mode: raw("Mode of the file."),
		},
		one("source"),
		sourceKey,
	);

/** `SOURCE[:TARGET[:PERMISSIONS]]` */
function readDevice(scalar: ScalarNode): MapNode | undefined {
	const written = textOf(scalar);
	if (written === undefined) return undefined;
	const [source = "", target, permissions] = written.split(":");
	const behind = source.length + 1;
	return mapNode(
		[
			["source", partOf(scalar, 0, source.length)],
			["target", target === undefined ? undefined : partOf(scalar, behind, behind + target.length)],
			[
				"permissions",
				permissions === undefined ? undefined : partOf(scalar, behind + (target ?? "").length + 1, written.length),
			],
		],
		scalar.origin,
	);
}

const limits = {
	cpus: text("CPUs: `0.5`."),
	memory: text("Memory: `512M`."),
	pids: integer("Processes."),
};

export const buildFields: Shapes = {
	context: text("The context as written: a folder, or a URL."),
	dockerfile: text("The Dockerfile as written, in the context."),
	dockerfile_inline: text("A Dockerfile that stands here."),
	target: text("The stage to build."),
	args: variables("Build arguments."),
	network: text("The network of RUN."),
	privileged: flag("Whether the build has the host's devices and capabilities."),
	entitlements: texts("What the builder may do beyond the usual."),
	secrets: grants("secrets"),
	ssh: raw("SSH agents and keys for the build."),
	cache_from: texts("Where layers may come from."),
	labels: pairs("Labels of the image."),
	platforms: texts("Platforms to build for."),
	tags: texts("Further tags of the image."),
};

export const serviceFields: Shapes = {
	image: imageShape,
	build: object("How its image is built. A text alone is the context.", buildFields, one("context")),
	command: words("What it runs, in place of the image's CMD."),
	entrypoint: words("What it runs, in place of the image's ENTRYPOINT."),
	environment: variables("Environment variables, by name. Those of env files aren't in it."),
	env_file: objects(
		"Files of environment variables.",
		{
			path: text("Path, from the compose file."),
			required: flag("Whether it must be there."),
			format: text("`raw`: nothing is filled in."),
		},
		one("path"),
	),
	user: text("`USER[:GROUP]` by name or number."),
	group_add: texts("Further groups."),
	privileged: flag("Whether it has the host's devices and all capabilities."),
	cap_add: texts("Capabilities added, as written."),
	cap_drop: texts("Capabilities dropped, as written."),
	security_opt: texts("Labels, profiles and `no-new-privileges`, as written."),
	read_only: flag("Whether its root filesystem is read-only."),
	tmpfs: texts("Folders in memory, with their options."),
	volumes: objects(
		"What is mounted.",
		{
			type: text("`bind`, `volume`, `tmpfs`, `npipe`, `cluster` or `image`."),
			source: text("A path of the host, or a volume's name. Absent for an anonymous volume."),
			target: text("Where it is mounted."),
			read_only: flag("Whether it can't be written."),
			bind: raw("Options of a bind."),
			volume: raw("Options of a volume."),
			tmpfs: raw("Options of a tmpfs."),
		},
		readVolume,
		targetKey,
		{ read_only: false },
	),
	ports: objects(
		"Ports published on the host.",
		{
			target: integer("The container's port; the first of a range."),
			target_end: integer("The last of a range."),
			published: integer("The host's port; the first of a range. Absent: one that is free."),
			published_end: integer("The last of a range."),
			host_ip: text("The host's address. Absent: all of them."),
			protocol: text("`tcp` or `udp`."),
			mode: text("`host` or `ingress`."),
			name: text("A name for people."),
			app_protocol: text("What is spoken there."),
			base60: flag("Whether YAML 1.1 reads it as a number in base 60. Absent: no."),
		},
		readPort,
		portKey,
		{ protocol: "tcp" },
	),
	expose: texts("Ports that other services reach."),
	networks: named("Networks that it is in.", {
		aliases: texts("Further names in the network."),
		ipv4_address: text("Fixed address."),
	}),
	network_mode: text("`host`, `none`, `service:NAME`, `container:NAME`."),
	pid: text("`host` or `service:NAME`: whose processes it sees."),
	ipc: text("`host`, `shareable`, `service:NAME`: whose memory it shares."),
	uts: text("`host`: whose name it has."),
	userns_mode: text("`host`: no remapping of users."),
	cgroup: text("`host` or `private`."),
	devices: objects(
		"Devices of the host.",
		{ source: text("The host's."), target: text("In the container."), permissions: text("`r`, `w`, `m`.") },
		readDevice,
		sourceKey,
	),
	device_cgroup_rules: texts("Rules for devices."),
	sysctls: pairs("Kernel settings."),
	ulimits: raw("Limits of the kernel, by name."),
	extra_hosts: raw("Names for addresses, as written."),
	dns: texts("Name servers."),
	hostname: text("Its name."),
	container_name: text("The container's fixed name."),
	platform: text("The platform of its image."),
	pull_policy: text("When its image is pulled."),
	profiles: texts("Profiles that start it. None: always."),
	restart: text("`no`, `always`, `on-failure[:N]`, `unless-stopped`."),
	init: flag("Whether an init process runs in it."),
	stop_grace_period: text("Time to stop."),
	stop_signal: text("What stops it."),
	healthcheck: object("How it says that it works.", {
		test: {
			...texts("`CMD`, `CMD-SHELL` or `NONE`, and words. A text alone is for the shell."),
			read: readTest,
		},
		disable: flag("Whether the image's own check is off."),
		interval: text("Time between checks."),
		timeout: text("Time that one may take."),
		start_period: text("Time in which failures don't count."),
		start_interval: text("Time between checks then."),
		retries: integer("Failures that count."),
	}),
	depends_on: named(
		"Services that are started before it.",
		{
			condition: text("`service_started`, `service_healthy`, `service_completed_successfully`."),
			restart: flag("Whether it is restarted with them."),
			required: flag("Whether they must be there."),
		},
		{ condition: "service_started" },
	),
	links: texts("Links to services, as written."),
	external_links: texts("Links to containers from elsewhere, as written."),
	secrets: grants("secrets"),
	configs: grants("configs"),
	labels: pairs("Labels of the container."),
	logging: object("Where its output goes.", { driver: text("The driver."), options: pairs("Options of the driver.") }),
	mem_limit: text("Memory: `512m`."),
	cpus: text("CPUs: `0.5`."),
	cpu_quota: text("CPU time in a period."),
	pids_limit: integer("Processes; -1 for no limit."),
	oom_kill_disable: flag("Whether the kernel leaves it alone when memory runs out."),
	oom_score_adj: integer("How soon the kernel stops it, -1000 (never) to 1000."),
	deploy: object("How it is deployed.", {
		mode: text("`replicated`, `global` or a job."),
		replicas: integer("How many."),
		resources: object("What it may use.", {
			limits: object("At most.", limits),
			reservations: object("At least.", limits),
		}),
		restart_policy: raw("When it is started again."),
		labels: pairs("Labels of the service."),
	}),
	develop: raw("What is watched while developing."),
	annotations: pairs("Annotations of the container."),
};

function readTest(node: Node): Node | undefined {
	const read = texts("").read(node);
	if (read?.kind !== "list") return undefined;
	const items = node.kind === "scalar" ? [implied("CMD-SHELL", node.origin), ...read.items] : read.items;
	return { ...read, items, merge: "replace" };
}
