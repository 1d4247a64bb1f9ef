/** What a shape is: the form in which another tool gives files to Rego. */
import type { Builtin } from "../../runtime/builtins/builtin.ts";
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import type { Document, DocumentKind } from "../document.ts";

export interface Shape {
	readonly id: string;
	readonly title: string;
	/** Kinds whose documents have the tool's form. Ids are its own words; where it means what a kind of ours means, they are the same. */
	readonly kinds: readonly DocumentKind[];
	/** Functions that the tool brings to policies. */
	readonly functions: readonly Builtin[];
	/** The packages whose rules it asks where nothing is said; absent for all. */
	readonly namespaces?: readonly string[];
	/**
	 * Whether a rule is about a document.
	 * @param custom what METADATA says of the rule under `custom`
	 */
	applies(custom: Readonly<Record<string, unknown>>, document: Pick<Document, "kind" | "value">): boolean;
	/** What rules find under `data` besides, for a file of this name. */
	dataFor?(name: string): PlainObject;
	/** All documents of a run as one input, where the tool can do that. */
	combine?(documents: readonly { readonly path: string; readonly value: Value }[]): Value;
}
