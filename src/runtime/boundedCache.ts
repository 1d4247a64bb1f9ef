/**
 * A map that forgets its oldest entry when it is full: for compiled patterns and the like, whose number the policies
 * decide. Must not hold anything that can't be made again.
 */
export class BoundedCache<Key, Kept extends object> {
	private readonly entries = new Map<Key, Kept>();
	private readonly limit: number;

	constructor(limit: number) {
		this.limit = limit;
	}

	get(key: Key): Kept | undefined {
		return this.entries.get(key);
	}

	/** Keeps and gives back the value. */
	set(key: Key, value: Kept): Kept {
		if (this.entries.size >= this.limit) {
			for (const oldest of this.entries.keys()) {
				this.entries.delete(oldest);
				break;
			}
		}
		this.entries.set(key, value);
		return value;
	}
}
