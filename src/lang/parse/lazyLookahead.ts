/**
 * Chevrotain's lookahead, worked out for a place in the grammar when that place is first reached: the first text needs few of
 * them, and working out all would take longer than reading it.
 */
import { LLkLookaheadStrategy } from "chevrotain";

type Alternation = InstanceType<typeof LLkLookaheadStrategy>["buildLookaheadForAlternation"];
type Optional = InstanceType<typeof LLkLookaheadStrategy>["buildLookaheadForOptional"];

export class LazyLookahead extends LLkLookaheadStrategy {
	override buildLookaheadForAlternation(options: Parameters<Alternation>[0]): ReturnType<Alternation> {
		const build = () => super.buildLookaheadForAlternation(options);
		let choose: ReturnType<Alternation> | undefined;
		return function (this: ThisParameterType<ReturnType<Alternation>>, alternatives) {
			choose ??= build();
			return choose.call(this, alternatives);
		};
	}

	override buildLookaheadForOptional(options: Parameters<Optional>[0]): ReturnType<Optional> {
		const build = () => super.buildLookaheadForOptional(options);
		let decide: ReturnType<Optional> | undefined;
		return function (this: ThisParameterType<ReturnType<Optional>>) {
			decide ??= build();
			return decide.call(this);
		};
	}
}
