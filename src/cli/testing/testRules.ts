/** Which rules are tests: those whose name begins with `test_`, or `todo_test_` while they are still to be written. */
import type { Module, Rule, Term } from "../../lang/tree.ts";

/** A test. Its clauses are one rule, or all that give cases of it: `test_x[name] if { … }`. */
export interface TestRule {
	/** Under `data`. */
	readonly path: readonly string[];
	/** The package's part of the path. */
	readonly packageLength: number;
	readonly clauses: readonly TestClause[];
	readonly isTodo: boolean;
}

export interface TestClause {
	readonly rule: Rule;
	readonly module: Module;
	/** What stands behind the name: the terms that name the case. */
	readonly caseTerms: readonly Term[];
}

export interface TestRules {
	readonly tests: readonly TestRule[];
	/** The modules to compile: a second rule of the same name is a test of its own, and has a name of its own there. */
	readonly modules: readonly Module[];
	/** There is such a rule: a program of the modules as they were given isn't enough. */
	readonly isRenamed: boolean;
}

/** Each test once, in the order of the modules. */
export function testRulesIn(given: readonly Module[]): TestRules {
	const tests = new Map<string, TestRule>();
	let isRenamed = false;
	const modules = given.map((module) => {
		const items = module.items.map((item) => {
			if (item.kind !== "rule") return item;
			const named = testName(item);
			if (named === undefined) return item;
			const name = freeName(item, named, module, tests);
			const rule = name === named.names[0] ? item : renamed(item, name);
			isRenamed ||= rule !== item;
			const path = [...module.package.path, name, ...named.names.slice(1)];
			const key = JSON.stringify(path);
			const clause = { rule, module, caseTerms: named.caseTerms };
			const clauses = [...(tests.get(key)?.clauses ?? []), clause];
			tests.set(key, { path, packageLength: module.package.path.length, clauses, isTodo: named.isTodo });
			return rule;
		});
		return { ...module, items };
	});
	// The clauses were told their modules before those had all their rules.
	const now = new Map(given.map((module, index) => [module, modules[index] as Module]));
	const settled = [...tests.values()].map((test) => ({
		...test,
		clauses: test.clauses.map((clause) => ({ ...clause, module: now.get(clause.module) as Module })),
	}));
	return { tests: settled, modules, isRenamed };
}

interface TestName {
	readonly names: readonly string[];
	readonly caseTerms: readonly Term[];
	readonly isTodo: boolean;
}

/** `test_x`, `group.test_x`; what follows the word that begins with `test_` names a case. */
function testName({ head, isDefault }: Rule): TestName | undefined {
	if (head.args !== undefined || isDefault) return undefined;
	const names = [head.name.name];
	let rest = 0;
	while (!isTestWord(names.at(-1) as string)) {
		const term = head.path[rest++]?.term;
		if (term?.kind !== "string") return undefined;
		names.push(term.value);
	}
	const caseTerms = head.path.slice(rest).map(({ term }) => term);
	return { names, caseTerms, isTodo: (names.at(-1) as string).startsWith("todo_") };
}

/** Whether a rule of this name within its package is a test. */
export const isTestName = (name: string): boolean => name.split(".").some(isTestWord);

const isTestWord = (name: string): boolean => /^(todo_)?test_/.test(name);

/** Clauses of one name are one rule to the language, of which one may hold; as tests each has to. */
function freeName(
	rule: Rule,
	{ names, caseTerms }: TestName,
	module: Module,
	taken: ReadonlyMap<string, unknown>,
): string {
	const [name = ""] = names;
	if (caseTerms.length > 0 || names.length > 1 || rule.head.contains !== undefined) return name;
	for (let count = 0; ; count++) {
		const free = count === 0 ? name : `${name}#${String(count).padStart(2, "0")}`;
		if (!taken.has(JSON.stringify([...module.package.path, free]))) return free;
	}
}

function renamed(rule: Rule, name: string): Rule {
	return { ...rule, head: { ...rule.head, name: { ...rule.head.name, name } } };
}
