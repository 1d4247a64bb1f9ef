/** A pack that is a tarball on a server; beside it, as `ADDRESS.sigstore.json`, perhaps its signature. */
import { packSourceFailed } from "../../diagnostics/catalogue/packs.ts";
import { packLimits } from "../archive/packLimits.ts";
import { LARGEST_BUNDLE } from "../signature.ts";
import { type DownloadAccess, download } from "./download.ts";
import { type FetchedPack, type OnBytes, PackFault, type PackSource } from "./packSource.ts";

export function tarballSource(access: DownloadAccess, url: string, onBytes?: OnBytes): PackSource {
	const fetch = async (): Promise<FetchedPack> => {
		const archive = await download(access, { url, most: packLimits.packed, ...(onBytes && { onBytes }) });
		if (archive === undefined) throw new PackFault([packSourceFailed({ from: url, reason: "there is nothing there" })]);
		return {
			archive,
			bundles: async () => {
				const beside = new URL(url);
				beside.pathname += ".sigstore.json";
				const bundle = await download(access, { url: beside.href, most: LARGEST_BUNDLE });
				return bundle === undefined ? [] : [bundle];
			},
		};
	};
	return { versions: async () => undefined, fetch, fetchPinned: fetch };
}
