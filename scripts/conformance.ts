/** `npm run conformance`: all of OPA's cases, a table by group, what fails and why. Exit 0 whatever the figures: tests hold the ratchet. */
import { casesAreThere, readCases } from "../test/conformance/readCases.ts";
import { runCase, type Verdict } from "../test/conformance/runCase.ts";

if (!casesAreThere()) {
	process.stderr.write("the conformance cases are not there: ../shared/conformance/opa-v1\n");
	process.exit(2);
}
const only = process.argv[2];
const groups = new Map<string, { total: number; code: number; pass: number; failures: [string, Verdict][] }>();
for (const test of readCases()) {
	if (only !== undefined && !test.id.includes(only)) continue;
	const group = groups.get(test.group) ?? { total: 0, code: 0, pass: 0, failures: [] };
	groups.set(test.group, group);
	const verdict = runCase(test);
	group.total++;
	if (test.amended !== undefined) process.stdout.write(`as OPA 1.22 has it: ${test.id}\n  ${test.amended}\n`);
	if (verdict.outcome !== "fail") group.code++;
	if (verdict.outcome === "pass") group.pass++;
	else group.failures.push([test.id, verdict]);
}
let total = 0;
let code = 0;
let pass = 0;
const done: string[] = [];
const undone: string[] = [];
for (const [name, group] of groups) {
	total += group.total;
	code += group.code;
	pass += group.pass;
	for (const [id, verdict] of group.failures) {
		process.stdout.write(`${verdict.outcome === "code" ? "TEXT" : "FAIL"} ${id}\n`);
		if (verdict.outcome !== "pass") process.stdout.write(`  ${verdict.why}\n`);
	}
	(group.pass === 0 ? undone : done).push(`${name.padEnd(32)} ${group.pass} of ${group.total}`);
}
process.stdout.write(`\n${done.join("\n")}\n`);
if (undone.length > 0) process.stdout.write(`\nnot done:\n${undone.join("\n")}\n`);
process.stdout.write(`\ncode-pass ${code}, text-pass ${pass}\n${pass} of ${total}\n`);
