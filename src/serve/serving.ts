/** What every route works with. */
import type { DecisionLog } from "./decisions/decisionLog.ts";
import type { GateHolder } from "./gate/gateHolder.ts";
import type { ImageLookups } from "./images/imageLookups.ts";
import type { Limiter } from "./limits/limiter.ts";
import type { Metrics } from "./metrics.ts";
import type { ServeOptions } from "./options.ts";

export interface Serving {
	readonly options: ServeOptions;
	readonly gates: GateHolder;
	readonly limiter: Limiter;
	readonly metrics: Metrics;
	readonly images: ImageLookups;
	readonly decisions: DecisionLog | undefined;
	/** Nanoseconds since the epoch. */
	readonly now: () => bigint;
	readonly log: (level: "info" | "warning" | "error", text: string) => void;
	/** Requests are answered, and nobody asked for the end. */
	readonly isReady: () => boolean;
}
