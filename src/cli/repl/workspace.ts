/**
 * What a session at the prompt works with: the files that were loaded, the rules that were entered, by package, and the
 * input. Every question compiles all of it anew, so that nothing can be stale; what doesn't compile is never kept.
 */

import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { kinds } from "../../documents/kinds.ts";
import { compile } from "../../lang/compile.ts";
import { parseModule } from "../../lang/parse/parseModule.ts";
import type { Module } from "../../lang/tree.ts";
import { fromJsonSchema } from "../../runtime/types/fromJsonSchema.ts";
import type { Type } from "../../runtime/types.ts";
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import { Source } from "../../text/source.ts";
import { compileOptions, type Declarations, noDeclarations, withStandIns } from "../declarations/declarations.ts";
import { hasErrors, inputTypes, readModules } from "../query/compileQuery.ts";
import type { Base } from "../query/readBase.ts";
import { type EnteredImport, type EnteredRule, moved, PROMPT } from "./statement.ts";

/** `input`, where there is one. */
export interface Input {
	readonly value: Value;
	/** What it was read from, for people. */
	readonly from: string;
	/** The kind of document that it is, where it was read as one. */
	readonly kind?: string;
}

/** What was entered for one package. */
interface Entries {
	readonly path: readonly string[];
	imports: readonly EnteredImport[];
	rules: readonly EnteredRule[];
}

export class Workspace {
	/** What may be called, and what is compiled with all that is loaded. */
	readonly declarations: Declarations;
	#package: readonly string[] = ["repl"];
	readonly #entered = new Map<string, Entries>();
	#modules: readonly Module[] = [];
	#data: PlainObject = {};
	input: Input | undefined;

	constructor(declarations: Declarations = noDeclarations) {
		this.declarations = declarations;
		this.#modules = readModules(declarations.modules).modules;
	}

	get package(): readonly string[] {
		return this.#package;
	}

	get data(): PlainObject {
		return this.#data;
	}

	get packageText(): string {
		return this.#package.join(".");
	}

	enterPackage(path: readonly string[]): void {
		this.#package = path;
	}

