/**
 * Writes what docs/ says of the bundled policies: a page for each (docs/packs), the guide's clauses with the policies that make them
 * executable (docs/hygiene.md), what became of every check that other tools have (docs/catalogue.md, with docs/catalogue/AREA.yaml), and
 * the tour (docs/tour.md).
 * `npm run docs`; a test says when a page is stale.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Described, describePack, pageOf, policyPages, severityText } from "../src/cli/docs/policyPages.ts";
import type { LoadedPack } from "../src/cli/session.ts";
import { loadPack } from "../src/packs/loadPack.ts";
import { withLibraries } from "../src/packs/withLibraries.ts";
import { Source } from "../src/text/source.ts";
import { cataloguePage } from "./cataloguePage.ts";
import { tourPage } from "./tourPage.ts";

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
		later: "accounts and audit logs of registries",
	},
	{
		tag: "sign-verify",
		title: "What is downloaded is checked; images are signed, and verified at admission",
		later: "signatures, attestations and admission policies",
	},
	{
		tag: "retention-tagging",
		title: "Semantic tags, retention and pruning",
	},
	{ tag: "read-only-fs", title: "A read-only root filesystem" },
	{ tag: "drop-capabilities", title: "All capabilities dropped" },
	{ tag: "explicit-entrypoint", title: "An explicit ENTRYPOINT in exec form" },
];

/** Every page that is made, by its path below `docs`. Throws where a policy's tag is no clause. */
export function docPages(root: string): ReadonlyMap<string, string> {
	const packs = bundledPacks(root);
	const all = packs.flatMap(describePack);
	return new Map([
		...[...policyPages(packs)].map(([name, text]): [string, string] => [`packs/${name}`, text]),
		["packs/README.md", packsPage(packs)],
		["hygiene.md", guidePage(all)],
		["catalogue.md", cataloguePage(root, all)],
		["tour.md", tourPage(root)],
	]);
}

function packsPage(packs: readonly BundledPack[]): string {
	return [
		MADE,
		"# The bundled packs",
		"",
		"`packs:` in `policy.yaml` or `--pack NAME` chooses; without either, `hygiene` is in use. `policy list` has filters.",
		"",
		"| pack | policies | about |",
		"| --- | --: | --- |",
		...packs.map(
			({ pack, about }) => `| [${pack.name}](${pack.name}/README.md) | ${pack.policies.length} | ${about} |`,
		),
		"",
	].join("\n");
}

const MADE = "<!-- Made from policies/ by `npm run docs`. -->";

function guidePage(all: readonly Described[]): string {
	const unknown = all
		.flatMap(({ policy }) => policy.info.tags)
		// `secrets` is for reports: what such a policy points at is never shown whole.
		.filter((tag) => tag !== "secrets" && !clauses.some((clause) => clause.tag === tag));
	if (unknown.length > 0) throw new Error(`no clause of the guide: ${[...new Set(unknown)].join(", ")}`);
	const under = ({ tag }: Clause): readonly Described[] => all.filter(({ policy }) => policy.info.tags.includes(tag));
	const link = (each: Described): string => {
		const { code, pack } = each.policy.info;
		return `[${code}](packs/${pack}/${pageOf(each)})`;
	};
	return [
		MADE,
		"# The guide, clause by clause",
		"",
		"What container image hygiene asks for, and the policies that make it executable, from the Dockerfile to the pod. Those of the pack",
		"`hygiene` are in use where nobody says otherwise.",
		"",
		"| clause | policies | needs also, in later versions |",
		"| --- | --: | --- |",
		...clauses.map(
			(clause) => `| [${clause.title}](#${clause.tag}) | ${under(clause).length} | ${clause.later ?? ""} |`,
		),
		"",
		"The last column says plainly what is not here yet: those parts of a clause can only be decided from documents that this version doesn't read.",
		"",
		...clauses.flatMap((clause) => [
			`<a id="${clause.tag}"></a>`,
			`## ${clause.title}`,
			"",
			...(clause.later === undefined ? [] : [`Not decided yet: what needs ${clause.later}.`, ""]),
			"| code | what is asked | about | pack | severity | fix |",
			"| --- | --- | --- | --- | --- | --- |",
			...under(clause).map((each) => {
				const { title, on, pack } = each.policy.info;
				return `| ${link(each)} | ${title.replaceAll("|", "\\|")} | ${on ?? ""} | ${pack} | ${severityText(each)} | ${each.hasFix ? "yes" : ""} |`;
			}),
			"",
		]),
	].join("\n");
}

interface BundledPack extends LoadedPack {
	readonly about: string;
}

function bundledPacks(root: string): readonly BundledPack[] {
	const folder = join(root, "policies");
	const libraries = sourcesIn(join(folder, "lib"));
	return readdirSync(folder, { withFileTypes: true })
		.filter((entry) => entry.isDirectory() && entry.name !== "lib")
		.map(({ name }) => {
			const sources = sourcesIn(join(folder, name));
			const { pack } = loadPack(name, withLibraries(sources, libraries));
			if (pack === undefined) throw new Error(`the pack ${name} doesn't compile`);
			const about = /^about: (.*)$/m.exec(readFileSync(join(folder, name, "pack.yaml"), "utf8"))?.[1] ?? "";
			return { pack, sources, about };
		})
		.sort((a, b) => (a.pack.name < b.pack.name ? -1 : 1));
}

function sourcesIn(folder: string): Source[] {
	return readdirSync(folder)
		.filter((name) => name.endsWith(".policy"))
		.sort()
		.map((name) => new Source(name, readFileSync(join(folder, name), "utf8")));
}

const root = fileURLToPath(new URL("../", import.meta.url));
if (process.argv[1] === fileURLToPath(import.meta.url)) {
	// A page of a policy that is gone would stay.
	rmSync(join(root, "docs/packs"), { recursive: true, force: true });
	for (const [name, text] of docPages(root)) {
		const file = join(root, "docs", name);
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, text);
	}
}
