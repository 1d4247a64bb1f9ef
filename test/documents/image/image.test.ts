import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import type { Pointer } from "../../../src/documents/document.ts";
import { imageKind } from "../../../src/documents/image/imageKind.ts";
import { formOf } from "../../../src/documents/image/normalizeImage.ts";
import { parseHistory } from "../../../src/documents/image/parseHistory.ts";
import { toJson, toPlain } from "../../../src/runtime/values/json.ts";
import type { Value } from "../../../src/runtime/values/value.ts";
import { Source } from "../../../src/text/source.ts";
import { corpusFiles, hasCorpus, missingNote } from "../corpus.ts";
import { expectGolden } from "../golden.ts";

const cases = join(import.meta.dirname, "cases");
const parse = (text: string) => imageKind.parse(new Source("a.json", text), { buildArgs: {} });

describe.each(["config", "inspect"])("%s", (name) => {
	const source = new Source(`${name}.json`, readFileSync(join(cases, `${name}.json`), "utf8"));
	const { documents, diagnostics } = imageKind.parse(source, { buildArgs: {} });
	const [document] = documents;
	test("is claimed and read without fault", () => {
		expect(imageKind.detect({ path: source.name, head: source.text })).toBe(true);
		expect([documents.length, diagnostics]).toEqual([1, []]);
	});
	test("what policies see", () =>
		expectGolden(join(cases, `${name}.normalized.json`), `${toJson(document?.value as Value, "\t")}\n`));
	test("where it stands", () => {
		const lines = pointersOf(document?.value as Value).map((pointer) => {
			const span = document?.locate(pointer);
			return `/${pointer.join("/")} → ${span === undefined ? "nowhere" : source.slice(span).replace(/\s+/g, " ").slice(0, 80)}`;
		});
		expectGolden(join(cases, `${name}.places.txt`), `${lines.join("\n")}\n`);
	});
});

function pointersOf(value: Value, pointer: Pointer = []): Pointer[] {
	if (typeof value !== "object" || value === null) return [pointer];
	const inner = Array.isArray(value)
		? value.flatMap((item, index) => pointersOf(item as Value, [...pointer, index]))
		: Object.entries(value).flatMap(([key, item]) => pointersOf(item as Value, [...pointer, key]));
	return [pointer, ...inner];
}

describe("what builders record", () => {
	test.each([
		['/bin/sh -c #(nop)  CMD ["bash"]', "", "classic", { keyword: "CMD", text: '["bash"]', form: "exec", args: {} }],
		["/bin/sh -c #(nop) ENV A=b", "", "classic", { keyword: "ENV", text: "A=b", form: "", args: {} }],
		[
			"/bin/sh -c #(nop) COPY dir:0123 in /app ",
			"",
			"classic",
			{ keyword: "COPY", text: "dir:0123 in /app", form: "", args: {} },
		],
		[
			"/bin/sh -c apt-get update && apt-get install -y curl",
			"",
			"classic",
			{ keyword: "RUN", text: "apt-get update && apt-get install -y curl", form: "shell", args: {} },
		],
		[
			"|2 A=1 B=two words /bin/sh -c make",
			"",
			"classic",
			{ keyword: "RUN", text: "make", form: "shell", args: { A: "1", B: "two words" } },
		],
		["|0 /bin/sh -c make", "", "classic", { keyword: "RUN", text: "make", form: "shell", args: {} }],
		["/bin/bash -o pipefail -c a | b", "", "classic", { keyword: "RUN", text: "a | b", form: "shell", args: {} }],
		["cmd /S /C #(nop)  USER app", "", "classic", { keyword: "USER", text: "app", form: "", args: {} }],
		["powershell -Command Get-Item x", "", "classic", { keyword: "RUN", text: "Get-Item x", form: "shell", args: {} }],
		[
			"RUN /bin/sh -c make # buildkit",
			"buildkit.dockerfile.v0",
			"buildkit",
			{ keyword: "RUN", text: "make", form: "shell", args: {} },
		],
		[
			"RUN |1 TOKEN=abc /bin/sh -c make # buildkit",
			"buildkit.dockerfile.v0",
			"buildkit",
			{ keyword: "RUN", text: "make", form: "shell", args: { TOKEN: "abc" } },
		],
		[
			"RUN make install # buildkit",
			"buildkit.dockerfile.v0",
			"buildkit",
			{ keyword: "RUN", text: "make install", form: "exec", args: {} },
		],
		[
			"COPY --from=0 /a /b # buildkit",
			"buildkit.dockerfile.v0",
			"buildkit",
			{ keyword: "COPY", text: "--from=0 /a /b", form: "", args: {} },
		],
		[
			'ENTRYPOINT ["/app"]',
			"buildkit.dockerfile.v0",
			"buildkit",
			{ keyword: "ENTRYPOINT", text: '["/app"]', form: "exec", args: {} },
		],
		["RUN apt-get update", "", "other", { keyword: "RUN", text: "apt-get update", form: "shell", args: {} }],
		["bazel build ...", "", "other", { keyword: "", text: "bazel build ...", form: "", args: {} }],
		["", "", "other", { keyword: "", text: "", form: "", args: {} }],
	])("%s", (createdBy, comment, builder, instruction) => {
		expect(parseHistory(createdBy, comment)).toEqual({ builder, instruction });
	});
});

