/** Reads a YAML file of settings. Takes its text and schema, gives what is sound of it and everything that is wrong, each at its place. */
import { type Document, parseDocument } from "yaml";
import {
	configurationInvalid,
	configurationNotYaml,
	configurationUnknownKey,
} from "../diagnostics/catalogue/configuration.ts";
import { at, type Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Source } from "../text/source.ts";
import { checkShape, type ShapeFault } from "./checkShape.ts";
import type { Schema } from "./schema.ts";
import { describeShape, errorSpan, keySpan, type Places } from "./yamlPlaces.ts";

export interface Settings<Content> {
	/** What fits the schema: top-level keys below which something is wrong are left out. */
	readonly content: Partial<Content>;
	readonly places: Places;
	readonly diagnostics: readonly Diagnostic[];
}

/** `Content` is the type of what fits the schema. */
export function readSettings<Content>(source: Source, schema: Schema): Settings<Content> {
	const document = parseDocument(source.text, { prettyErrors: false, stringKeys: true });
	const places: Places = { source, document };
	const [error] = document.errors;
	if (error !== undefined) {
		const reason = `this is no valid YAML: ${error.message.replace(/\s+/g, " ").replace(/\.$/, "")}`;
		const diagnostics = [at(source, errorSpan(places, error.pos), configurationNotYaml({ reason }))];
		return { content: {}, places, diagnostics };
	}
	const value = plainValue(document);
	if (value === null || value === undefined) return { content: {}, places, diagnostics: [] };
	const faults = checkShape(schema, value);
	return {
		content: soundPart(value, faults) as Partial<Content>,
		places,
		diagnostics: faults.map((fault) => describe(fault, places)),
	};
}

function plainValue(document: Document): unknown {
	try {
		return document.toJS({ maxAliasCount: 100 });
	} catch {
		// Too many aliases: nobody configures anything with that.
		return "";
	}
}

/** One mistake doesn't switch off all the rest. */
function soundPart(value: unknown, faults: readonly ShapeFault[]): object {
	if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
	const faulty = new Set(faults.map(({ path }) => path[0]));
	return Object.fromEntries(Object.entries(value).filter(([key]) => !faulty.has(key)));
}

function describe(fault: ShapeFault, places: Places): Diagnostic {
	if (fault.fault === "unknown-key")
		return at(places.source, keySpan(places, fault.path), configurationUnknownKey(fault));
	const { span, text, hint } = describeShape(fault, places);
	return at(places.source, span, configurationInvalid({ text, hint }));
}
