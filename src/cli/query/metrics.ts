/** Times of a query under the names that OPA gives them, in nanoseconds. */
import type { PlainObject } from "../../runtime/values/value.ts";
import { statisticsOf } from "../bench/statistics.ts";

/** Times in milliseconds; of an evaluation that is repeated, what all of them come to. */
export function metricsOf(
	took: { readonly parse: number; readonly compile: number },
	evaluations: readonly number[],
): PlainObject {
	const nanoseconds = (milliseconds: number): number => Math.round(milliseconds * 1e6);
	const times = {
		timer_rego_query_compile_ns: nanoseconds(took.compile),
		timer_rego_query_parse_ns: nanoseconds(took.parse),
	};
	const [only = 0, second] = evaluations;
	if (second === undefined) return { metrics: { ...times, timer_rego_query_eval_ns: nanoseconds(only) } };
	const { percentiles, ...figures } = statisticsOf(evaluations.map(nanoseconds));
	return { metrics: times, aggregated_metrics: { timer_rego_query_eval_ns: { ...figures, ...percentiles } } };
}
