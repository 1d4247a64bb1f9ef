/**
 * What an in-toto Statement says (github.com/in-toto/attestation, spec/v1/statement.md; v0.1 alike): of what, and where that was built where its
 * predicate is SLSA provenance v0.1 to v1. Takes parsed JSON of strangers, gives plain values; whether anybody signed it, others know.
 */
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import { asObject, listOf, objectOf, textOf } from "../fields.ts";

export interface Statement {
	readonly predicateType: string;
	/** Digests of its subjects with their algorithms: `sha256:…`. */
	readonly digests: readonly string[];
	readonly names: readonly string[];
	readonly provenance?: Provenance;
}

export interface Provenance {
	/** A URI that stands for whoever built it. */
	readonly builder?: string;
	/** What was done: a URI of a sort of build. */
	readonly buildType?: string;
	/** The repository that it was built from: without `git+` and without a revision. */
	readonly source?: string;
	/** `refs/heads/main`, and the commit. */
	readonly ref?: string;
	readonly commit?: string;
	/** What else went into it. */
	readonly materials: readonly Material[];
}

export interface Material {
	readonly uri: string;
	readonly digests: readonly string[];
}

/** Subjects and materials that are looked at. */
const MOST = 1000;

/** Undefined where it is none. */
export function readStatement(value: Value | undefined): Statement | undefined {
	const statement = asObject(value);
	const predicateType = textOf(statement, "predicateType");
	const type = textOf(statement, "_type") ?? "";
	if (predicateType === undefined || !/^https:\/\/in-toto\.io\/Statement\/v(?:0\.1|1)$/.test(type)) return undefined;
	const subjects = listOf(statement, "subject").slice(0, MOST).map(asObject);
	const predicate = objectOf(statement, "predicate");
	const provenance = /^https:\/\/slsa\.dev\/provenance\/v(?:0\.[12]|1(?:\.\d)?)$/.test(predicateType)
		? readProvenance(predicate)
		: undefined;
	return {
		predicateType,
		digests: subjects.flatMap((subject) => digestsOf(objectOf(subject, "digest"))),
		names: subjects.flatMap((subject) => textOf(subject, "name") ?? []),
		...(provenance && { provenance }),
	};
}

/** A name of an algorithm by itself is none of the digests that images go by. */
function digestsOf(set: PlainObject | undefined): string[] {
	return Object.entries(set ?? {}).flatMap(([algorithm, hex]) =>
		typeof hex === "string" && /^[0-9a-f]+$/i.test(hex) && /^[\w+.-]+$/.test(algorithm)
			? [`${algorithm}:${hex.toLowerCase()}`]
			: [],
	);
}

function readProvenance(predicate: PlainObject | undefined): Provenance {
	const definition = objectOf(predicate, "buildDefinition");
	return definition === undefined ? provenanceV0(predicate) : provenanceV1(predicate, definition);
}

function provenanceV1(predicate: PlainObject | undefined, definition: PlainObject): Provenance {
	const external = objectOf(definition, "externalParameters");
	const workflow = objectOf(external, "workflow");
	const source = objectOf(external, "source");
	const materials = materialsOf(listOf(definition, "resolvedDependencies"));
	const named =
		textOf(workflow, "repository") ??
		textOf(external, "source") ??
		textOf(source, "uri") ??
		textOf(external, "repository");
	const at = located(named ?? materials.find(({ uri }) => /^git\+/.test(uri))?.uri);
	const own = materials.find(({ uri }) => at.source !== undefined && located(uri).source === at.source);
	return compact({
		builder: textOf(objectOf(objectOf(predicate, "runDetails"), "builder"), "id"),
		buildType: textOf(definition, "buildType"),
		source: at.source,
		ref: textOf(workflow, "ref") ?? textOf(external, "ref") ?? at.ref ?? (own && located(own.uri).ref),
		commit: commitOf(own?.digests ?? digestsOf(objectOf(source, "digest"))),
		materials,
	});
}

function provenanceV0(predicate: PlainObject | undefined): Provenance {
	const materials = materialsOf(listOf(predicate, "materials"));
	const entry = objectOf(objectOf(predicate, "invocation"), "configSource");
	const recipe = objectOf(predicate, "recipe");
	const [first] = materials;
	const at = located(textOf(entry, "uri") ?? first?.uri);
	return compact({
		builder: textOf(objectOf(predicate, "builder"), "id"),
		buildType: textOf(predicate, "buildType") ?? textOf(recipe, "type"),
		source: at.source,
		ref: at.ref,
		commit: commitOf(entry === undefined ? (first?.digests ?? []) : digestsOf(objectOf(entry, "digest"))),
		materials,
	});
}

function materialsOf(list: readonly Value[]): Material[] {
	return list.slice(0, MOST).flatMap((item) => {
		const material = asObject(item);
		const uri = textOf(material, "uri") ?? textOf(material, "name");
		return uri === undefined ? [] : [{ uri, digests: digestsOf(objectOf(material, "digest")) }];
	});
}

/** `git+https://host/repository@refs/heads/main` taken apart; package URLs of images have another `@`. */
function located(uri: string | undefined): { readonly source?: string; readonly ref?: string } {
	if (uri === undefined) return {};
	const plain = uri.replace(/^git\+/, "");
	const [, source = plain, ref] = /^([a-z]+:\/\/.*?)@(refs\/.*|[0-9a-f]{40})$/.exec(plain) ?? [];
	return { source: source.replace(/\.git$/, ""), ...(ref?.startsWith("refs/") && { ref }) };
}

const commitOf = (digests: readonly string[]): string | undefined =>
	digests.flatMap((digest) => /^(?:sha1|gitCommit):(.*)$/.exec(digest)?.[1] ?? [])[0];

function compact(parts: { [Name in keyof Provenance]: Provenance[Name] | undefined }): Provenance {
	const { materials = [], ...texts } = parts;
	return { ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined)), materials };
}
