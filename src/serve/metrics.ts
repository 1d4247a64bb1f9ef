/** What is counted, for Prometheus. Labels have few values: routes and not paths, policies that were loaded and no others. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Decision, GateFacts } from "./job.ts";

/** Policies with counters of their own; the others are counted together. */
const MOST_POLICIES = 1_000;
/** Seconds: from what a cached decision takes to the longest webhook timeout. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** What is asked when somebody collects. */
export interface Readings {
	readonly active: () => number;
	readonly waiting: () => number;
	readonly ready: () => boolean;
	/** Milliseconds since the epoch; absent without a certificate. */
	readonly certificateExpires?: () => number;
}

export class Metrics {
	readonly registry = new Registry();
	readonly requests: Counter<"route" | "method" | "code">;
	readonly seconds: Histogram<"route">;
	readonly decisions: Counter<"route" | "verdict">;
	readonly findings: Counter<"policy" | "action">;
	readonly turnedAway: Counter<"reason">;
	readonly reloads: Counter<"what" | "result">;
	readonly logged: Counter<"result">;
	readonly images: Counter<"what" | "result">;
	readonly #loaded: Gauge<"revision">;
	#known: ReadonlySet<string> = new Set();

	constructor(readings: Readings) {
		const registers = [this.registry];
		collectDefaultMetrics({ register: this.registry });
		const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]): Counter<Label> =>
			new Counter({ name: `holystone_${name}_total`, help, labelNames: [...labelNames], registers });
		const gauge = (name: string, help: string, read: () => number): void => {
			new Gauge({
				name: `holystone_${name}`,
				help,
				registers,
				collect() {
					this.set(read());
				},
			});
		};
		this.requests = counter("http_requests", "Requests answered.", ["route", "method", "code"]);
		this.decisions = counter("decisions", "Decisions by what they came to.", ["route", "verdict"]);
		this.findings = counter("findings", "Findings by policy.", ["policy", "action"]);
		this.turnedAway = counter("requests_turned_away", "Requests that weren't worked on.", ["reason"]);
		this.reloads = counter("reloads", "Policies and certificates read again.", ["what", "result"]);
		this.logged = counter("decision_log_lines", "Lines of the decision log.", ["result"]);
		this.images = counter("image_lookups", "What was asked about images.", ["what", "result"]);
		this.seconds = new Histogram({
			name: "holystone_http_request_seconds",
			help: "From a request's arrival to its answer.",
			labelNames: ["route"],
			buckets: BUCKETS,
			registers,
		});
		this.#loaded = new Gauge({
			name: "holystone_policies",
			help: "Policies in force, by the revision of all of them.",
			labelNames: ["revision"],
			registers,
		});
		gauge("requests_in_work", "Requests that are worked on.", readings.active);
		gauge("requests_waiting", "Requests that wait for it.", readings.waiting);
		gauge("ready", "Whether requests are answered.", () => Number(readings.ready()));
		const { certificateExpires: expires } = readings;
		if (expires !== undefined)
			gauge(
				"certificate_expires_seconds",
				"When the server's certificate ends, since the epoch.",
				() => expires() / 1_000,
			);
	}

	/** Others are in force now. */
	loaded({ revision, policies }: GateFacts): void {
		this.#known = new Set(policies.slice(0, MOST_POLICIES));
		this.#loaded.reset();
		this.#loaded.set({ revision: revision.slice(0, 12) }, policies.length);
	}

	decided(route: string, { verdict, findings }: Decision): void {
		this.decisions.inc({ route, verdict });
		for (const [policy, action, count] of findings)
			this.findings.inc({ policy: this.#known.has(policy) ? policy : "other", action }, count);
	}
}
