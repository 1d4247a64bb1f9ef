/** What tags pointed at when a repository was audited last: a file that the user names, read and written anew. */
import { auditStateInvalid } from "../../diagnostics/catalogue/registry.ts";
import { asObject, objectOf, textOf } from "../../documents/fields.ts";
import { JsonError, parseJson } from "../../runtime/values/json.ts";
import { type Host, HostError } from "../host/host.ts";
import { Refusal } from "../refusal.ts";

/** Digests by tag. */
export type Tags = ReadonlyMap<string, string>;

export interface TagState {
	/** RFC 3339. */
	readonly listed: string;
	readonly tags: Tags;
}

const VERSION = 1;

/** The states by repository, as people write it; none where there is no file yet. Throws Refusal. */
export function readState(host: Host, file: string): ReadonlyMap<string, TagState> {
	if (host.files.stat(file) === undefined) return new Map();
	const refuse = (reason: string): Refusal => new Refusal([auditStateInvalid({ file, reason })]);
	try {
		const state = asObject(parseJson(new TextDecoder().decode(host.files.read(file))));
		if (state?.version !== VERSION) throw refuse("it isn't of `policy registry audit`");
		const repositories = objectOf(state, "repositories") ?? {};
		return new Map(
			Object.keys(repositories).map((name) => {
				const known = objectOf(repositories, name);
				const tags = Object.entries(objectOf(known, "tags") ?? {});
				return [
					name,
					{
						listed: textOf(known, "listed") ?? "",
						tags: new Map(tags.filter((entry): entry is [string, string] => typeof entry[1] === "string")),
					},
				];
			}),
		);
	} catch (error) {
		if (error instanceof HostError) throw refuse(error.reason);
		if (error instanceof JsonError) throw refuse("it isn't JSON");
		throw error;
	}
}

export function writeState(host: Host, file: string, states: ReadonlyMap<string, TagState>): void {
	const sorted = <T>(entries: Iterable<readonly [string, T]>): (readonly [string, T])[] =>
		[...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
	const repositories = sorted(states).map(([name, { listed, tags }]) => [
		name,
		{ listed, tags: Object.fromEntries(sorted(tags)) },
	]);
	const state = { version: VERSION, repositories: Object.fromEntries(repositories) };
	host.files.write(file, `${JSON.stringify(state, null, 2)}\n`);
}

export interface Move {
	readonly tag: string;
	readonly from: string;
	readonly to: string;
}

/** Tags that point at something else than before; those that are new or gone aren't among them. */
export function movesBetween(before: Tags, now: Tags): Move[] {
	return [...now].flatMap(([tag, to]) => {
		const from = before.get(tag);
		return from === undefined || from === to ? [] : [{ tag, from, to }];
	});
}
