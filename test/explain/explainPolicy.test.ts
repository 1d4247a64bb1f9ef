/** An explanation says what evaluation says: it is asked of bundled policies and real files, some of them each time, for a limited time. */

import { describe, expect, test } from "vitest";
import type { Document } from "../../src/documents/document.ts";
import { kinds } from "../../src/documents/kinds.ts";
import { evaluateDocument } from "../../src/engine/evaluateDocument.ts";
import type { EngineOptions } from "../../src/engine/options.ts";
import { readDocuments } from "../../src/engine/readDocuments.ts";
import { explainPolicy } from "../../src/explain/explainPolicy.ts";
import type { Reason } from "../../src/explain/reason.ts";
import { Ledger, letters } from "../../src/findings/ledger.ts";
import { parseModule } from "../../src/lang/parse/parseModule.ts";
import type { Linked } from "../../src/linking/linked.ts";
import { loadPack } from "../../src/packs/loadPack.ts";
import { noSettings, type PolicyInForce, policiesInForce } from "../../src/packs/policiesInForce.ts";
import type { Source } from "../../src/text/source.ts";
import { corpusFiles, missingNote } from "../documents/corpus.ts";
import { policyFiles } from "../policies/bundledPolicies.ts";

const now = 1_760_000_000_000_000_000n;

/** Milliseconds that each of the tests looks at files. */
const TIME = 8_000;

const libraries = policyFiles[0]?.libraries ?? [];
const sources: readonly Source[] = [...libraries, ...policyFiles.map(({ source }) => source)];
const modules = sources.flatMap((source) => parseModule(source, { dialect: "policy" }).module ?? []);
const { pack } = loadPack("hygiene", sources);
const packs = pack === undefined ? [] : [pack];
const options: EngineOptions = { kinds, packs, settings: noSettings, now };
const policies = policiesInForce(packs, noSettings);

describe("an explanation agrees with the evaluation", () => {
	for (const folder of ["dockerfiles", "k8s", "image-configs"])
		test(`of ${folder}${missingNote}`, { timeout: 120_000 }, () => {
			const files = corpusFiles(folder);
			const end = Date.now() + TIME;
			let asked = 0;
			// Far apart in the list, so that those of one project don't take all the time.
			for (let step = 0; step < files.length && Date.now() < end; step++) {
				const file = files[(step * 37) % files.length] as Source;
				for (const document of readDocuments({ source: file }, options).documents.slice(0, 2))
					for (const policy of someOf(document, step)) {
						compareOne(document, policy);
						asked++;
					}
			}
			if (files.length > 0) expect(asked).toBeGreaterThan(0);
		});
});

/** A document of a run without evidence about images. */
const unlinked = (document: Document): Linked => ({ document, ownerOf: (pointer) => ({ document, pointer }) });

const run = { options, keep: (source: Source) => source, share: (text: string) => text, excusable: () => true };
const listed = (of: readonly PolicyInForce[]) => ({ policies: of, ids: of.map(({ info }) => info.id) });

/** Two policies that find something in a document, and two others. */
function someOf(document: Document, step: number): readonly PolicyInForce[] {
	const speaking = policies.filter(({ info }) => info.on === document.kind);
	const { ledger } = evaluateDocument(unlinked(document), listed(speaking), run);
	const finding = speaking.filter(({ info }) => ledger.outcomes[ledger.policies.indexOf(info.id)] !== letters.pass);
	const others = speaking.filter((policy) => !finding.includes(policy));
	return [finding, others].flatMap((list) =>
		list.length === 0
			? []
			: [...new Set([0, 1].map((at) => list[(step * 7 + at * 13) % list.length] as PolicyInForce))],
	);
}

function compareOne(document: Document, policy: PolicyInForce): void {
	const about = `${policy.info.code} on ${document.source.name} ${document.name}`;
	const { raised, ledger } = evaluateDocument(unlinked(document), listed([policy]), run);
	const explanation = explainPolicy({ document, policy, modules }, options);
	const said = raised.map(({ action, message, place }) => JSON.stringify([action, message, place.pointer]));
	const explained = explanation.findings.map(({ action, message, place }) =>
		JSON.stringify([action, message, place.pointer]),
	);
	expect(said, about).toEqual(expect.arrayContaining(explained));
	expect(explained.length + explanation.more, about).toBe(new Set(said).size);
	for (const { reason } of explanation.findings) expect(standings(reason.reasons), about).not.toContain("fails");
	for (const rule of explanation.rules) {
		expect(rule.standing, about).not.toBe("holds");
		expect(standings(rule.reasons).at(-1), about).toBe(rule.standing);
	}
	const [{ outcome, needs } = { outcome: "pass", needs: [] }] = new Ledger([ledger]);
	if (outcome === "pass") expect(explanation.needs, about).toEqual([]);
	if (outcome === "unknown") expect(explanation.needs, about).toEqual(needs);
}

function standings(reasons: readonly Reason[]): readonly (string | undefined)[] {
	return reasons.map(({ standing }) => standing);
}
