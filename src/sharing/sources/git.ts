/** A pack that is a repository of git: its tags that are versions, or the one tag, branch or commit that was named. Git itself fetches it. */
import { packArchiveRefused, packSourceFailed } from "../../diagnostics/catalogue/packs.ts";
import { readPackArchive } from "../archive/readPackArchive.ts";
import { versionOfTag } from "../versions.ts";
import { type FetchedPack, PackFault, type PackSource, type Pin } from "./packSource.ts";
import { packOfTree } from "./tree.ts";

export interface GitAccess {
	/** Runs git in an empty folder that is gone afterwards. Throws PackFault where there is no git. */
	git<Result>(action: (run: RunGit) => Promise<Result>): Promise<Result>;
}

/** Gives what git prints, or what it complains of. */
export type RunGit = (
	args: readonly string[],
) => Promise<{ readonly output: Uint8Array } | { readonly complaint: string }>;

/** Tags that are looked at. */
const MOST_TAGS = 20_000;
/** What is fetched, in the empty repository. */
const FETCHED = "refs/pack/fetched";
const commitName = /^[0-9a-f]{40}([0-9a-f]{24})?$/;

export function gitSource(
	access: GitAccess,
	{ text, url, ref }: { readonly text: string; readonly url: string; readonly ref?: string },
): PackSource {
	const refuse = (reason: string): PackFault =>
		new PackFault([packSourceFailed({ from: text, reason: reasonOf(reason) })]);
	let tags: Promise<ReadonlyMap<string, string>> | undefined;
	const tagOf = async (version: string): Promise<string> => {
		tags ??= listTags(access, url, refuse);
		const tag = (await tags).get(version);
		if (tag === undefined) throw refuse(`it has no tag for ${version}`);
		return `refs/tags/${tag}`;
	};
	return {
		versions: async () => {
			if (ref !== undefined) return undefined;
			tags ??= listTags(access, url, refuse);
			return [...(await tags).keys()];
		},
		fetch: async (version) => fetchCommit(access, url, text, ref ?? (await tagOf(version ?? "")), refuse),
		fetchPinned: async ({ commit, version }: Pin) => {
			if (commit === undefined || !commitName.test(commit)) throw refuse(`the lock has no commit for ${version}`);
			return fetchCommit(access, url, text, commit, refuse);
		},
	};
}

/** Tags by the version that they are; of two for one version, the plain one. */
async function listTags(
	access: GitAccess,
	url: string,
	refuse: (reason: string) => PackFault,
): Promise<ReadonlyMap<string, string>> {
	return access.git(async (run) => {
		const listed = await run(["ls-remote", "--tags", "--refs", "--", url]);
		if ("complaint" in listed) throw refuse(listed.complaint);
		const lines = new TextDecoder().decode(listed.output).split("\n", MOST_TAGS);
		const tags = new Map<string, string>();
		for (const line of lines) {
			const [, tag] = /^[0-9a-f]+\trefs\/tags\/(\S+)$/.exec(line) ?? [];
			const version = tag === undefined ? undefined : versionOfTag(tag);
			if (tag !== undefined && version !== undefined && tags.get(version) !== version) tags.set(version, tag);
		}
		return tags;
	});
}

async function fetchCommit(
	access: GitAccess,
	url: string,
	text: string,
	ref: string,
	refuse: (reason: string) => PackFault,
): Promise<FetchedPack> {
	return access.git(async (run) => {
		const ask = async (...args: readonly string[]): Promise<Uint8Array> => {
			const said = await run(args);
			if ("complaint" in said) throw refuse(said.complaint);
			return said.output;
		};
		await ask("init", "--quiet", "--bare");
		await ask("fetch", "--quiet", "--depth=1", "--no-tags", "--", url, `+${ref}:${FETCHED}`);
		const commit = new TextDecoder().decode(await ask("rev-parse", "--verify", `${FETCHED}^{commit}`)).trim();
		if (!commitName.test(commit)) throw refuse("git gives no commit");
		const read = readPackArchive(await ask("archive", "--format=tar", commit), { isTree: true });
		if ("fault" in read) throw new PackFault([packArchiveRefused({ what: `\`${text}\``, reason: read.fault })]);
		return packOfTree(text, read.files, commit);
	});
}

/** What git says is wrong, in one line: what comes first is the cause. */
function reasonOf(complaint: string): string {
	const lines = complaint.split("\n").map((line) => line.trim());
	const said = lines.find((line) => /^(fatal|error):/.test(line)) ?? lines.find((line) => line !== "") ?? "git failed";
	return said
		.replace(/^(fatal|error): (remote error: )?/, "")
		.replace(/\.$/, "")
		.slice(0, 300);
}
