/** A stage while its instructions are read: its lists, and what is in effect so far. Takes over what the stage below it ends with. */
import type { Unknown } from "../../runtime/values/unknown.ts";
import type { Value } from "../../runtime/values/value.ts";
import type { Span } from "../../text/span.ts";
import type { Os, Workdir } from "./paths.ts";
import type { Places } from "./places.ts";
import type { Fields } from "./reading.ts";
import type { StageScope } from "./scope.ts";
import { linuxShell, type ShellInEffect, windowsShell } from "./shell/shellInEffect.ts";

export const listNames = [
	"runs",
	"copies",
	"adds",
	"envs",
	"args",
	"labels",
	"exposes",
	"volumes",
	"users",
	"workdirs",
	"entrypoints",
	"cmds",
	"healthchecks",
	"shells",
	"stopsignals",
	"maintainers",
	"onbuilds",
] as const;
export type ListName = (typeof listNames)[number];

/** All stages of the file, for what names one. */
export interface StageNames {
	readonly count: number;
	/** Index of the last stage of that name, letter case ignored. */
	byName(name: string): number | undefined;
}

export class StageReading {
	readonly index: number;
	readonly names: StageNames;
	readonly scope: StageScope;
	readonly os: Os;
	/** Indexes of the stages it copies or mounts from, and where it first says so. */
	readonly uses = new Map<number, Span>();
	readonly lists = Object.fromEntries(listNames.map((name) => [name, [] as Fields[]])) as Record<ListName, Fields[]>;

	user: Fields | undefined;
	/** The object that says the working directory, and where it leads. */
	workdirFields: Fields | undefined;
	workdir: Workdir;
	shell: ShellInEffect;
	shellGiven: Fields | undefined;
	entrypoint: Fields | undefined;
	cmd: Fields | undefined;
	healthcheck: Fields | undefined;
	stopsignal: Fields | undefined;
	readonly env: Map<string, Fields>;
	readonly labels: Map<string, Fields>;
	readonly exposes: Fields[];
	readonly volumes: Fields[];

	constructor(
		index: number,
		names: StageNames,
		parent: StageReading | undefined,
		scope: StageScope,
		os: Os,
		scratch: boolean,
	) {
		this.index = index;
		this.names = names;
		this.scope = scope;
		this.os = os;
		this.user = parent?.user;
		this.workdirFields = parent?.workdirFields;
		this.workdir = parent === undefined ? (scratch ? "/" : undefined) : parent.workdir;
		this.shell = parent?.shell ?? (os === "windows" ? windowsShell : linuxShell);
		this.shellGiven = parent?.shellGiven;
		this.entrypoint = parent?.entrypoint;
		this.cmd = parent?.cmd;
		this.healthcheck = parent?.healthcheck;
		this.stopsignal = parent?.stopsignal;
		this.env = new Map(parent?.env);
		this.labels = new Map(parent?.labels);
		this.exposes = [...(parent?.exposes ?? [])];
		this.volumes = [...(parent?.volumes ?? [])];
	}

	/** An ENTRYPOINT drops a CMD that comes from below, as the builder does, since it was meant for another program. */
	setEntrypoint(entrypoint: Fields): void {
		this.entrypoint = entrypoint;
		if (this.lists.cmds.length === 0) this.cmd = undefined;
	}

	/** The `config` of the schema. */
	config(places: Places): Fields {
		const config: Fields = {};
		if (this.user !== undefined) config.user = this.user;
		if (this.workdir !== undefined && this.workdirFields !== undefined) {
			config.workdir = this.workdir;
			places.same(config, "workdir", this.workdirFields);
		}
		config.env = valuesOf(this.env, places);
		config.labels = valuesOf(this.labels, places);
		if (this.entrypoint !== undefined) config.entrypoint = this.entrypoint;
		if (this.cmd !== undefined) config.cmd = this.cmd;
		if (this.healthcheck !== undefined) config.healthcheck = this.healthcheck;
		if (this.shellGiven !== undefined) config.shell = this.shellGiven.words as Value;
		if (this.stopsignal !== undefined) config.stopsignal = this.stopsignal;
		config.exposes = this.exposes;
		config.volumes = this.volumes;
		return config;
	}
}

/** The values of pairs by name. Names come from the file, so none may reach a prototype. */
function valuesOf(pairs: ReadonlyMap<string, Fields>, places: Places): Fields {
	const values = Object.fromEntries([...pairs].map(([name, { value }]) => [name, value as string | Unknown]));
	for (const [name, pair] of pairs) places.same(values, name, pair);
	return values;
}
