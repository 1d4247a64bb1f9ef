/** The files of a run as threads share them: which are taken, and which each thread is at. Plain memory: it can be given to a thread. */

/** Files that a thread takes at once. A batch begins at a multiple of it. */
const BATCH = 8;

export class Shared {
	readonly total: number;
	/** How many are taken, then for each thread the number of the file that it is at. */
	readonly memory: Int32Array<SharedArrayBuffer>;

	/** @param memory of the same files, where another thread made it */
	constructor(total: number, memory = new Int32Array(new SharedArrayBuffer(4 * (1 + MOST_THREADS)))) {
		this.total = total;
		this.memory = memory;
	}

	get taken(): number {
		return Math.min(this.total, Atomics.load(this.memory, 0));
	}

	/** The numbers of the next files that nobody has taken; undefined where none is left. */
	take(): readonly number[] | undefined {
		const start = Atomics.add(this.memory, 0, BATCH);
		return start >= this.total ? undefined : this.batchOf(start);
	}

	/** The files that were taken together with one. */
	batchOf(file: number): readonly number[] {
		const start = file - (file % BATCH);
		return Array.from({ length: Math.min(BATCH, this.total - start) }, (_, index) => start + index);
	}

	/** Says which file a thread begins with; threads are numbered from 1. */
	begin(thread: number, file: number): void {
		Atomics.store(this.memory, thread, file + 1);
	}

	/** The file that a thread began with last; undefined where it began with none. */
	at(thread: number): number | undefined {
		const file = Atomics.load(this.memory, thread) - 1;
		return file === -1 ? undefined : file;
	}
}

/** Threads besides the command's own. */
export const MOST_THREADS = 255;
