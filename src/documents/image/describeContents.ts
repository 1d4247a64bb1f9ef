/** What policies see of an image's files. */
import type { PlainObject } from "../../runtime/values/value.ts";
import { type PlacedEntry, stackLayers } from "./archive/layerTree.ts";
import { readAccounts } from "./archive/readAccounts.ts";
import type { LayerContents } from "./archive/readLayer.ts";
import { readPackages } from "./archive/readPackages.ts";
import { modeFields } from "./recordedContents.ts";

/** @param layers lowest first; undefined for those that couldn't be read */
export function describeContents(layers: readonly (LayerContents | undefined)[], isComplete: boolean): PlainObject {
	const entries = stackLayers(layers);
	const { users, groups, passwords } = readAccounts(entries);
	const { installed, unread } = readPackages(entries);
	return {
		complete: isComplete,
		files: entries.map(fileOf),
		packages: installed.map((each) => ({ ...each })),
		unread_databases: unread.map((each) => ({ ...each })),
		users: users.map((each) => ({ ...each })),
		groups: groups.map((each) => ({ ...each })),
		passwords: passwords.map((each) => ({ ...each })),
		os_release: osRelease(entries),
		settings: entries.flatMap(({ entry, layer, hiddenIn }) =>
			entry.text?.use === "settings" && hiddenIn === undefined
				? [{ path: entry.path, layer, text: entry.text.value }]
				: [],
		),
		secrets: entries.flatMap(({ entry, layer, hiddenIn }) =>
			(entry.tokens ?? []).map((token) => ({ path: entry.path, ...token, layer, ...hidden(hiddenIn) })),
		),
	};
}

function fileOf({ entry, layer, hiddenIn }: PlacedEntry): PlainObject {
	const { path, type, mode, uid, gid, size, link, unsafe, xattrs } = entry;
	return {
		path,
		type,
		...modeFields(mode),
		uid,
		gid,
		size,
		...(link === "" ? {} : { link }),
		capabilities: xattrs.includes("security.capability"),
		layer,
		...hidden(hiddenIn),
		...(unsafe === undefined ? {} : { unsafe }),
	};
}

const hidden = (layer: number | undefined): { hidden_in?: number } => (layer === undefined ? {} : { hidden_in: layer });

/** Names and values of os-release(5), in lower case; /etc has the last word. */
function osRelease(entries: readonly PlacedEntry[]): PlainObject {
	const texts = entries.filter(({ entry, hiddenIn }) => entry.text?.use === "os-release" && hiddenIn === undefined);
	const fields = new Map<string, string>();
	for (const { entry } of texts.sort((a, b) => (a.entry.path < b.entry.path ? 1 : -1)))
		for (const line of (entry.text?.value ?? "").split("\n")) {
			const [, name, value] = /^([A-Z_][A-Z0-9_]*)=(.*)$/.exec(line.trim()) ?? [];
			const quoted = /^(["'])(.*)\1$/.exec(value ?? "")?.[2];
			if (name !== undefined) fields.set(name.toLowerCase(), quoted ?? value ?? "");
		}
	return Object.fromEntries(fields);
}
