/**
 * The bundled policies as the tests of this folder see them: one file each, compiled alone with the pack's libraries.
 * Reads `policies/`; changes nothing there.
 */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { examplesIn, type PolicyExample } from "../../src/cli/examples.ts";
import { memoryFolder } from "../../src/cli/testing/memoryFolder.ts";
import { kinds } from "../../src/documents/kinds.ts";
import { evaluate } from "../../src/engine/evaluate.ts";
import type { Finding, Report } from "../../src/findings/finding.ts";
import { parseModule } from "../../src/lang/parse/parseModule.ts";
import type { Policy, PolicyMember, Verdict } from "../../src/lang/tree.ts";
import { loadPack } from "../../src/packs/loadPack.ts";
import type { Pack } from "../../src/packs/pack.ts";
import { noSettings } from "../../src/packs/policiesInForce.ts";
import { Source } from "../../src/text/source.ts";

export const root: string = fileURLToPath(new URL("../../", import.meta.url));

export interface PolicyFile {
	/** `hygiene/apt_unpinned` */
	readonly name: string;
	readonly source: Source;
	readonly policy: Policy;
	readonly examples: readonly PolicyExample[];
	/** What it may import. */
	readonly libraries: readonly Source[];
}

/** Every file of every bundled pack that declares a policy. */
export const policyFiles: readonly PolicyFile[] = readdirSync(path.join(root, "policies"), { withFileTypes: true })
	.filter((entry) => entry.isDirectory() && entry.name !== "lib")
	.flatMap((entry) => filesOf(entry.name));

function filesOf(pack: string): PolicyFile[] {
	const parsed = sourcesOf(pack).map((source) => ({ source, policy: policyIn(source) }));
	const libraries = [
		...sourcesOf("lib"),
		...parsed.filter(({ policy }) => policy === undefined).map(({ source }) => source),
	];
	return parsed.flatMap(({ source, policy }) => {
		if (policy === undefined) return [];
		const name = `${pack}/${path.posix.basename(source.name, ".policy")}`;
		return [{ name, source, policy, examples: examplesIn([source]), libraries }];
	});
}

function sourcesOf(pack: string): Source[] {
	const folder = `policies/${pack}`;
	return readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
		.map((name) => name.split(path.sep).join("/"))
		.filter((name) => /\.(policy|rego)$/.test(name))
		.sort()
		.map((name) => new Source(`${folder}/${name}`, readFileSync(path.join(root, folder, name), "utf8")));
}

function policyIn(source: Source): Policy | undefined {
	if (!source.name.endsWith(".policy")) return undefined;
	const items = parseModule(source, { dialect: "policy" }).module?.items ?? [];
	return items.find((item): item is Policy => item.kind === "policy");
}

export const verdictsOf = ({ policy }: PolicyFile): readonly Verdict[] =>
	policy.members.filter((member: PolicyMember): member is Verdict => member.kind === "verdict");

/** Which verdicts of a policy are left out: blanks stand where they stood. */
type Without = (verdicts: readonly Verdict[]) => readonly Verdict[];

/** The policies of some files as one pack, on request without some verdicts of each policy. */
export function compiled(files: readonly PolicyFile[], without: Without = () => []): Pack {
	const libraries = new Map(files.flatMap((file) => file.libraries.map((library) => [library.name, library])));
	const sources = files.map((file) => {
		let { text } = file.source;
		for (const { span } of without(verdictsOf(file)))
			text = text.slice(0, span.start) + text.slice(span.start, span.end).replace(/[^\n]/g, " ") + text.slice(span.end);
		return new Source(file.source.name, text);
	});
	const { pack, diagnostics } = loadPack("bundled", [...sources, ...libraries.values()]);
	const errors = diagnostics.filter(({ kind }) => kind.severity === "error");
	if (pack === undefined || errors.length > 0) throw new Error(`the packs don't compile: ${errors[0]?.text}`);
	return pack;
}

/** One policy of a pack. */
export const alone = (pack: Pack, { policy }: PolicyFile): Pack => ({
	...pack,
	policies: pack.policies.filter(({ info }) => info.name === policy.name.name),
});

/** The files of an example. A single text is named for its kind; a `policy.yaml` isn't among them. */
export function filesIn({ files, on }: PolicyExample): Readonly<Record<string, string>> {
	const single = files[""];
	if (single === undefined) return Object.fromEntries(Object.entries(files).filter(([name]) => name !== "policy.yaml"));
	const name =
		on === "dockerfile" || on === "context"
			? "Dockerfile"
			: ["image", "scan", "sbom", "vex"].includes(on)
				? `${on}.json`
				: "pod.yaml";
	return { [name]: single };
}

/** What a pack finds in some files, each read as any run would read it or, where there is one alone, as the kind it is for. */
export function reportOn(files: Readonly<Record<string, string>>, on: string, pack: Pack): Report {
	const names = Object.keys(files);
	const inputs = names.map((name) => ({
		source: new Source(name, files[name] ?? ""),
		...(names.length === 1 ? { kind: on } : {}),
		siblings: memoryFolder(files, name.slice(0, name.lastIndexOf("/") + 1)),
	}));
	return evaluate(inputs, {
		kinds,
		evidence: inputs,
		packs: [pack],
		settings: noSettings,
		now: BigInt(Date.UTC(2026, 5, 15)) * 1_000_000n,
	});
}

export const findingsIn = (example: PolicyExample, pack: Pack): readonly Finding[] =>
	reportOn(filesIn(example), example.on, pack).findings;
