/**
 * The workloads in this engine, by hand and in peers: one after the other in each round, medians over the rounds. Nobody is timed who
 * doesn't come to the same result.
 */
import { isDeepStrictEqual } from "node:util";
import { handwritten } from "./handwritten/index.ts";
import type { Missing, Peer } from "./peers/peer.ts";
import { digits, geometricMean, median, table } from "./statistics.ts";
import { resultOf, timeWorkload } from "./timeWorkload.ts";
import { microseconds } from "./timing.ts";
import { type Workload, workloads } from "./workloads.ts";

const SECONDS = 1;

/** The table: microseconds an evaluation, and how many times as long as here it takes each peer. */
export function compareWorkloads(rounds: number, all: readonly (Peer | Missing)[]): string {
	const list = workloads();
	if (list.length === 0) return "workloads: ../shared/bench/workloads is not there";
	const peers = all.filter((peer): peer is Peer => !("why" in peer));
	const ratios = new Map<string, number[]>();
	const note = (name: string, ratio: number): string => {
		ratios.set(name, [...(ratios.get(name) ?? []), ratio]);
		return digits(ratio);
	};
	const rows = [["workload", "µs", ...all.flatMap(({ name }) => [`${name} µs`, "×"])]];
	if (peers.length > 0) rows[0]?.push("fastest peer ×");
	rows[0]?.push("by hand µs", "by hand ×");
	for (const workload of list) {
		const { ours, theirs, hand } = timeInTurn(workload, rounds, peers);
		const here = median(ours);
		const row = [workload.name, digits(here)];
		for (const { name } of all) {
			const times = theirs.get(name);
			if (times === undefined) row.push("missing", "");
			else row.push(digits(median(times)), note(name, median(times) / here));
		}
		if (peers.length > 0) {
			row.push(note("fastest", Math.min(...[...theirs.values()].map(median)) / here));
		}
		row.push(...(hand.length === 0 ? ["", ""] : [digits(median(hand)), digits(median(hand) / here)]));
		rows.push(row);
	}
	if (peers.length > 0) {
		const means = (name: string): string => {
			const of = ratios.get(name);
			return of === undefined ? "" : digits(geometricMean(of));
		};
		rows.push(["geometric mean", "", ...all.flatMap(({ name }) => ["", means(name)]), means("fastest"), "", ""]);
	}
	return table(rows);
}

/** JSON with its lists in one order: sets are lists in it, and each engine has an order of its own for them. */
function inOneOrder(value: unknown): unknown {
	if (Array.isArray(value)) {
		const items = value.map(inOneOrder);
		const texts = new Map(items.map((item) => [item, JSON.stringify(item)]));
		return items.sort((a, b) => ((texts.get(a) as string) < (texts.get(b) as string) ? -1 : 1));
	}
	if (typeof value !== "object" || value === null) return value;
	const sorted = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
	return Object.fromEntries(sorted.map(([key, member]) => [key, inOneOrder(member)]));
}

function timeInTurn(workload: Workload, rounds: number, peers: readonly Peer[]) {
	const result = inOneOrder(resultOf(workload));
	for (const peer of peers) {
		if (!isDeepStrictEqual(inOneOrder(peer.evaluate(workload)), result)) {
			throw new Error(`${peer.name} comes to another result for ${workload.name}`);
		}
	}
	const byHand = handwritten(workload);
	if (byHand !== undefined && !isDeepStrictEqual(inOneOrder([...byHand()]), result)) {
		throw new Error(`what was written by hand comes to another result for ${workload.name}`);
	}
	const ours: number[] = [];
	const hand: number[] = [];
	const theirs = new Map<string, number[]>(peers.map(({ name }) => [name, []]));
	for (let round = 0; round < rounds; round++) {
		ours.push(timeWorkload(workload, SECONDS));
		if (byHand !== undefined) hand.push(microseconds(byHand, SECONDS));
		for (const peer of peers) theirs.get(peer.name)?.push(peer.time(workload, SECONDS));
	}
	return { ours, theirs, hand };
}
