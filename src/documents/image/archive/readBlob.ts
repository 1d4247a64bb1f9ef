/** A file of an archive, whatever it turns out to be: a JSON text, a layer, or something else. Digests are taken on the way. */
import { Sha256 } from "../../../runtime/hashing/sha256.ts";
import type { ByteReader, Digester } from "../../document.ts";
import { type Compression, compressionOf, Decompressor } from "./decompress.ts";
import { ArchiveFault, type Budget } from "./limits.ts";
import { type LayerContents, LayerReader } from "./readLayer.ts";
import type { EntrySink } from "./tarReader.ts";

export interface Blob {
	/** `sha256:…` of it as it is, and of what it unpacks to. */
	readonly digest: string;
	readonly unpackedDigest: string;
	/** Bytes, packed and unpacked. */
	readonly size: number;
	readonly unpackedSize: number;
	readonly compression: Compression;
	/** The text, where it looks like JSON and isn't too large. */
	readonly json?: string;
	/** The bytes of a JSON text, and of a COSE message: signatures are kept as such. */
	readonly bytes?: Uint8Array;
	/** What the layer holds; as far as it could be read where there is a fault. */
	readonly layer?: LayerContents;
	/** What is wrong with it as a layer. */
	readonly fault?: string;
}

/** Takes a file in parts. `finish` gives what it was. */
export class BlobReader implements EntrySink {
	readonly #budget: Budget;
	readonly #done: (blob: Blob) => void;
	readonly #size: number;
	readonly #newDigester: () => Digester;
	readonly #packedHash: Digester;
	#unpackedHash: Digester | undefined;
	#written = 0;
	#unpacked = 0;
	#compression: Compression = "none";
	#kept: Uint8Array | undefined;
	#isJson = false;
	#layer: LayerReader | undefined;
	#decompressor: Decompressor | undefined;
	#fault: string | undefined;

	/**
	 * @param file what it is in: says how digests are taken
	 * @param size bytes to come
	 */
	constructor(file: Pick<ByteReader, "sha256">, size: number, budget: Budget, done: (blob: Blob) => void) {
		this.#newDigester = () => file.sha256?.() ?? new Sha256();
		this.#packedHash = this.#newDigester();
		this.#size = size;
		this.#budget = budget;
		this.#done = done;
	}

	write(part: Uint8Array): void {
		if (this.#written === 0) this.#begin(part);
		this.#packedHash.update(part);
		this.#kept?.set(part, this.#written);
		this.#written += part.length;
		this.#attempt(() => this.#decompressor?.push(part));
	}

	end(): void {
		this.#attempt(() => {
			this.#decompressor?.finish();
			this.#layer?.finish();
		});
		const digest = hex(this.#packedHash.digest());
		this.#done({
			digest,
			unpackedDigest: this.#unpackedHash === undefined ? digest : hex(this.#unpackedHash.digest()),
			size: this.#written,
			unpackedSize: this.#compression === "none" ? this.#written : this.#unpacked,
			compression: this.#compression,
			...(this.#kept === undefined ? {} : { bytes: this.#kept }),
			...(this.#kept !== undefined && this.#isJson ? { json: new TextDecoder().decode(this.#kept) } : {}),
			...(this.#layer === undefined ? {} : { layer: this.#layer }),
			...(this.#fault === undefined ? {} : { fault: this.#fault }),
		});
	}

	#begin(start: Uint8Array): void {
		const first = String.fromCharCode(start.find((byte) => !isBlank(byte)) ?? 0);
		this.#isJson = first === "{" || first === "[";
		if ((this.#isJson || start[0] === COSE_SIGN1) && this.#budget.takeJson(this.#size)) {
			this.#kept = new Uint8Array(this.#size);
			return;
		}
		this.#compression = compressionOf(start);
		this.#layer = new LayerReader(this.#budget);
		this.#unpackedHash = this.#compression === "none" ? undefined : this.#newDigester();
		this.#decompressor = new Decompressor(this.#compression, this.#budget, (part) => {
			this.#unpacked += part.length;
			this.#unpackedHash?.update(part);
			this.#layer?.push(part);
		});
	}

	/** A layer that can't be read is a fault of this layer; the other ones, and the digest, can still be told. */
	#attempt(step: () => void): void {
		if (this.#fault !== undefined) return;
		try {
			step();
		} catch (error) {
			if (!(error instanceof ArchiveFault)) throw error;
			this.#fault = error.message;
			this.#decompressor = undefined;
		}
	}
}

/** The tag that such a message begins with (RFC 9052, 2). */
const COSE_SIGN1 = 0xd2;

const isBlank = (byte: number): boolean => byte === 32 || (byte >= 9 && byte <= 13);

function hex(digest: Uint8Array): string {
	return `sha256:${Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
