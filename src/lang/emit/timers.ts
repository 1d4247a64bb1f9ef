/** What an instrumented program measures for a profile: around each rule's and function's computation, a function that takes the time. */
import type { RuleNode } from "../analyze/ruleTree.ts";
import { Code } from "./code.ts";
import { type Names, stringLiteral } from "./literals.ts";

export class Timers {
	readonly #names: Names;
	readonly #profiler: string;
	readonly #rules = new Map<RuleNode, { readonly name: string; readonly declaration: string }>();

	constructor(names: Names) {
		this.#names = names;
		this.#profiler = names.take("profiler$");
	}

	/** The function of this name, and the name for the one that it measures. */
	around(
		node: RuleNode,
		name: string,
		params: string,
		site: string,
	): { readonly text: string; readonly inner: string } {
		const inner = `${name}$$timed`;
		const code = new Code(1);
		code.open(`function ${name}(${params}) `);
		code.line(`${this.#profiler}.enter(${this.#times(node, site)});`);
		code.open("try ", `} finally { ${this.#profiler}.leave(); }`);
		code.line(`return ${inner}(${params});`);
		code.close();
		code.close();
		return { text: code.text, inner };
	}

	/** At the top of the program. */
	get declarations(): readonly string[] {
		const rules = [...this.#rules.values()].map(({ declaration }) => declaration);
		return [`const ${this.#profiler} = runtime.profiler();`, ...rules];
	}

	/** What the program tells of it. */
	get field(): string {
		return `profiler: ${this.#profiler},`;
	}

	#times(node: RuleNode, site: string): string {
		let rule = this.#rules.get(node);
		if (rule === undefined) {
			const name = this.#names.take("times$");
			const path = ["data", ...node.path.map(String)].join(".");
			const made = `${this.#profiler}.rule(${stringLiteral(path)}, ${stringLiteral(site)})`;
			rule = { name, declaration: `const ${name} = ${made};` };
			this.#rules.set(node, rule);
		}
		return rule.name;
	}
}
