/**
 * `npm run cel-check`: the verdicts of exported policies in Kubernetes' own evaluator of admission policies beside ours, on the examples
 * of the policies and on ../shared/corpus/k8s. Needs Go, which fetches the module k8s.io/apiserver; CEL_CHECK may name a folder in
 * which the built program is kept. Prints what doesn't compile and each disagreement, and fails where there is one.
 */
import { spawnSync } from "node:child_process";
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parse as parseYaml } from "yaml";
import { admissionPolicy } from "../src/cel/admissionPolicy.ts";
import type { SaidPolicy } from "../src/cel/exportPolicies.ts";
import { apiVersionOf, resources } from "../src/cel/resources.ts";
import { examplesIn } from "../src/cli/examples.ts";
import { kinds } from "../src/documents/kinds.ts";
import { evaluate } from "../src/engine/evaluate.ts";
import type { Pack } from "../src/packs/pack.ts";
import { listsToSets } from "../src/runtime/types/checkValue.ts";
import type { Value } from "../src/runtime/values/value.ts";
import { Source } from "../src/text/source.ts";
import { digestOf, exportedFrom, keyOf, loaded, type Params, packNames, root, textsIn } from "./cel-check/exported.ts";
import { madeUpObject } from "./cel-check/madeUpObject.ts";

/** All of them, or those named on the command line. */
const asked = process.argv.slice(2);
const isAsked = (name: string): boolean => asked.length === 0 || asked.includes(name);
const corpus = resolve(root, "../shared/corpus/k8s");

const served = new Set(resources.map((resource) => `${apiVersionOf(resource)} ${resource.kind}`));

const madeUp = 3000;

/** Objects that are judged under the same parameters. */
interface Round {
	readonly pack: Pack;
	readonly said: readonly SaidPolicy[];
	readonly params: Params;
	readonly objects: readonly string[];
}
interface Verdict {
	readonly undecodable?: string;
	readonly denied?: Readonly<Record<string, readonly string[]>>;
	readonly errors?: Readonly<Record<string, readonly string[]>>;
}

const manifestKind = kinds.find(({ id }) => id === "manifest");
/** The objects of a file, each as a line of JSON. */
function objectsIn(name: string, text: string): string[] {
	if (!/\.(ya?ml|json)$/.test(name)) return [];
	return (
		manifestKind
			?.parse(new Source(name, text), { buildArgs: {} })
			.documents.map(({ value }) => JSON.stringify(value)) ?? []
	);
}

const totals = {
	packs: [] as string[],
	compared: 0,
	objects: 0,
	undecodable: 0,
	refused: 0,
	elsewhere: 0,
	unfilled: 0,
	unknown: 0,
	denied: 0,
	messages: 0,
	differ: 0,
	sayOtherwise: 0,
};
const digests = new Map<string, string>();
const oracle = builtOracle();
for (const name of packNames) if (isAsked(name)) checkPack(name);
if (isAsked("cases")) checkCases();
if (isAsked("objects")) checkObjects();
console.log(totals.packs.join("\n"));
console.log(
	`${totals.compared} verdicts compared on ${totals.objects} objects: ${totals.denied} findings by both, ${totals.differ} differ; ` +
		`${totals.undecodable} objects the API can't decode, ${totals.elsewhere} of custom kinds or old versions, ${totals.refused} it refuses before, ${totals.unfilled} with placeholders for images, ${totals.unknown} verdicts left out because something isn't known; ` +
		`${totals.messages} messages compared, ${totals.sayOtherwise} differ`,
);
process.exitCode = totals.differ === 0 ? 0 : 1;
// A test asks whether what is exported is still what was compared.
if (totals.differ === 0 && asked.length === 0)
	writeFileSync(
		join(root, "test/cel/checked.json"),
		`${JSON.stringify(Object.fromEntries(digests), undefined, "\t")}\n`,
	);

/** Whether the API's types have every field of what we deploy and export. Custom kinds have none there. */
function checkObjects(): void {
	const deployed = ["deploy/manifests", "test/golden/deploy"].flatMap((folder) =>
		readdirSync(join(root, folder)).flatMap((name) => objectsIn(name, readFileSync(join(root, folder, name), "utf8"))),
	);
	const options = { failOn: "medium", auditOnly: false, failurePolicy: "Fail", exempt: ["kube-system"] } as const;
	const exported = packNames.flatMap((name) =>
		exportedFrom(loaded(name, `policies/${name}`)).flatMap((each) =>
			"reason" in each ? [] : admissionPolicy(each, each.info.severity, options),
		),
	);
	const objects = [...deployed, ...exported.map((object) => JSON.stringify(object))].filter(
		(text) => !/"apiVersion":"(cert-manager|monitoring|kustomize)/.test(text),
	);
	const run = spawnSync(oracle, ["strict"], { input: objects.join("\n"), encoding: "utf8", maxBuffer: 1 << 30 });
	if (run.status !== 0) throw new Error(`Kubernetes' own code stopped: ${run.stderr}`);
	const faults = run.stdout
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line) as string);
	for (const [index, fault] of faults.entries()) {
		if (fault === "") continue;
		totals.differ++;
		console.log(`the API's types don't have this: ${fault}\n  ${objects[index]?.slice(0, 300)}`);
	}
	totals.packs.push(`${objects.length} objects that we deploy or export decoded strictly by the API's types`);
}

