/** How the gate is served, as plain data; the defaults are those of the command. */
import type { TlsFiles } from "./tls/certificates.ts";

export interface Address {
	readonly host: string;
	/** 0: any that is free. */
	readonly port: number;
}

export interface ServeLimits {
	/** Bytes of a request's body, also once it is unpacked. */
	readonly body: number;
	/** Requests that are worked on at a time. */
	readonly concurrent: number;
	/** Requests that wait for that. */
	readonly waiting: number;
	readonly connections: number;
	/** Milliseconds that a decision may take. */
	readonly timeout: number;
	/** Milliseconds in which a request's head has to be there, and all of it. */
	readonly head: number;
	readonly request: number;
	/** Milliseconds that a connection is kept open for the next request. */
	readonly keepAlive: number;
}

export const defaultLimits: ServeLimits = {
	body: 8_388_608,
	concurrent: 64,
	waiting: 256,
	connections: 2_048,
	timeout: 8_000,
	head: 10_000,
	request: 20_000,
	keepAlive: 90_000,
};

export interface ServeOptions {
	readonly address: Address;
	/** A further address for health and metrics alone. */
	readonly diagnosticAddress?: Address;
	readonly tls?: TlsFiles;
	/** Names of clients' certificates that are let in; empty for all that are signed. */
	readonly clientNames: readonly string[];
	readonly limits: ServeLimits;
	/** A decision that can't be logged isn't answered. */
	readonly logRequired: boolean;
	/** What becomes of an admission that nobody could work on. */
	readonly onError: "deny" | "allow";
	/** `/v1/mutate` pins tags to the digests that they stand for. */
	readonly pinDigests: boolean;
	/** What is known of images is asked for before they are admitted, also where no policy says so. */
	readonly verifyImages: boolean;
	/** Milliseconds from the signal to the end of accepting, and to the end of all. */
	readonly shutdown: { readonly delay: number; readonly grace: number };
}
