/**
 * Writes docs/hygiene.md from the policies of the bundled pack: the guide's clauses, and the policies that make each executable.
 * `npm run docs`; a test says when the page is stale.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { PolicyInfo } from "../src/findings/finding.ts";
import { parseModule } from "../src/lang/parse/parseModule.ts";
import type { Policy, Verdict } from "../src/lang/tree.ts";
import { loadPack } from "../src/packs/loadPack.ts";
import { withLibraries } from "../src/packs/withLibraries.ts";
import { Source } from "../src/text/source.ts";

interface Clause {
	/** As policies are tagged. */
	readonly tag: string;
	readonly title: string;
	/** Which documents of later versions the clause needs as well. */
	readonly later?: string;
}

/** The guide, in its order. */
const clauses: readonly Clause[] = [
	{ tag: "minimal-base", title: "Minimal base images; a full distribution only on purpose" },
	{ tag: "pin-digest", title: "Images pinned by digest" },
	{ tag: "no-latest", title: "No `latest`, no floating tag" },
	{ tag: "multi-stage", title: "Multi-stage builds, no build tools in the final stage" },
	{
		tag: "no-secrets",
		title: "No secret in ENV, ARG, RUN, COPY, labels, history or layers",
		later: "the content of layers",
	},
	{ tag: "dockerignore", title: "A `.dockerignore` that keeps out `.git`, `*.pem`, `.env`, `node_modules/`" },
	{
		tag: "vuln-scan",
		title: "Images scanned, recently, with nothing fixable and severe left",
		later: "scan reports, SBOMs and the settings of update bots",
	},
	{ tag: "add-vs-copy", title: "COPY, not ADD, for what is only copied" },
	{ tag: "no-root", title: "A user that isn't root: USER, `runAsNonRoot`, `runAsUser`" },
	{ tag: "unpinned-packages", title: "Pinned packages" },
	{ tag: "exposed-ports", title: "No port that needn't be open" },
	{ tag: "clean-up", title: "Caches and build tools cleaned up in the layer that made them" },
	{
		tag: "private-registry",
		title: "Private registries only, with access control and audit",
		later: "access and audit settings of registries",
	},
	{
		tag: "sign-verify",
		title: "What is downloaded is checked; images are signed, and verified at admission",
		later: "signatures, attestations and admission policies",
	},
	{
		tag: "retention-tagging",
		title: "Semantic tags, retention and pruning",
		later: "tag listings and lifecycle rules of registries",
	},
	{ tag: "read-only-fs", title: "A read-only root filesystem" },
	{ tag: "drop-capabilities", title: "All capabilities dropped" },
	{ tag: "explicit-entrypoint", title: "An explicit ENTRYPOINT in exec form" },
];

const kindNames: Readonly<Record<string, string>> = {
	dockerfile: "Dockerfile",
	context: "build context",
	workload: "Kubernetes workload",
	manifest: "Kubernetes manifest",
	image: "image config",
};

interface Entry {
	readonly info: PolicyInfo;
	readonly verdicts: readonly Verdict[];
}

/** The page for the pack in `root`/policies/hygiene. Throws where a tag is no clause. */
export function hygienePage(root: string): string {
	const entries = readEntries(root);
	const unknown = entries
		.flatMap(({ info }) => info.tags)
		// `secrets` is for reports: what such a policy points at is never shown whole.
		.filter((tag) => tag !== "secrets" && !clauses.some((clause) => clause.tag === tag));
	if (unknown.length > 0) throw new Error(`no clause of the guide: ${unknown.join(", ")}`);
	const under = ({ tag }: Clause): readonly Entry[] => entries.filter(({ info }) => info.tags.includes(tag));
	return [
		"<!-- Made from policies/hygiene by `npm run docs`. -->",
		"# The hygiene pack",
		"",
		`${entries.length} policies that make a guide to container image hygiene executable, from the Dockerfile to the pod. A policy stands under each clause`,
		"that it serves. `policy explain CODE` shows one with its examples.",
		"",
		"| clause | policies | needs also, in later versions |",
		"| --- | --- | --- |",
		...clauses.map((clause) => {
			const codes = under(clause).map(({ info }) => `[${info.code}](#${info.code.toLowerCase()})`);
			return `| [${clause.title}](#${clause.tag}) | ${codes.join(" ")} | ${clause.later ?? ""} |`;
		}),
		"",
		"The last column says plainly what is not here yet: those parts of a clause can only be decided from documents that this version doesn't read.",
		"",
		...clauses.flatMap((clause) => [
			`<a id="${clause.tag}"></a>`,
			`## ${clause.title}`,
			"",
			...(clause.later === undefined ? [] : [`Not decided yet: what needs ${clause.later}.`, ""]),
			"| code | what is asked | about | severity | fix |",
			"| --- | --- | --- | --- | --- |",
			...under(clause).map(
				({ info, verdicts }) =>
					`| [${info.code}](#${info.code.toLowerCase()}) | ${cell(info.title)} | ${kindNames[info.on ?? ""] ?? ""} | ${severityOf(info, verdicts)} | ${hasFix(verdicts) ? "yes" : ""} |`,
			),
			"",
		]),
		"## Every policy",
		"",
		...entries.flatMap(describeEntry),
	].join("\n");
}

function describeEntry({ info, verdicts }: Entry): string[] {
	const equivalents =
		info.equivalents.length === 0 ? [] : [`Elsewhere: ${info.equivalents.map((id) => `\`${id}\``).join(", ")}.`];
	return [
		`<a id="${info.code.toLowerCase()}"></a>`,
		`### ${info.code} ${info.title}`,
		"",
		`\`${info.name}\` · ${kindNames[info.on ?? ""] ?? ""} · ${severityOf(info, verdicts)}${hasFix(verdicts) ? " · with a fix" : ""}`,
		"",
		info.about,
		...(equivalents.length === 0 ? [] : ["", ...equivalents]),
		"",
	];
}

/** Advice doesn't fail a run, whatever its severity. */
function severityOf({ severity }: PolicyInfo, verdicts: readonly Verdict[]): string {
	return verdicts.every(({ action }) => action === "warn") ? `${severity}, advice` : severity;
}

const hasFix = (verdicts: readonly Verdict[]): boolean => verdicts.some(({ fix }) => fix !== undefined);

const cell = (text: string): string => text.replaceAll("|", "\\|");

function readEntries(root: string): Entry[] {
	const sources = sourcesIn(join(root, "policies/hygiene"));
	const { pack } = loadPack("hygiene", withLibraries(sources, sourcesIn(join(root, "policies/lib"))));
	if (pack === undefined) throw new Error("the pack doesn't compile");
	const declared = new Map(sources.flatMap((source) => policiesIn(source).map((policy) => [policy.name.name, policy])));
	return pack.policies
		.map(({ info }) => ({
			info,
			verdicts: (declared.get(info.name)?.members ?? []).filter(
				(member): member is Verdict => member.kind === "verdict",
			),
		}))
		.sort((a, b) => (a.info.code < b.info.code ? -1 : 1));
}

function sourcesIn(folder: string): Source[] {
	return readdirSync(folder)
		.filter((name) => name.endsWith(".policy"))
		.sort()
		.map((name) => new Source(name, readFileSync(join(folder, name), "utf8")));
}

function policiesIn(source: Source): readonly Policy[] {
	const items = parseModule(source, { dialect: "policy" }).module?.items ?? [];
	return items.filter((item): item is Policy => item.kind === "policy");
}

const root = fileURLToPath(new URL("../", import.meta.url));
if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(join(root, "docs/hygiene.md"), hygienePage(root));