	/** Takes files that were read in place of those there were; gives what is wrong with them and keeps them only where nothing is. */
	load(base: Base): readonly Diagnostic[] {
		const { modules, diagnostics } = readModules(withStandIns(base.modules, this.declarations));
		if (hasErrors(diagnostics)) return diagnostics;
		const before = this.#modules;
		this.#modules = modules;
		const found = [...diagnostics, ...this.#check()];
		if (hasErrors(found)) this.#modules = before;
		else this.#data = base.data;
		return found;
	}

	/** Adds rules, or replaces those that they say all about. */
	define(rules: readonly EnteredRule[]): { readonly replaced: boolean; readonly diagnostics: readonly Diagnostic[] } {
		const entries = this.#entries();
		const before = entries.rules;
		for (const rule of rules) {
			const others = entries.rules.filter((other) => !isReplacedBy(other, rule));
			entries.rules = [...others, rule];
		}
		const diagnostics = this.#check();
		if (hasErrors(diagnostics)) entries.rules = before;
		return { replaced: entries.rules.length < before.length + rules.length, diagnostics };
	}

	import(imports: readonly EnteredImport[]): readonly Diagnostic[] {
		const entries = this.#entries();
		const before = entries.imports;
		const names = new Set(imports.map(({ name }) => name));
		entries.imports = [...before.filter(({ name }) => !names.has(name)), ...imports];
		const diagnostics = this.#check();
		if (hasErrors(diagnostics)) entries.imports = before;
		return diagnostics;
	}

	/** Forgets the entered rules (and imports) of a name; false where there are none. What others need of it isn't taken away. */
	unset(name: string): { readonly found: boolean; readonly diagnostics: readonly Diagnostic[] } {
		const entries = this.#entries();
		const { rules, imports } = entries;
		entries.rules = rules.filter((rule) => rule.name !== name);
		entries.imports = imports.filter((each) => each.name !== name);
		const found = entries.rules.length < rules.length || entries.imports.length < imports.length;
		const diagnostics = found ? this.#check() : [];
		if (hasErrors(diagnostics)) Object.assign(entries, { rules, imports });
		return { found, diagnostics };
	}

	/** Forgets all that was entered. */
	clear(): void {
		this.#entered.clear();
	}

	/** What was entered for the package, as the text of a module. */
	show(): string {
		return this.#assemble(this.#entries()).text;
	}

	/** Every module: those that were loaded, and one for each package that something was entered for. */
	modules(): readonly Module[] {
		return [...this.#modules, ...[...this.#entered.values()].map((entries) => this.#moduleOf(entries).module)];
	}

	/** The module that queries are a part of: that of the package, as it was loaded and entered. */
	within(): Module {
		return this.#moduleOf(this.#entries()).module;
	}

	/** The type of `input`, where it is a document of a kind. */
	inputType(): Type | undefined {
		const kind = kinds.find(({ id }) => id === this.input?.kind);
		return kind === undefined ? undefined : fromJsonSchema(kind.schema);
	}

	/** Names of the rules and imports of the package. */
	names(): readonly string[] {
		const own = this.modules().filter(({ package: { path } }) => path.join(".") === this.packageText);
		const rules = own.flatMap(({ items }) =>
			items.map((item) => (item.kind === "rule" ? item.head.name.name : item.name.name)),
		);
		return [...new Set([...rules, ...this.#entries().imports.map(({ name }) => name)])];
	}

	#entries(): Entries {
		const found = this.#entered.get(this.packageText);
		if (found !== undefined) return found;
		const entries: Entries = { path: this.#package, imports: [], rules: [] };
		this.#entered.set(this.packageText, entries);
		return entries;
	}

	#assemble({ path, imports, rules }: Entries): { readonly text: string; readonly starts: readonly number[] } {
		let text = `package ${path.map(packageStep).join("")}\n`;
		const starts: number[] = [];
		if (imports.length > 0) text += "\n";
		for (const { text: each } of imports) {
			starts.push(text.length);
			text += `${each}\n`;
		}
		for (const { text: each } of rules) {
			text += "\n";
			starts.push(text.length);
			text += `${each}\n`;
		}
		return { text, starts };
	}

	#moduleOf(entries: Entries): { readonly module: Module; readonly starts: readonly number[] } {
		const { text, starts } = this.#assemble(entries);
		const source = new Source(PROMPT, text);
		const { module } = parseModule(source, { dialect: "rego" });
		if (module === undefined) throw new Error("a package that was entered can't be read again");
		return { module, starts };
	}

	/** What is wrong with all of it together; about entered text in terms of what was entered. */
	#check(): readonly Diagnostic[] {
		const assembled = [...this.#entered.values()].map((entries) => ({ entries, ...this.#moduleOf(entries) }));
		const { diagnostics } = compile([...this.#modules, ...assembled.map(({ module }) => module)], {
			...compileOptions(this.declarations),
			inputTypes: inputTypes(),
			keepPrint: true,
		});
		return diagnostics.map((diagnostic) => {
			const own = assembled.find(({ module }) => module.source === diagnostic.source);
			const start = diagnostic.span?.start;
			if (own === undefined || start === undefined) return diagnostic;
			const index = own.starts.findLastIndex((offset) => offset <= start);
			const entry = [...own.entries.imports, ...own.entries.rules][index];
			return entry === undefined
				? diagnostic
				: moved(diagnostic, new Source(PROMPT, entry.text), own.starts[index] as number);
		});
	}
}

function isReplacedBy(old: EnteredRule, rule: EnteredRule): boolean {
	if (old.name !== rule.name) return false;
	if (old.text === rule.text) return true;
	if (rule.isDefault || old.isDefault) return rule.isDefault && old.isDefault;
	return rule.isWhole;
}

function packageStep(name: string, index: number): string {
	if (index === 0) return name;
	return /^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}
