import { expect, test } from "vitest";
import { makeReport } from "../../src/findings/makeReport.ts";
import { compile, evaluate } from "../../src/index.ts";
import { formats } from "../../src/report/formats.ts";

const text = `# METADATA
# title: Users
# related_resources: [https://acme.example/users]
# custom:
#   id: ACME-1
#   severity: HIGH
#   provider: docker
package acme.users

import rego.v1

# METADATA
# description: Nobody needs root.
# custom: {team: images, severity: LOW}
deny contains "root" if input.stages
`;

test("a rule is what its METADATA and its package's say, the nearest first; further fields reach reports", () => {
	const { pack } = compile({ "users.rego": text });
	const info = pack?.policies[0]?.info;
	expect(info).toMatchObject({
		code: "ACME-1",
		title: "Users",
		severity: "low",
		about: "Nobody needs root.",
		see: ["https://acme.example/users"],
		custom: { id: "ACME-1", severity: "LOW", provider: "docker", team: "images" },
	});
	const report = evaluate({ Dockerfile: "FROM a\n" }, pack === undefined ? [] : [pack]);
	for (const id of ["json", "sarif"]) {
		const written = formats.find((format) => format.id === id)?.write(makeReport(report), { version: "1" } as never);
		expect(JSON.stringify(written), id).toContain("images");
	}
});
