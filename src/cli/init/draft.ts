/** What a new `policy.yaml` is made of, as importers find it: each setting with where it comes from, and what has no counterpart. */
import { names } from "../../findings/excuse.ts";
import { type Severity, severities } from "../../findings/finding.ts";
import { compareText } from "../../findings/order.ts";
import type { PackPolicy } from "../../packs/pack.ts";
import { printType } from "../../runtime/types/printType.ts";

export interface DraftException {
	/** A policy's code. */
	readonly policy: string;
	readonly files?: readonly string[];
	readonly reason: string;
	/** YYYY-MM-DD */
	readonly until?: string;
}

/** A value and the setting that it was translated from. */
export interface Drafted<Value> {
	readonly value: Value;
	readonly from: string;
}

export class Draft {
	/** By the policies' codes. */
	readonly severities = new Map<string, Drafted<Severity | "off">>();
	/** By code and parameter. */
	readonly params = new Map<string, Map<string, Drafted<readonly string[]>>>();
	readonly exceptions: Drafted<DraftException>[] = [];
	readonly policies: Drafted<string>[] = [];
	/** The tool that the policies are written for. */
	shape: Drafted<string> | undefined;
	readonly namespaces: Drafted<string>[] = [];
	readonly exclude: Drafted<string>[] = [];
	failOn: Drafted<Severity | "never"> | undefined;
	inlineIgnores: Drafted<"forbid"> | undefined;
	/** A line for each setting: what became of it. */
	readonly translated: string[] = [];
	readonly left: string[] = [];
	readonly #known: readonly PackPolicy[];
	readonly #used: ReadonlySet<string>;

	/** `known`: the policies of all bundled packs; settings are translated to those of the packs in use. */
	constructor(known: readonly PackPolicy[], used: readonly string[]) {
		this.#known = known;
		this.#used = new Set(used);
	}

	/** The policies in use that are the same check as another tool's; without any, the setting is listed as left. */
	same(id: string, setting: string): readonly PackPolicy[] {
		const all = this.#known.filter(({ info }) => names(id, info)).sort((a, b) => compareText(a.info.code, b.info.code));
		const found = all.filter(({ info }) => this.#used.has(info.pack));
		const [other] = all;
		if (other === undefined) this.leave(setting, "no bundled policy is the same check");
		else if (found.length === 0)
			this.leave(setting, `the same check is ${other.info.code}, of the pack ${other.info.pack}, which isn't in use`);
		return found;
	}

	/** Switches off what is the same check as another tool's, or gives it a severity. */
	setSeverity(id: string, value: Severity | "off", setting: string): void {
		const found = this.same(id, setting);
		for (const { info } of found)
			if (this.severities.get(info.code)?.value !== "off") this.severities.set(info.code, { value, from: setting });
		if (found.length > 0)
			this.say(
				setting,
				found.map(({ info }) => `severity of ${info.code} ${info.name}: ${value}`),
			);
	}

	/** Excuses what is the same check as another tool's. */
	except(id: string, exception: Omit<DraftException, "policy">, setting: string): void {
		const found = this.same(id, setting);
		for (const { info } of found) this.exceptions.push({ value: { ...exception, policy: info.code }, from: setting });
		if (found.length > 0) this.say(setting, [`exception for ${found.map(({ info }) => info.code).join(", ")}`]);
	}

	/** Sets a parameter that is a set of texts, of all policies that are the same check and have it. */
	setParam(id: string, param: string, value: readonly string[], setting: string): void {
		const having = this.#known.filter(
			({ info, params }) =>
				names(id, info) &&
				this.#used.has(info.pack) &&
				params.some(({ name, type }) => name === param && printType(type) === "set[string]"),
		);
		if (having.length === 0) {
			this.leave(setting, "no bundled policy has a parameter for it");
			return;
		}
		for (const { info } of having) {
			const of = this.params.get(info.code) ?? new Map();
			this.params.set(info.code, of.set(param, { value, from: setting }));
		}
		this.say(
			setting,
			having.map(({ info }) => `parameter ${param} of ${info.code} ${info.name}`),
		);
	}

	/** Where several tools are told when to fail, the strictest holds. */
	setFailOn(value: Severity | "never", setting: string): void {
		const before = this.failOn;
		if (before !== undefined && strictness(before.value) >= strictness(value)) {
			this.leave(setting, `failOn is ${before.value} already, from ${before.from}`);
			return;
		}
		if (before !== undefined) this.leave(before.from, `failOn is ${value}, from ${setting}, which is stricter`);
		this.failOn = { value, from: setting };
	}

	say(setting: string, became: readonly string[]): void {
		this.translated.push(`${setting}: ${became.join("; ")}`);
	}

	leave(setting: string, reason: string): void {
		this.left.push(`${setting}: ${reason}`);
	}
}

const strictness = (failOn: Severity | "never"): number => (failOn === "never" ? -1 : severities.indexOf(failOn));

/** What a file of settings holds, as plain data that nobody has checked. */
export type Settings = Readonly<Record<string, unknown>>;

/** The texts of a list, or of what should have been one. */
export function textsOf(value: unknown): readonly string[] {
	const list = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
	return list.filter((item) => ["string", "number"].includes(typeof item)).map(String);
}

/** A mapping; anything else is an empty one. */
export function mappingOf(value: unknown): Settings {
	return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Settings) : {};
}
