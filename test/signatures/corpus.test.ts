/** The table of verdicts against what the verifier says, and every file of the corpus in it. */
import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { nodeCrypto } from "../../src/cli/host/nodeCrypto.ts";
import type { Document } from "../../src/documents/document.ts";
import { fieldOf, objectOf, textOf } from "../../src/documents/fields.ts";
import { signatureKind } from "../../src/documents/signature/signatureKind.ts";
import type { PlainObject } from "../../src/runtime/values/value.ts";
import { verifierOf } from "../../src/signatures/verifier.ts";
import { Source } from "../../src/text/source.ts";
import { others, type Trust, type Verdict, verdicts } from "./corpusVerdicts.ts";
import { corpus, corpusFile, corpusIsThere, trustNamed } from "./trusts.ts";

/** When the table was written. */
const now = (): number => Date.parse("2026-11-28T00:00:00Z");
const title = corpusIsThere ? "the corpus" : "the corpus (../shared/corpus/signatures is missing)";

describe.skipIf(!corpusIsThere)(title, () => {
	test("every file is in the table", () => {
		const listed = new Set(verdicts.map(({ file }) => file));
		const unlisted = readdirSync(corpus).filter(
			(name) =>
				listed.has(name) ===
				others.some(({ files }) => (files instanceof RegExp ? files.test(name) : files.includes(name))),
		);
		expect(unlisted).toEqual([]);
	});

	test.each(verdicts.map((row) => [`${row.file.slice(-70)}, trusting ${row.trust}`, row] as const))("%s", (_, row) => {
		const found = read(row).map(({ value }) => {
			const signature = value as PlainObject;
			return fieldOf(signature, "verified") === true ? "accepted" : textOf(objectOf(signature, "reason"), "code");
		});
		expect(found.length).toBeGreaterThan(0);
		expect([...new Set(found)], row.why).toEqual([row.verdict]);
	});

	test.each(others.map(({ what, files }) => [what, files] as const))("%s aren't signatures", (_, files) => {
		const names = readdirSync(corpus).filter((name) =>
			files instanceof RegExp ? files.test(name) : files.includes(name),
		);
		expect(names.length).toBeGreaterThan(0);
		expect(names.filter((name) => detects(name))).toEqual([]);
	});
});

function candidate(name: string) {
	const bytes = corpusFile(name);
	return { path: name, head: new TextDecoder().decode(bytes.subarray(0, 8192)), start: bytes.subarray(0, 8192) };
}

const detects = (name: string): boolean => signatureKind.detect(candidate(name));

function read({ file, trust, artifactOf }: Verdict): readonly Document[] {
	const bytes = corpusFile(file);
	expect(detects(file)).toBe(true);
	const isBinary = bytes[0] === 0xd2;
	const artifact = artifactOf === undefined ? undefined : digestsIn(artifactOf);
	const verify = verifierOf([{ trust: trustNamed(trust as Trust, bytes) }], { crypto: nodeCrypto, now });
	const { documents } = signatureKind.parse(new Source(file, isBinary ? "" : new TextDecoder().decode(bytes)), {
		buildArgs: {},
		...(isBinary && {
			bytes: { size: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) },
		}),
		verifySignature: (material, subject) =>
			verify(material, artifact === undefined ? subject : { ...subject, digests: artifact }),
	});
	return documents;
}

/** What another file's signature is of, as it says. */
function digestsIn(file: string): readonly string[] {
	const { documents } = signatureKind.parse(new Source(file, new TextDecoder().decode(corpusFile(file))), {
		buildArgs: {},
	});
	return documents.flatMap(({ subject }) => subject?.digests ?? []);
}
