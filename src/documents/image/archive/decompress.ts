/** Bytes unpacked as they come: gzip (RFC 1952), zstd (RFC 8878), or as they are. Bounded by the archive's budget. */
import { Gunzip } from "fflate";
import { Decompress as Unzstd } from "fzstd";
import { ArchiveFault, type Budget } from "./limits.ts";

export type Compression = "gzip" | "zstd" | "none";

export function compressionOf(start: Uint8Array): Compression {
	if (start[0] === 0x1f && start[1] === 0x8b) return "gzip";
	return start[0] === 0x28 && start[1] === 0xb5 && start[2] === 0x2f && start[3] === 0xfd ? "zstd" : "none";
}

/** At most so many bytes go in at once: what comes out of them must fit into memory. */
const STEP = 16 * 1024;

export class Decompressor {
	readonly #budget: Budget;
	readonly #out: (part: Uint8Array) => void;
	readonly #stream: Gunzip | Unzstd | undefined;
	#packed = 0;
	#unpacked = 0;
	#windowWork = 0;

	/** @param out gets parts that are valid only until it returns */
	constructor(compression: Compression, budget: Budget, out: (part: Uint8Array) => void) {
		this.#budget = budget;
		this.#out = out;
		const give = (part: Uint8Array): void => this.#give(part);
		this.#stream = compression === "gzip" ? new Gunzip(give) : compression === "zstd" ? new Unzstd(give) : undefined;
	}

	/** @throws ArchiveFault */
	push(bytes: Uint8Array): void {
		if (this.#stream === undefined) {
			this.#out(bytes);
			return;
		}
		for (let at = 0; at < bytes.length; at += STEP) {
			// The libraries keep what they can't use yet.
			const part = bytes.slice(at, at + STEP);
			this.#packed += part.length;
			this.#guarded(() => this.#stream?.push(part, false));
		}
	}

	/** @throws ArchiveFault where the packed bytes break off */
	finish(): void {
		this.#guarded(() => this.#stream?.push(new Uint8Array(0), true));
	}

	#give(part: Uint8Array): void {
		if (part.length === 0) return;
		this.#unpacked += part.length;
		this.#budget.unpack(part.length);
		const { ratio, ratioFrom, window: largest, windowWork } = this.#budget.limits;
		if (this.#unpacked > ratioFrom && this.#unpacked > this.#packed * ratio)
			throw new ArchiveFault(`it unpacks to more than ${ratio} times its size`);
		const window = windowOf(this.#stream);
		this.#windowWork += window;
		if (window > largest || this.#windowWork > windowWork)
			throw new ArchiveFault(`it is packed so that unpacking takes too much work (window of ${window} bytes)`);
		this.#out(part);
	}

	#guarded(step: () => void): void {
		try {
			step();
		} catch (error) {
			if (error instanceof ArchiveFault) throw error;
			const reason = error instanceof Error ? error.message : String(error);
			throw new ArchiveFault(`it can't be unpacked: ${reason}`);
		}
	}
}

/** fzstd moves its whole window after each block; how large that is it tells nobody, so this looks at its state. */
function windowOf(stream: Gunzip | Unzstd | undefined): number {
	const state = (stream as { readonly s?: { readonly w?: Uint8Array } } | undefined)?.s;
	return state?.w instanceof Uint8Array ? state.w.length : 0;
}
