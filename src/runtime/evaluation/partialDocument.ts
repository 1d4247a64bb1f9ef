/** Collects the document of rules with variables in their heads (`p[x].q contains y`): objects made on the way, leaves once. */
import { equals } from "../values/equality.ts";
import { ObjectBuilder, RegoObject } from "../values/regoObject.ts";
import { SetBuilder } from "../values/regoSet.ts";
import type { Value } from "../values/value.ts";
import { EvaluationError } from "./evaluationError.ts";

class Branch {
	readonly keys = new ObjectBuilder();
	readonly members: (Branch | Leaf)[] = [];
}

type Leaf = { readonly value: Value } | { readonly set: SetBuilder };

export class PartialDocument {
	readonly #root = new Branch();

	/** Puts a value at a path. */
	put(path: readonly Value[], value: Value, site: string): void {
		const branch = this.#branch(path, site);
		const key = path[path.length - 1] as Value;
		const before = member(branch, key);
		if (before === undefined) append(branch, key, { value });
		else if (!("value" in before) || !equals(before.value, value)) keysConflict(site);
	}

	/** Adds an element to the set at a path. */
	add(path: readonly Value[], element: Value, site: string): void {
		const branch = this.#branch(path, site);
		const key = path[path.length - 1] as Value;
		const before = member(branch, key);
		if (before === undefined) {
			const set = new SetBuilder();
			set.push(element);
			append(branch, key, { set });
		} else if ("set" in before) before.set.push(element);
		else keysConflict(site);
	}

	finish(): Value {
		return finished(this.#root);
	}

	#branch(path: readonly Value[], site: string): Branch {
		let branch = this.#root;
		for (let i = 0; i < path.length - 1; i++) {
			const key = path[i] as Value;
			const before = member(branch, key);
			if (before instanceof Branch) branch = before;
			else if (before === undefined) {
				const next = new Branch();
				append(branch, key, next);
				branch = next;
			} else keysConflict(site);
		}
		return branch;
	}
}

function member(branch: Branch, key: Value): Branch | Leaf | undefined {
	const at = branch.keys.get(key);
	return at === undefined ? undefined : branch.members[at as number];
}

function append(branch: Branch, key: Value, made: Branch | Leaf): void {
	branch.keys.set(key, branch.members.length);
	branch.members.push(made);
}

function finished(branch: Branch): Value {
	const result = new ObjectBuilder();
	const positions = branch.keys.finish();
	forEachKey(positions, (key, position) => {
		const inner = branch.members[position] as Branch | Leaf;
		if (inner instanceof Branch) result.set(key, finished(inner));
		else result.set(key, "set" in inner ? inner.set.finish() : inner.value);
	});
	return result.finish();
}

function forEachKey(
	positions: ReturnType<ObjectBuilder["finish"]>,
	visit: (key: Value, position: number) => void,
): void {
	if (positions instanceof RegoObject) {
		positions.forEach((key, position) => {
			visit(key, position as number);
		});
		return;
	}
	for (const key of Object.keys(positions)) visit(key, (positions as { readonly [key: string]: Value })[key] as number);
}

function keysConflict(site: string): never {
	throw new EvaluationError("eval_conflict_error", site, "object keys must be unique");
}
