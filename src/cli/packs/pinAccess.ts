/** What choosing and fetching packs needs of this machine: the registries, git, npm's registry, folders, and what is kept of earlier packs. */
import path from "node:path";
import type { RegistryClient } from "../../registry/registryClient.ts";
import type { PackLocation } from "../../sharing/packLocation.ts";
import { checked, type PinAccess } from "../../sharing/pinPacks.ts";
import { folderSource } from "../../sharing/sources/folder.ts";
import { gitSource } from "../../sharing/sources/git.ts";
import { npmSource } from "../../sharing/sources/npm.ts";
import { ociSource } from "../../sharing/sources/oci.ts";
import type { OnBytes, PackSource } from "../../sharing/sources/packSource.ts";
import { tarballSource } from "../../sharing/sources/tarball.ts";
import type { Host } from "../host/host.ts";
import { progressOn } from "../host/progress.ts";
import { httpOptions, openRegistries } from "../registry/openRegistries.ts";
import type { RegistryOptions } from "../registry/registryOptions.ts";
import { version } from "../version.ts";
import type { KeptPacks } from "./keptPacks.ts";
import { packTrust } from "./packTrust.ts";
import { readPackFolder } from "./readPackFolder.ts";
import { gitAccess } from "./runGit.ts";

const NPM_REGISTRY = "https://registry.npmjs.org/";

/** `folder` is that of policy.yaml; `signed` says whether anybody has to have signed. `end` removes the progress line. */
export async function pinAccess(
	host: Host,
	{ folder, kept, signed }: { readonly folder: string; readonly kept: KeptPacks; readonly signed: boolean },
	options: RegistryOptions,
): Promise<PinAccess & { end(): void }> {
	let client: RegistryClient | undefined;
	const progress = progressOn(host);
	const { npm_config_registry: npmRegistry = NPM_REGISTRY } = host.env;
	const open = (location: PackLocation, name: string): PackSource => {
		const onBytes: OnBytes = (done, total = done) => progress.show(done, total, name);
		const web = { http: host.http(httpOptions(host, options)), sleep: host.sleep };
		switch (location.kind) {
			case "oci":
				client ??= openRegistries(host, options);
				return ociSource(client, location.text, location.repository, onBytes);
			case "npm":
				return npmSource({ ...web, npmRegistry }, location.name, onBytes);
			case "git":
				return gitSource(gitAccess(host), location);
			case "https":
				return tarballSource(web, location.url, onBytes);
			case "folder":
				return folderSource(location.text, () => readPackFolder(host.files, path.resolve(folder, location.path)));
		}
	};
	const sources = new Map<string, PackSource>();
	return {
		source: (location, name) => {
			const known = sources.get(location.text) ?? remembering(open(location, name));
			sources.set(location.text, known);
			return known;
		},
		kept: (digest) => checked(digest, kept.read(digest)),
		verify: signed ? await packTrust(host, folder) : () => ({ reason: "nobody said whom to trust" }),
		engine: version(),
		end: () => progress.end(),
	};
}

/** Fetches nothing twice. */
function remembering(source: PackSource): PackSource {
	const fetched = new Map<string, ReturnType<PackSource["fetch"]>>();
	let versions: ReturnType<PackSource["versions"]> | undefined;
	return {
		versions: () => {
			versions ??= source.versions();
			return versions;
		},
		fetch: (wanted) => {
			const known = fetched.get(wanted ?? "") ?? source.fetch(wanted);
			fetched.set(wanted ?? "", known);
			return known;
		},
		fetchPinned: (pin) => source.fetchPinned(pin),
	};
}
