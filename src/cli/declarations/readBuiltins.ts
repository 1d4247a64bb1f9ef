/** Reads a file for `--builtins`: takes its text, gives the builtins that it declares and everything that is wrong with it, each at its place. */
import { parseDocument } from "yaml";
import { builtinDeclaration } from "../../diagnostics/catalogue/builtins.ts";
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Argument, Builtin } from "../../runtime/builtins/builtin.ts";
import { declaredBuiltin } from "../../runtime/builtins/declaredBuiltin.ts";
import { builtins as own } from "../../runtime/builtins/index.ts";
import { fromOpaType } from "../../runtime/types/fromOpaType.ts";
import { parseType, typeWords } from "../../runtime/types/parseType.ts";
import { any, type Type } from "../../runtime/types.ts";
import { checkShape, type Path } from "../../settings/checkShape.ts";
import { describeShape, errorSpan, keySpan, type Places, valueSpan } from "../../settings/yamlPlaces.ts";
import type { Source } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import { suggest } from "../../text/suggest.ts";
import { builtinsSchema } from "./builtinsSchema.ts";

export interface ReadBuiltins {
	readonly builtins: readonly Builtin[];
	/** Files with functions that stand in, as the text names them. */
	readonly modules: readonly { readonly name: string; readonly span: Span }[];
	readonly diagnostics: readonly Diagnostic[];
}

type TypeForm = string | { readonly name?: string; readonly type: string };

/** An entry, once it is known to fit the schema. */
interface Entry {
	readonly name: string;
	readonly doc?: string;
	readonly description?: string;
	readonly args?: readonly TypeForm[];
	readonly returns?: TypeForm;
	readonly as?: string;
	readonly relation?: boolean;
	readonly nondeterministic?: boolean;
	readonly decl?: { readonly args?: readonly TypeForm[]; readonly result?: TypeForm };
}

export function readBuiltins(source: Source): ReadBuiltins {
	const document = parseDocument(source.text, { prettyErrors: false, stringKeys: true });
	const places: Places = { source, document };
	const diagnostics: Diagnostic[] = [];
	const report = (span: Span, text: string, hint?: string): void => {
		diagnostics.push(at(source, span, builtinDeclaration({ text, hint })));
	};
	const [error] = document.errors;
	if (error !== undefined) {
		report(
			errorSpan(places, error.pos),
			`this is no valid YAML: ${error.message.replace(/\s+/g, " ").replace(/\.$/, "")}`,
		);
		return { builtins: [], modules: [], diagnostics };
	}
	const value = plainValue(document);
	const faults = checkShape(builtinsSchema, value);
	for (const fault of faults) {
		if (fault.fault === "unknown-key") {
			const meant = suggest(fault.key, fault.known);
			report(keySpan(places, fault.path), `unknown key \`${fault.key}\``, meant && `did you mean \`${meant}\`?`);
		} else {
			const { span, text, hint } = describeShape(fault, places);
			report(span, text, hint);
		}
	}
	if (faults.length > 0) return { builtins: [], modules: [], diagnostics };
	const content = value as
		| readonly Entry[]
		| { readonly builtins: readonly Entry[]; readonly modules?: readonly string[] };
	const isList = Array.isArray(content);
	const { builtins: entries, modules = [] } = (isList ? { builtins: content } : content) as Exclude<
		typeof content,
		readonly Entry[]
	>;
	const reader = new EntryReader(places, report);
	const builtins = entries.flatMap((entry, index) => reader.read(entry, isList ? [index] : ["builtins", index]) ?? []);
	const named = modules.map((name, index) => ({ name, span: valueSpan(places, ["modules", index]) }));
	return { builtins, modules: named, diagnostics };
}

function plainValue(document: Places["document"]): unknown {
	try {
		return document.toJS({ maxAliasCount: 100 });
	} catch {
		// Too many aliases: nobody declares anything with that.
		return "";
	}
}

class EntryReader {
	readonly #places: Places;
	readonly #report: (span: Span, text: string, hint?: string) => void;

	constructor(places: Places, report: (span: Span, text: string, hint?: string) => void) {
		this.#places = places;
		this.#report = report;
	}

	/** Undefined where it is a builtin that the language has itself, or where its stand-in can't be read. */
	read(entry: Entry, path: Path): Builtin | undefined {
		const { name, doc = entry.description ?? "", decl } = entry;
		// A whole file of OPA's capabilities has all of OPA's own.
		if (decl !== undefined && own.has(name)) return undefined;
		const inside: Path = decl === undefined ? path : [...path, "decl"];
		const args = (decl === undefined ? entry.args : decl.args) ?? [];
		const returns = decl === undefined ? entry.returns : decl.result;
		const resultPath = [...inside, decl === undefined ? "returns" : "result"];
		const declaration = {
			name,
			doc,
			args: args.map((form, index): Argument => this.#argument(form, index, [...inside, "args", index])),
			returns: { type: returns === undefined ? any : this.#type(returns, resultPath) },
			...(entry.relation === true ? { relation: true } : {}),
			...(entry.nondeterministic === true ? { nondeterministic: true } : {}),
		};
		const place = { source: this.#places.source, span: valueSpan(this.#places, [...path, "name"]) };
		const standIn = entry.as === undefined ? undefined : this.#standIn(entry.as, [...path, "as"]);
		if (entry.relation === true && standIn !== undefined) {
			const text = "a function of a policy can't stand in for a relation: it has one result";
			this.#report(valueSpan(this.#places, [...path, "as"]), text);
		}
		return declaredBuiltin(declaration, place, standIn);
	}

	#argument(form: TypeForm, index: number, path: Path): Argument {
		const name = typeof form === "string" ? undefined : form.name;
		return { name: name ?? `x${index + 1}`, type: this.#type(form, path) };
	}

	/** `string`, `{type: string}`, `{type: "set[string]"}`, or OPA's form. */
	#type(form: TypeForm, path: Path): Type {
		const text = typeof form === "string" ? form : form.type;
		if (typeof form !== "string" && ["array", "object", "set", "any", "function"].includes(text))
			return fromOpaType(form);
		const parsed = parseType(text);
		if ("type" in parsed) return parsed.type;
		const meant = suggest(parsed.fault, typeWords);
		const hint = meant === undefined ? `there are ${typeWords.join(", ")}` : `did you mean \`${meant}\`?`;
		this.#report(valueSpan(this.#places, path), `\`${parsed.fault}\` is no type`, hint);
		return any;
	}

	#standIn(text: string, path: Path): readonly string[] | undefined {
		const [root, ...words] = text.split(".");
		if (root === "data" && words.length > 1 && words.every((word) => /^[A-Za-z_]\w*$/.test(word))) return words;
		this.#report(
			valueSpan(this.#places, path),
			`\`${text}\` is no path of a function`,
			"write its package and name below `data`: `data.stubs.result_new`",
		);
		return undefined;
	}
}
