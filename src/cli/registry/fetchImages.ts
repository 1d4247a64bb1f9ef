/** Fetches the images that a command line names, a few at a time. One that can't be had is a fault of its own; the others go on. */
import { registryUnreachable } from "../../diagnostics/catalogue/registry.ts";
import { at, type Diagnostic, type Message } from "../../diagnostics/diagnostic.ts";
import { BlobFault } from "../../registry/blobStore.ts";
import { type FetchOptions, fetchImage } from "../../registry/fetchImage.ts";
import { inParallel } from "../../registry/inParallel.ts";
import { RegistryFault } from "../../registry/registryFault.ts";
import { Source } from "../../text/source.ts";
import type { Host } from "../host/host.ts";
import { progressOn } from "../host/progress.ts";
import type { Mount, Mounted } from "./mount.ts";
import type { NamedImage } from "./namedInputs.ts";
import { openRegistries } from "./openRegistries.ts";
import type { RegistryOptions } from "./registryOptions.ts";

export interface ImageOptions extends RegistryOptions {
	/** Whether layers are fetched; absent: where a policy may look at them, and they aren't too large. */
	readonly layers?: boolean;
	/** os/arch[/variant] */
	readonly platform?: string;
	readonly quiet?: boolean;
}

/** Images at a time. */
const WIDTH = 4;
/** Layers of one image that are fetched unasked, in bytes, packed. */
export const MOST_UNASKED = 512 * 1024 * 1024;

export interface FetchedImages extends Mounted {
	/** What was left out of images that could be had. */
	readonly diagnostics: readonly Diagnostic[];
}

/** @param looksInside whether a policy in force may look at the files in an image */
export async function fetchImages(
	host: Host,
	images: readonly NamedImage[],
	options: ImageOptions,
	looksInside: boolean,
): Promise<FetchedImages> {
	const client = openRegistries(host, options);
	const blobs = await host.blobs();
	const progress = progressOn(host, options.quiet);
	const amounts = new Map<string, readonly [received: number, expected: number]>();
	const diagnostics: Diagnostic[] = [];
	try {
		const mounts = await inParallel(images, WIDTH, async ({ name, reference }): Promise<Mount> => {
			const onBytes = (received: number, expected: number): void => {
				amounts.set(name, [received, expected]);
				const sum = (which: 0 | 1): number =>
					Math.ceil([...amounts.values()].reduce((all, each) => all + each[which], 0) / 1e6);
				progress.show(sum(0), sum(1), `MB ${name}`);
			};
			const fetching: FetchOptions = {
				layers: layersFor(options.layers, looksInside),
				onBytes,
				...(options.platform === undefined ? {} : { platform: options.platform }),
			};
			try {
				const { index, digest, left, faults } = await fetchImage(client, blobs, reference, fetching);
				const source = new Source(name, "");
				diagnostics.push(...faults.map((fault) => at(source, undefined, fault)));
				return { name, index, digest, left };
			} catch (error) {
				return { name, faults: [messageOf(error, reference.registry)] };
			}
		});
		return { mounts: new Map(mounts.map((mount) => [mount.name, mount])), blobs, diagnostics };
	} finally {
		progress.end();
	}
}

function layersFor(asked: boolean | undefined, looksInside: boolean): FetchOptions["layers"] {
	if (asked === undefined) return looksInside ? { most: MOST_UNASKED } : "none";
	return asked ? "all" : "none";
}

/** What a fetch ends with, as a message; what is no fault of a registry or a store is thrown on. */
export function messageOf(error: unknown, registry: string): Message {
	if (error instanceof RegistryFault) return error.diagnostic;
	if (error instanceof BlobFault)
		return registryUnreachable({ registry, reason: `what comes can't be kept: ${error.message}` });
	throw error;
}
