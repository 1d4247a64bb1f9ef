/** Objects with keys that aren't all strings. Those with string keys only are plain objects: ObjectBuilder makes whichever it has to be. */
import { KeyIndex } from "./keyIndex.ts";
import { sortValues } from "./order.ts";
import type { PlainObject, Value } from "./value.ts";

/** Immutable once built. Invariant: at least one key is no string. */
export class RegoObject {
	readonly #index: KeyIndex;
	readonly #values: readonly Value[];
	#sorted: readonly Value[] | undefined;

	/** Takes both over; `values` runs parallel to the index's keys. */
	constructor(index: KeyIndex, values: readonly Value[]) {
		this.#index = index;
		this.#values = values;
	}

	get size(): number {
		return this.#values.length;
	}

	has(key: Value): boolean {
		return this.#index.find(key) !== -1;
	}

	get(key: Value): Value | undefined {
		const position = this.#index.find(key);
		return position === -1 ? undefined : this.#values[position];
	}

	/** The keys in OPA's order: sorted at the first call, then kept. */
	sortedKeys(): readonly Value[] {
		this.#sorted ??= sortValues(this.#index.keys);
		return this.#sorted;
	}

	/** The keys in the order they came. */
	unsortedKeys(): readonly Value[] {
		return this.#index.keys;
	}

	/** Calls for every member in the order they came. */
	forEach(visit: (key: Value, value: Value) => void): void {
		const { keys } = this.#index;
		for (let i = 0; i < keys.length; i++) visit(keys[i] as Value, this.#values[i] as Value);
	}

	/** Whether all members pass. */
	every(test: (key: Value, value: Value) => boolean): boolean {
		const { keys } = this.#index;
		for (let i = 0; i < keys.length; i++) if (!test(keys[i] as Value, this.#values[i] as Value)) return false;
		return true;
	}
}

/** Collects an object: a plain one while all keys are strings. */
export class ObjectBuilder {
	#plain: { [key: string]: Value } | undefined = {};
	#index: KeyIndex | undefined;
	#values: Value[] = [];
	#size = 0;

	get size(): number {
		return this.#size;
	}

	has(key: Value): boolean {
		if (this.#plain !== undefined) return typeof key === "string" && Object.hasOwn(this.#plain, key);
		return (this.#index as KeyIndex).find(key) !== -1;
	}

	get(key: Value): Value | undefined {
		if (this.#plain !== undefined) {
			return typeof key === "string" && Object.hasOwn(this.#plain, key) ? this.#plain[key] : undefined;
		}
		const position = (this.#index as KeyIndex).find(key);
		return position === -1 ? undefined : this.#values[position];
	}

	/** Sets a member. A key that is there already keeps its spelling and place and gets the new value. */
	set(key: Value, value: Value): void {
		if (this.#plain !== undefined) {
			if (typeof key === "string") {
				if (!Object.hasOwn(this.#plain, key)) this.#size++;
				setOwn(this.#plain, key, value);
				return;
			}
			this.#widen(this.#plain);
		}
		const index = this.#index as KeyIndex;
		const position = index.add(key);
		if (position === -1) this.#values[index.find(key)] = value;
		else {
			this.#values.push(value);
			this.#size++;
		}
	}

	/** The object; the builder is done with. */
	finish(): PlainObject | RegoObject {
		return this.#plain ?? new RegoObject(this.#index as KeyIndex, this.#values);
	}

	#widen(plain: PlainObject): void {
		const index = new KeyIndex();
		for (const key of Object.keys(plain)) {
			index.add(key);
			this.#values.push(plain[key] as Value);
		}
		this.#index = index;
		this.#plain = undefined;
	}
}

/** Sets an own property whatever its name: assigning to `__proto__` would set the prototype instead. */
export function setOwn(object: { [key: string]: Value }, key: string, value: Value): void {
	if (key === "__proto__") {
		Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
	} else object[key] = value;
}
