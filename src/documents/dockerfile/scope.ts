/**
 * The variables in force: before the first FROM, and within a stage, where ENV goes before ARG and both come from the stages
 * below. Takes what instructions set, answers lookups. Must not expand anything itself.
 */
import { Unknown } from "../../runtime/values/unknown.ts";
import type { ParseOptions } from "../document.ts";
import { NotGiven, type Variable } from "./expand.ts";

/** Who sets a variable: see `variables` in the schema. */
export type VariableSource = "env" | "arg" | "predefined" | "global" | "none";

const platformVariables: ReadonlySet<string> = new Set(
	["BUILD", "TARGET"].flatMap((side) =>
		["PLATFORM", "OS", "OSVERSION", "ARCH", "VARIANT"].map((part) => `${side}${part}`),
	),
);
/** Arguments that a stage has without declaring them (Dockerfile reference, "Predefined ARGs"). */
const predefined: ReadonlySet<string> = new Set([
	...["HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY"].flatMap((name) => [name, name.toLowerCase()]),
	"SOURCE_DATE_EPOCH",
]);
/** What the builder sets where the base image has no PATH. */
const defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

type Held = string | Unknown | NotGiven;

/** ARGs before the first FROM, the builder's automatic ones, and what `--build-arg` and `--platform` give. */
export class GlobalScope {
	readonly #args = new Map<string, Held>();
	readonly #given: Readonly<Record<string, string>>;
	readonly #platform: ReadonlyMap<string, string>;

	constructor(options: ParseOptions) {
		this.#given = options.buildArgs;
		this.#platform = platformValues(options.platform);
	}

	given(name: string): string | undefined {
		return Object.hasOwn(this.#given, name) ? this.#given[name] : undefined;
	}

	declare(name: string, value: Held): void {
		this.#args.set(name, value);
	}

	has(name: string): boolean {
		return this.#args.has(name);
	}

	/** What FROM and global ARGs see. */
	lookup = (name: string): Variable => this.#args.get(name) ?? this.automatic(name);

	source = (name: string): VariableSource =>
		this.#args.has(name) ? "arg" : isPredefined(name) ? "predefined" : "none";

	/** An ARG of a stage that gives no default has this value. */
	inherited(name: string): Held {
		return this.#args.get(name) ?? this.automatic(name) ?? new NotGiven(name);
	}

	automatic(name: string): Held | undefined {
		if (name === "TARGETSTAGE") return this.given(name) ?? "default";
		if (!platformVariables.has(name)) return undefined;
		return this.given(name) ?? this.#platform.get(name) ?? new NotGiven(name);
	}
}

/** Whether the builder knows the name without any ARG before the first FROM. */
function isPredefined(name: string): boolean {
	return platformVariables.has(name) || predefined.has(name) || name === "TARGETSTAGE";
}

/** The variables of one stage. */
export class StageScope {
	readonly env: Map<string, string | Unknown>;
	readonly #args: Map<string, Held>;
	readonly #global: GlobalScope;
	/** The image whose own variables are unknown here; undefined on `scratch`, which has none. */
	readonly #base: string | undefined;

	constructor(global: GlobalScope, parent: StageScope | undefined, base: string | undefined) {
		this.#global = global;
		this.#base = parent === undefined ? base : parent.#base;
		this.env = new Map(parent?.env);
		this.#args = new Map(parent === undefined ? [] : parent.#args);
	}

	declare(name: string, value: Held): void {
		this.#args.set(name, value);
	}

	lookup = (name: string): Variable => {
		const set = this.env.get(name) ?? this.#args.get(name);
		if (set !== undefined) return set;
		// An ARG before the first FROM alone is not seen here: the most frequent mistake, and not the base image's doing.
		if (this.#global.has(name)) return undefined;
		if (this.#base !== undefined) return new Unknown(`$${name}`, [`${name} of ${this.#base}`]);
		return name === "PATH" ? defaultPath : undefined;
	};

	source = (name: string): VariableSource => {
		if (this.env.has(name)) return "env";
		if (this.#args.has(name)) return "arg";
		if (predefined.has(name)) return "predefined";
		return this.#global.has(name) ? "global" : "none";
	};
}

function platformValues(platform: string | undefined): ReadonlyMap<string, string> {
	if (platform === undefined) return new Map();
	const [os = "", architecture = "", variant = ""] = platform.split("/");
	return new Map([
		["TARGETPLATFORM", platform],
		["TARGETOS", os],
		["TARGETOSVERSION", ""],
		["TARGETARCH", architecture],
		["TARGETVARIANT", variant],
	]);
}
