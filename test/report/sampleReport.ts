/** A report made by hand that has one of everything a format must be able to say. */
import { suppressionUnused } from "../../src/diagnostics/catalogue/configuration.ts";
import { fileNotText } from "../../src/diagnostics/catalogue/files.ts";
import { at } from "../../src/diagnostics/diagnostic.ts";
import type { LedgerEntry, Report } from "../../src/findings/finding.ts";
import { makeReport } from "../../src/findings/makeReport.ts";
import { settle } from "../../src/findings/settle.ts";
import { Source } from "../../src/text/source.ts";
import { policy, raisedAt } from "../findings/sample.ts";

const dockerfile = new Source(
	"app/Dockerfile",
	[
		"# policy: ignore ACME003 -- the build server needs it (until 2027-01-31)",
		"FROM ubuntu:22.04 AS build",
		"ENV API_TOKEN=hunter2-s3cr3t",
		"FROM $BASE",
		"\u{1f600} naïve line",
		"USER root",
		"",
	].join("\n"),
);
const manifest = new Source("deploy/web app.yaml", "kind: Deployment\nspec:\n  image: nginx\n");
const binary = new Source("deploy/logo.yaml", "");

const base = policy();
const stage = policy({
	id: "acme.images.stage",
	name: "stage",
	code: "ACME003",
	title: "No build stage",
	severity: "low",
	about: "",
	see: [],
});
const token = policy({
	id: "acme.images.token",
	name: "token",
	code: "ACME002",
	title: "No secret in ENV",
	severity: "critical",
	about: "Whoever can pull the image can read it.",
	tags: ["secrets"],
	see: ["CIS Docker 4.10"],
});
const user = policy({
	id: "hygiene.user",
	name: "user",
	code: "DF020",
	title: "Not root",
	severity: "medium",
	about: "A process that breaks out of the container is root on the host.",
	see: ["https://docs.docker.com/build/building/best-practices/#user"],
	equivalents: ["DL3002"],
});
const tag = policy({
	id: "k8s.tag",
	name: "tag",
	code: "tag",
	on: "manifest",
	title: "",
	severity: "info",
	about: "",
	see: [],
});

const entry = (
	source: Source,
	kind: string,
	document: string,
	id: string,
	over: Partial<LedgerEntry>,
): LedgerEntry => ({
	source: source.name,
	kind,
	document,
	policy: id,
	outcome: "fail",
	...over,
});

const spanOf = (source: Source, text: string) => ({
	start: source.text.indexOf(text),
	end: source.text.indexOf(text) + text.length,
});

const settled = settle({
	today: "2026-06-15",
	policies: [base, stage, token, user, tag],
	sources: [
		{ source: dockerfile, kinds: ["dockerfile"] },
		{ source: manifest, kinds: ["manifest"] },
	],
	raised: [
		raisedAt(dockerfile, "ubuntu:22.04", {
			policy: base,
			message: "`ubuntu:22.04` isn't served by registry.acme.example",
			place: {
				source: dockerfile,
				span: spanOf(dockerfile, "ubuntu:22.04"),
				pointer: ["stages", 0, "from", "ref"],
				document: "",
			},
			fix: [{ span: spanOf(dockerfile, "ubuntu"), text: "registry.acme.example/ubuntu" }],
		}),
		raisedAt(dockerfile, "AS build", { policy: stage, message: "stage `build` isn't used" }),
		raisedAt(dockerfile, "API_TOKEN=hunter2-s3cr3t", {
			policy: token,
			message: "`API_TOKEN` holds a secret",
			fix: [{ span: spanOf(dockerfile, "ENV API_TOKEN=hunter2-s3cr3t\n"), text: "" }],
		}),
		raisedAt(dockerfile, "line", { policy: user, message: "a column after an emoji" }),
		raisedAt(dockerfile, "root", { policy: user, message: "the image runs as root\nand shouldn't", action: "warn" }),
		raisedAt(manifest, "nginx", {
			policy: tag,
			kind: "manifest",
			message: "`nginx` has no tag",
			place: {
				source: manifest,
				span: spanOf(manifest, "nginx"),
				pointer: ["spec", "a/b~c", 0],
				document: "Deployment/shop/web",
			},
		}),
		raisedAt(manifest, "kind", {
			policy: tag,
			kind: "manifest",
			message: "the file as a whole",
			place: { source: manifest, span: undefined, pointer: [], document: "" },
		}),
	],
	ledger: [
		entry(dockerfile, "dockerfile", "", base.id, {}),
		entry(dockerfile, "dockerfile", "", stage.id, {}),
		entry(dockerfile, "dockerfile", "", token.id, {}),
		entry(dockerfile, "dockerfile", "", user.id, { outcome: "unknown", needs: ["BASE"] }),
		entry(manifest, "manifest", "Deployment/shop/web", tag.id, {}),
		entry(manifest, "manifest", "Service/shop/web", tag.id, { outcome: "pass" }),
		entry(manifest, "manifest", "Job/shop/web", tag.id, { outcome: "skipped", reason: "switched off" }),
		entry(manifest, "manifest", "CronJob/shop/web", tag.id, { outcome: "error", reason: "took too long" }),
	],
});

