/** Runs the rules whose names begin with `test_`, as OPA's test runner names them; `todo_test_` is skipped. */
import { parseModule } from "../../lang/parse/parseModule.ts";
import type { Rule } from "../../lang/tree.ts";
import { Evaluation } from "../../runtime/evaluation/evaluation.ts";
import { EvaluationError } from "../../runtime/evaluation/evaluationError.ts";
import { fromHost } from "../../runtime/values/fromHost.ts";
import { toRegoText } from "../../runtime/values/regoText.ts";
import type { Source } from "../../text/source.ts";
import type { Host } from "../host/host.ts";
import type { LoadedPack, Session } from "../session.ts";
import type { TestResult } from "./result.ts";

interface TestRule {
	readonly path: readonly string[];
	readonly rule: Rule;
	readonly source: Source;
}

export function runTestRules(session: Session, host: Host): readonly TestResult[] {
	return session.loaded.flatMap((loaded) =>
		testRulesIn(loaded.sources).map((test) => runTestRule(test, loaded, session, host)),
	);
}

/** Each test once, at its first rule. */
function testRulesIn(sources: readonly Source[]): readonly TestRule[] {
	const tests = new Map<string, TestRule>();
	for (const source of sources) {
		// Reading a text costs, and most have no test.
		if (!source.text.includes("test_")) continue;
		const { module } = parseModule(source, { dialect: source.name.endsWith(".policy") ? "policy" : "rego" });
		for (const rule of module?.items ?? []) {
			if (module === undefined || rule.kind !== "rule" || rule.head.path.length > 0 || rule.head.args !== undefined)
				continue;
			const { name } = rule.head.name;
			const path = [...module.package.path, name];
			const key = path.join(".");
			if (/^(todo_)?test_/.test(name) && !tests.has(key)) tests.set(key, { path, rule, source });
		}
	}
	return [...tests.values()];
}

function runTestRule({ path, rule, source }: TestRule, { pack }: LoadedPack, session: Session, host: Host): TestResult {
	const result = { name: `data.${path.join(".")}`, source, span: rule.head.span };
	if (rule.head.name.name.startsWith("todo_"))
		return { ...result, outcome: "skip", details: ["it is still to be done"], printed: [] };
	const printed: string[] = [];
	const evaluation = new Evaluation({
		...(session.configuration.data === undefined ? {} : { data: fromHost(session.configuration.data) }),
		now: host.now(),
		random: (bytes) => host.random(bytes),
		print: (text) => printed.push(text),
	});
	try {
		const value = pack.program.evaluate(path, evaluation);
		if (value === true) return { ...result, outcome: "pass", details: [], printed };
		const why = value === undefined ? "its body doesn't hold" : `it is ${toRegoText(value)}, not true`;
		return { ...result, outcome: "fail", details: [why], printed };
	} catch (error) {
		if (!(error instanceof EvaluationError)) throw error;
		return { ...result, outcome: "fail", details: [error.message], printed };
	}
}