/** A policy for each construct of the language, on objects of a kind whose fields the API leaves open. */
function checkCases(): void {
	const cases = loaded("cases", "test/cel/cases");
	const exported = exportedFrom(cases);
	const said = exported.filter((each): each is SaidPolicy => !("reason" in each));
	for (const each of said) digests.set(keyOf(each), digestOf(each));
	compare({ pack: cases.pack, said, params: {}, objects: Array.from({ length: madeUp }, madeUpObject) });
	totals.packs.push(`cases: ${said.length} of ${exported.length} exported, on ${madeUp} made-up objects`);
}

function checkPack(name: string): void {
	const given = loaded(name, `policies/${name}`);
	const { pack } = given;
	const exported = (params: Params) => exportedFrom(given, params);
	const standard = exported({});
	const rounds = new Map<string, { params: Params; objects: Set<string> }>();
	const add = (params: Params, objects: readonly string[]): void => {
		const key = JSON.stringify(params, (_, value) =>
			value !== null && typeof value === "object" && "sorted" in value ? value.sorted() : value,
		);
		const round = rounds.get(key) ?? { params, objects: new Set() };
		rounds.set(key, round);
		for (const object of objects) round.objects.add(object);
	};
	for (const { files, on } of examplesIn(textsIn(`policies/${name}`))) {
		if (on !== "workload" && on !== "manifest") continue;
		const texts = Object.fromEntries(
			Object.entries(files).map(([file, text]) => [file === "" ? "example.yaml" : file, text]),
		);
		const settings = texts["policy.yaml"];
		const objects = Object.entries(texts).flatMap(([file, text]) =>
			file === "policy.yaml" ? [] : objectsIn(file, text),
		);
		add(settings === undefined ? {} : paramsIn(pack, settings), objects);
	}
	if (existsSync(corpus))
		for (const file of readdirSync(corpus)) add({}, objectsIn(file, readFileSync(join(corpus, file), "utf8")));
	for (const { params, objects } of rounds.values()) {
		const said = (Object.keys(params).length === 0 ? standard : exported(params)).filter(
			(each) => !("reason" in each),
		) as SaidPolicy[];
		compare({ pack, said, params, objects: [...objects] });
	}
	for (const each of standard) if (!("reason" in each)) digests.set(keyOf(each), digestOf(each));
	const count = new Set(standard.map(({ info }) => info.id)).size;
	const unsaid = standard.filter((each) => "reason" in each).length;
	totals.packs.push(`${name}: ${count - unsaid} of ${count} policies on workloads and manifests exported`);
}

function paramsIn(pack: Pack, settings: string): Params {
	const { params = {} } = (parseYaml(settings) ?? {}) as { params?: Params };
	return Object.fromEntries(
		Object.entries(params).flatMap(([name, values]) => {
			const policy = pack.policies.find(({ info }) => info.name === name || info.code === name || info.id === name);
			if (policy === undefined) return [];
			const typed = Object.entries(values).map(([key, value]) => {
				const type = policy.params.find((param) => param.name === key)?.type;
				return [key, type === undefined ? value : listsToSets(value, type)];
			});
			return [[policy.info.id, Object.fromEntries(typed) as Record<string, Value>]];
		}),
	);
}