test.each([
	[[], "none"],
	[["/app"], "exec"],
	[["/bin/sh", "-c", "x"], "shell"],
	[["bash", "-ec", "x"], "shell"],
	[["/bin/bash", "-o", "pipefail", "-c", "x"], "shell"],
	[["/bin/sh"], "exec"],
	[["/bin/sh", "/start.sh"], "exec"],
	[["cmd", "/S", "/C", "x"], "shell"],
	[["C:\\Windows\\System32\\powershell.exe", "-Command", "x"], "shell"],
	[["/usr/bin/wash", "-c"], "exec"],
] as const)("the form of %j is %s", (command, form) => expect(formOf(command)).toBe(form));

describe("what is no image config", () => {
	test.each([
		["an image manifest", '{"schemaVersion": 2, "config": {"digest": "x"}, "layers": []}'],
		["an image index", '{"schemaVersion": 2, "manifests": []}'],
		["an archive's table of contents", '[{"Config": "a.json", "RepoTags": [], "Layers": []}]'],
		["a container", '[{"Id": "x", "State": {}, "Config": {}}]'],
		["a package.json", '{"name": "x", "version": "1", "os": ["linux"]}'],
		["a bill of materials", '{"bomFormat": "CycloneDX", "components": []}'],
		["YAML", "architecture: amd64\nos: linux\n"],
	])("%s isn't claimed", (_, text) => expect(imageKind.detect({ path: "a.json", head: text })).toBe(false));

	test.each([
		["an image manifest", '{"schemaVersion": 2, "layers": []}', ["image-not-a-config"]],
		["a list of nothing known", "[1, {}]", ["image-not-a-config", "image-not-a-config"]],
		["broken JSON", '{"architecture": ', ["yaml-syntax"]],
	])("asked for all the same, %s is a fault", (_, text, codes) => {
		expect(parse(text).diagnostics.map(({ kind }) => kind.code)).toEqual(codes);
	});

	test("fields of odd types are as if they were missing", () => {
		const { documents } = parse(
			'{"architecture": 1, "os": "linux", "config": {"Env": "A=b", "Cmd": "run", "ExposedPorts": [], "Labels": null}, "history": [null, 1]}',
		);
		expect(toPlain(documents[0]?.value ?? null)).toMatchObject({
			architecture: "",
			config: { env: [], cmd: ["run"], exposed_ports: [], labels: {} },
		});
	});
});

test("a head that is cut off anywhere is decided without a fault", () => {
	for (const name of readdirSync(cases)) {
		const text = readFileSync(join(cases, name), "utf8");
		for (let end = 0; end < text.length; end += 7)
			expect(imageKind.detect({ path: name, head: text.slice(0, end) })).toBeTypeOf("boolean");
	}
});

describe.runIf(hasCorpus)(`real configs${missingNote}`, () => {
	test("all are claimed, and what is made of them has the shape that the schema says", () => {
		const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(imageKind.schema as object);
		const faults: string[] = [];
		let count = 0;
		for (const source of corpusFiles("image-configs")) {
			if (!imageKind.detect({ path: source.name, head: source.text.slice(0, 4096) })) continue;
			const { documents, diagnostics } = imageKind.parse(source, { buildArgs: {} });
			faults.push(...diagnostics.map(({ text }) => `${source.name} ${text}`));
			for (const document of documents) {
				count++;
				if (!validate(toPlain(document.value))) faults.push(`${source.name} ${JSON.stringify(validate.errors)}`);
			}
		}
		expect(faults).toEqual([]);
		expect(count).toBeGreaterThanOrEqual(117);
	});
	test("no scan report, bill of materials or signature is taken for one", () => {
		const taken = corpusFiles("sbom", "scan-reports", "signatures", "dependabot").filter(({ name, text }) =>
			imageKind.detect({ path: name, head: text.slice(0, 4096) }),
		);
		expect(taken.map(({ name }) => name)).toEqual([]);
	});
});