export const sampleReport: Report = makeReport({
	files: [
		{ source: manifest.name, documents: [{ kind: "manifest", name: "Deployment/shop/web" }] },
		{ source: dockerfile.name, documents: [{ kind: "dockerfile", name: "" }] },
		{ source: binary.name, documents: [] },
		{ source: "README.md", documents: [], skipped: "no kind of document claims it" },
	],
	policies: [base, stage, token, user, tag],
	findings: settled.findings,
	ledger: settled.ledger,
	diagnostics: [
		...settled.diagnostics,
		at(binary, undefined, fileNotText({ fault: "binary", at: 3 })),
		at(dockerfile, spanOf(dockerfile, "ACME003"), suppressionUnused({ code: "ACME003" })),
	],
});

export const emptyReport: Report = makeReport({ files: [], policies: [], findings: [], ledger: [], diagnostics: [] });

/** Texts that would break out of every format if it let them. */
export const hostileTexts: readonly string[] = [
	"]]><script>alert(1)</script><!--",
	"\u0000\u001b[31mred\u0007\u0085\u2028next\u202Eesrever",
	"\ud800 half \udc00 pairs",
	"line\r\nbreaks\n::error::injected\n%0A::warning::x",
	"| cell | `code | <b>`` @octocat #1 [link](javascript:alert) ![i](x) ${1+1} # SKIP \\# \\",
	"&amp; \" ' < > </style></title>",
	"",
];

const hostileSources = hostileTexts.map(
	(text, index) => new Source(`${text.replace(/\s/g, " ")}${index}/Dockerfile`, `FROM x\nUSER ${text}\n`),
);
const hostilePolicies = hostileTexts.map((text, index) =>
	policy({
		id: `hostile.p${index}${text}`,
		name: `p${index}`,
		code: `H${index}${text}`,
		title: text,
		about: text,
		see: [text, `https://x.example/${text}`],
		tags: [text],
	}),
);
const hostileSettled = settle({
	today: "2026-06-15",
	policies: hostilePolicies,
	sources: hostileSources.map((source) => ({ source, kinds: ["dockerfile"] })),
	raised: hostileSources.flatMap((source, index) =>
		["USER", "FROM"].map((word) =>
			raisedAt(source, word, { policy: hostilePolicies[index] ?? base, message: hostileTexts[index] ?? "" }),
		),
	),
	ledger: hostileSources.map((source, index) => entry(source, "dockerfile", "", hostilePolicies[index]?.id ?? "", {})),
});

export const hostileReport: Report = makeReport({
	files: hostileSources.map(({ name }) => ({ source: name, documents: [{ kind: "dockerfile", name: "" }] })),
	policies: hostilePolicies,
	findings: hostileSettled.findings,
	ledger: [
		...hostileSettled.ledger,
		...hostileSources.map((source, index) =>
			entry(source, "manifest", "", hostilePolicies[index]?.id ?? "", {
				outcome: "error",
				reason: hostileTexts[index] ?? "",
			}),
		),
	],
	diagnostics: hostileSources.map((source, index) =>
		at(source, { start: 0, end: 4 }, suppressionUnused({ code: hostileTexts[index] ?? "" })),
	),
});