function compare({ pack, said, params, objects }: Round): void {
	const options = { failOn: "info", auditOnly: false, failurePolicy: "Fail", exempt: [] } as const;
	const policies = said.map((each, index) => ({
		id: String(index),
		since: each.since,
		kinds: each.resources.map(({ group, version, kind }) => `${group}/${version}/${kind}`),
		policy: admissionPolicy(each, each.info.severity, options)[0]?.spec,
	}));
	const run = spawnSync(oracle, {
		input: [JSON.stringify(policies), ...objects].join("\n"),
		encoding: "utf8",
		maxBuffer: 1 << 30,
	});
	if (run.status !== 0) throw new Error(`Kubernetes' own code stopped: ${run.stderr}`);
	const [faults, ...verdicts] = run.stdout
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line) as unknown);
	for (const [index, fault] of Object.entries(faults as Record<string, string>)) {
		totals.differ++;
		console.log(`${said[Number(index)]?.info.id} doesn't compile: ${fault}`);
	}
	const inputs = objects.map((text, index) => ({ source: new Source(`${index}.json`, text) }));
	const report = evaluate(inputs, { kinds, packs: [pack], settings: { severities: new Map(), params }, now: 0n });
	const found = new Map<string, Set<string>>();
	for (const { policy, action, message, place } of report.findings) {
		const key = `${place.source.name} ${policy.id} ${action}`;
		found.set(key, (found.get(key) ?? new Set()).add(message));
	}
	const open = new Set([...report.ledger.where("unknown", "error")].map(({ source, policy }) => `${source} ${policy}`));
	const judged = new Set([...report.ledger].map(({ source, policy }) => `${source} ${policy}`));
	for (const [at, text] of objects.entries()) {
		const verdict = verdicts[at] as Verdict;
		totals.objects++;
		if (verdict.undecodable !== undefined) {
			totals.undecodable++;
			continue;
		}
		const left = leftOut(text);
		if (left !== undefined) {
			totals[left]++;
			continue;
		}
		for (const [index, { info, action, validations }] of said.entries()) {
			if (faults !== null && String(index) in (faults as object)) continue;
			const key = `${at}.json ${info.id}`;
			if (open.has(key)) totals.unknown++;
			// What we don't take for a document of the kind has no verdict of ours: patches, objects without containers.
			if (open.has(key) || !judged.has(key)) continue;
			totals.compared++;
			const ours = found.get(`${key} ${action}`);
			const theirs = verdict.denied?.[index];
			const errors = verdict.errors?.[index];
			if (errors !== undefined || (ours === undefined) !== (theirs === undefined)) {
				totals.differ++;
				const theirSide = errors ?? theirs ?? "nothing";
				if (totals.differ <= 40)
					console.log(
						`${info.id}: ours ${JSON.stringify([...(ours ?? [])])}; theirs ${JSON.stringify(theirSide)}\n  ${text.slice(0, 1500)}`,
					);
			} else if (ours !== undefined && theirs !== undefined) {
				totals.denied++;
				if (validations.some(({ messageExpression }) => messageExpression === undefined)) continue;
				totals.messages++;
				const own = new Set([...ours]);
				const all = theirs.flatMap((message) => message.slice(info.code.length + 2).split("; "));
				// Messages may hold "; " themselves.
				const same = all.join("; ").length === [...own].join("; ").length || all.every((message) => own.has(message));
				if (same) continue;
				totals.sayOtherwise++;
				if (totals.sayOtherwise <= 20)
					console.log(`${info.id} says otherwise: ours ${JSON.stringify([...own])}; theirs ${JSON.stringify(all)}`);
			}
		}
	}
}

/** Why no API server asks exported policies about an object: of a custom kind or an old version, refused before, or still to be filled in. */
function leftOut(text: string): "elsewhere" | "refused" | "unfilled" | undefined {
	const { apiVersion, kind, spec } = JSON.parse(text) as {
		apiVersion: string;
		kind: string;
		spec?: { selector?: unknown };
	};
	if (!served.has(`${apiVersion} ${kind}`)) return "elsewhere";
	// These need a selector.
	if (apiVersion === "apps/v1" && spec?.selector === undefined) return "refused";
	// Host paths must not hold `..`, nor may an image be named by a placeholder.
	if (/"hostPath":\{[^}]*"path":"([^"]*\/)?\.\.(\/|")/.test(text)) return "refused";
	return /"image":"[^"]*[$<{%]/.test(text) ? "unfilled" : undefined;
}

function builtOracle(): string {
	if (spawnSync("go", ["version"]).status !== 0) {
		console.error("Go isn't there: the comparison needs it to run Kubernetes' own code");
		process.exit(2);
	}
	const kept = process.env.CEL_CHECK;
	const folder = kept ?? mkdtempSync(join(tmpdir(), "cel-check-"));
	mkdirSync(folder, { recursive: true });
	if (kept === undefined) process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
	for (const name of ["go.mod", "oracle.go"])
		copyFileSync(resolve(import.meta.dirname, "cel-check", name), join(folder, name));
	const build = spawnSync("go", ["build", "-mod=mod", "-o", "oracle", "."], { cwd: folder, stdio: "inherit" });
	if (build.status !== 0) process.exit(2);
	return join(folder, "oracle");
}
