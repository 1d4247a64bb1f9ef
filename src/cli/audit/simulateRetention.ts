/** What rules that prune would do to a listing: asked of the library that policies judge them with, so that both say the same. */
import { registryUnreadable } from "../../diagnostics/catalogue/documents.ts";
import type { Document } from "../../documents/document.ts";
import { asObject, listOf, objectOf } from "../../documents/fields.ts";
import { registryKind } from "../../documents/registry/registryKind.ts";
import { Evaluation } from "../../runtime/evaluation/evaluation.ts";
import { RegoSet } from "../../runtime/values/regoSet.ts";
import type { PlainObject } from "../../runtime/values/value.ts";
import { decode } from "../../text/decode.ts";
import { Source } from "../../text/source.ts";
import { noDeclarations } from "../declarations/declarations.ts";
import { evaluationBase } from "../evaluationBase.ts";
import { type Host, HostError } from "../host/host.ts";
import { bundledTexts } from "../packTexts.ts";
import { compileQuery, readModules } from "../query/compileQuery.ts";
import { Refusal } from "../refusal.ts";

/** The rules of a file: an export of ECR, Artifact Registry, Harbor, GitLab, or one in the words of the `registry` kind. Throws Refusal. */
export function readRetention(host: Host, file: string): PlainObject {
	const source = new Source(file, textIn(host, file));
	const { documents } = registryKind.parse(source, { buildArgs: {} });
	const found = documents.map(({ value }: Document) => objectOf(asObject(value), "retention")).find(Boolean);
	if (found === undefined) throw new Refusal([{ ...registryUnreadable(), text: `no rules that prune in \`${file}\`` }]);
	return found;
}

function textIn(host: Host, file: string): string {
	try {
		const decoded = decode(host.files.read(file));
		return "text" in decoded ? decoded.text : "";
	} catch (error) {
		if (!(error instanceof HostError)) throw error;
		throw new Refusal([{ ...registryUnreadable(), text: `cannot read \`${file}\`: ${error.reason}` }]);
	}
}

/** A function from a listing, as a policy sees it, to the digests that the rules would remove from it. */
export async function retentionSimulator(
	host: Host,
	retention: PlainObject,
): Promise<(listing: PlainObject) => ReadonlySet<string>> {
	const { modules } = readModules(bundledTexts(host, "registry", false).sources);
	const query = new Source("<retention>", "pruned := data.lib.retention.pruned(input.retention, input.manifests)");
	const { program } = await compileQuery(modules, query, undefined, noDeclarations, host.elapsed);
	if (program === undefined) throw new Error("the library of retention rules doesn't compile");
	return (listing) => {
		const input = { retention, manifests: listOf(listing, "manifests") };
		const [solution] = program.query(new Evaluation({ input, data: {}, ...evaluationBase(host) }));
		const pruned = solution?.pruned;
		return new Set(pruned instanceof RegoSet ? pruned.unsorted().filter((each) => typeof each === "string") : []);
	};
}

/** What a listing's text comes to, as a policy sees it. */
export function listingValue(name: string, text: string): PlainObject {
	const { documents } = registryKind.parse(new Source(name, text), { buildArgs: {} });
	return asObject(documents[0]?.value) ?? {};
}
