/** Asks about the images of a request, all at the same time and no longer than the request may take. What can't be found out is said, and never guessed. */

import type { ImageEvidence } from "../job.ts";
import { Limiter } from "../limits/limiter.ts";
import type { Metrics } from "../metrics.ts";
import type { ImageHost } from "./imageHost.ts";
import { TimedCache } from "./timedCache.ts";

/** Images of one request that are asked about: more is no pod that anybody runs. */
const MOST_IMAGES = 64;
const MOST_DIGESTS = 10_000;
/** A tag may move: milliseconds that it is believed to stand. */
const KEEP_DIGEST = 60_000;
/** What is known of a digest grows, when somebody signs it or a scan is made: milliseconds, and those where there is nothing yet. */
const KEEP_EVIDENCE = 600_000;
const KEEP_NOTHING = 15_000;
const KEEP_FAILURE = 5_000;
const MOST_EVIDENCE = 2_000;
/** Of all evidence that is kept, in bytes. */
const EVIDENCE_SIZE = 256 * 1024 ** 2;
/** Calls at a time, and those that wait for it: whoever names images says which registries are asked, and these how long they take. */
const MOST_CALLS = 64;
const MOST_WAITING = 1_024;

export interface Found<Value> {
	readonly found: Value;
	/** What wasn't, by image: `IMAGE: why`. */
	readonly unavailable: Readonly<Record<string, string>>;
}

export class ImageLookups {
	readonly #host: ImageHost;
	readonly #metrics: Metrics;
	readonly #calls = new Limiter(MOST_CALLS, MOST_WAITING);
	readonly #digests: TimedCache<string>;
	readonly #evidence: TimedCache<readonly ImageEvidence[]>;

	/** @param now milliseconds */
	constructor(host: ImageHost, metrics: Metrics, now: () => number) {
		this.#host = host;
		this.#metrics = metrics;
		const common = { keepFailure: KEEP_FAILURE, now };
		this.#digests = new TimedCache({
			...common,
			entries: MOST_DIGESTS,
			size: MOST_DIGESTS,
			sizeOf: () => 1,
			keep: () => KEEP_DIGEST,
		});
		this.#evidence = new TimedCache({
			...common,
			entries: MOST_EVIDENCE,
			size: EVIDENCE_SIZE,
			sizeOf: (found) => found.reduce((sum, { size }) => sum + size, 1),
			keep: (found) => (found.every(({ isBare }) => isBare === true) ? KEEP_NOTHING : KEEP_EVIDENCE),
		});
	}

	/** The digests of references that have none, by the reference as it is written. */
	async digests(references: readonly string[], within: number): Promise<Found<Readonly<Record<string, string>>>> {
		const open = references.filter((reference) => !reference.includes("@"));
		const { found, unavailable } = await this.#each(open, within, (reference) => this.#digestOf(reference));
		return { found: Object.fromEntries(found), unavailable };
	}

	/** What is known of images. */
	async evidence(references: readonly string[], within: number): Promise<Found<readonly ImageEvidence[]>> {
		const { found, unavailable } = await this.#each(references, within, async (reference) => {
			const pinned = await this.#pinned(reference);
			return this.#ask(
				"evidence",
				this.#evidence,
				pinned,
				async (signal) => (await this.#host.imageEvidence?.(pinned, signal)) ?? [],
			);
		});
		return { found: found.flatMap(([, files]) => files), unavailable };
	}

	/** With its digest, where that can be told: what is kept is kept by what can't change. */
	async #pinned(reference: string): Promise<string> {
		if (reference.includes("@") || this.#host.resolveDigest === undefined) return reference;
		return `${reference}@${await this.#digestOf(reference)}`;
	}

	#digestOf(reference: string): Promise<string> {
		return this.#ask("digest", this.#digests, reference, async (signal) => {
			const digest = await this.#host.resolveDigest?.(reference, signal);
			if (digest === undefined || !/^[a-z0-9]+:[a-f0-9]{32,}$/.test(digest)) throw new Error("it has no digest");
			return digest;
		});
	}

	/** Waits for its turn; the call goes on when the one who asked can't wait any longer: the next one has the answer. */
	async #ask<Value>(
		what: "digest" | "evidence",
		cache: TimedCache<Value>,
		key: string,
		find: (signal: AbortSignal) => Promise<Value>,
	): Promise<Value> {
		const { value, hit } = cache.get(key, () => this.#call(find));
		this.#metrics.images.inc({ what, result: hit ? "hit" : "miss" });
		try {
			return await value;
		} catch (error) {
			this.#metrics.images.inc({ what, result: "failed" });
			throw error;
		}
	}

	async #call<Value>(find: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
		const leave = await this.#calls.enter();
		if (leave === undefined) throw new Error("too many images are asked about at the moment");
		try {
			return await find(AbortSignal.timeout(LONGEST_CALL));
		} finally {
			leave();
		}
	}

	async #each<Value>(
		references: readonly string[],
		within: number,
		find: (reference: string) => Promise<Value>,
	): Promise<Found<readonly (readonly [string, Value])[]>> {
		const asked = [...new Set(references)];
		const found: [string, Value][] = [];
		const unavailable: [string, string][] = [];
		const fail = (reference: string, why: string): void => void unavailable.push([reference, `${reference}: ${why}`]);
		for (const reference of asked.slice(MOST_IMAGES)) fail(reference, "there are too many images");
		await Promise.all(
			asked.slice(0, MOST_IMAGES).map(async (reference) => {
				try {
					found.push([reference, await inTime(find(reference), within)]);
				} catch (error) {
					fail(reference, error instanceof Error ? error.message : String(error));
				}
			}),
		);
		// In the order in which they are written: answers come in any.
		const inOrder = <Each>(pairs: readonly (readonly [string, Each])[]) =>
			[...pairs].sort(([a], [b]) => asked.indexOf(a) - asked.indexOf(b));
		return { found: inOrder(found), unavailable: Object.fromEntries(inOrder(unavailable)) };
	}
}

/** Milliseconds after which a call to a registry is given up, whoever waits for it. */
const LONGEST_CALL = 30_000;

async function inTime<Value>(promise: Promise<Value>, within: number): Promise<Value> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new Error("there was no answer in time")), within);
	});
	try {
		return await Promise.race([promise, late]);
	} finally {
		clearTimeout(timer);
	}
}
