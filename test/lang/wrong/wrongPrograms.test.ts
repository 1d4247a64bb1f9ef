/**
 * What is said of programs that are wrong: every fault once, at its place, with what to do; and that scripts made for OPA find the
 * class of error that OPA gives. Where `opa` is on PATH it is asked again. UPDATE_GOLDENS=1 writes anew what is said, and what OPA says.
 */
import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../../../src/diagnostics/diagnostic.ts";
import { opaIsThere } from "../../hostile/fuzz/opaServer.ts";
import { askOpa } from "./askOpa.ts";
import { diagnose, readPrograms, shown, subjects, type WrongProgram, writePrograms } from "./wrongPrograms.ts";

const opa = opaIsThere();
const updates = process.env.UPDATE_GOLDENS === "1";

if (updates)
	for (const subject of subjects) {
		const programs: WrongProgram[] = [];
		for (const program of readPrograms(subject)) {
			const asked = opa && isRego(program) ? await askOpa(program) : program.opa;
			programs.push({ ...program, opa: isRego(program) ? asked : "none", says: shown(diagnose(program)) });
		}
		writePrograms(subject, programs);
	}

const all = subjects.map((subject) => [subject.replace(".txt", ""), readPrograms(subject)] as const);

function isRego({ modules }: WrongProgram): boolean {
	return modules.every(([name]) => name.endsWith(".rego"));
}

/** The class that a script made for OPA would see: our own code where OPA has no such error. */
const classOf = ({ kind }: Diagnostic): string => kind.opaCode ?? kind.code;

test("there are many of them", () => {
	expect(all.flatMap(([, programs]) => programs).length).toBeGreaterThan(350);
});

describe.each(all)("%s", (_, programs) => {
	test.each(programs)("$title", (program) => {
		const diagnostics = diagnose(program);
		const { opa: theirs, because, says } = program;
		for (const { source, span } of diagnostics) expect([source?.name, span]).not.toContain(undefined);
		// Names that the compiler makes are nobody's business.
		expect(shown(diagnostics)).not.toMatch(/__local|\$\$|undefined/);
		expect(shown(diagnostics)).toBe(says);
		if (!isRego(program)) return;
		const classes = diagnostics.map(classOf);
		const agrees = theirs === "accepts" ? diagnostics.length === 0 : classes.includes(theirs.split(" ")[0] ?? "");
		expect(because === undefined, `OPA says ${theirs}, and here it is ${classes.join(", ")}`).toBe(agrees);
	});

	test.skipIf(!opa)(
		`OPA says so still${opa ? "" : " (there is no opa on PATH: not asked)"}`,
		async () => {
			const waiting = programs.filter(isRego);
			const changed: string[] = [];
			const ask = async (): Promise<void> => {
				for (let program = waiting.pop(); program !== undefined; program = waiting.pop()) {
					const answer = await askOpa(program);
					if (answer !== program.opa) changed.push(`${program.title}: ${answer}`);
				}
			};
			await Promise.all([ask(), ask(), ask(), ask()]);
			expect(changed).toEqual([]);
		},
		120_000,
	);
});
