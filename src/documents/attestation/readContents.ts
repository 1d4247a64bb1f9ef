/**
 * The contents of a JSON source, attestations unwrapped. Formats: DSSE envelope v1 (github.com/secure-systems-lab/dsse), in-toto
 * Statement v0.1 and v1 (github.com/in-toto/attestation), Sigstore bundle v0.1 to v0.3, cosign's vulnerability predicate.
 */
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { BuiltinError } from "../../runtime/builtins/builtin.ts";
import { fromBase64, standardAlphabet } from "../../runtime/bytes/base64.ts";
import { fromUtf8 } from "../../runtime/bytes/utf8.ts";
import { JsonError, parseJson } from "../../runtime/values/json.ts";
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import type { Source } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import type { Pointer } from "../document.ts";
import { asObject, listOf, objectOf, textOf } from "../fields.ts";
import { readJson } from "../json/readJson.ts";
import type { SignatureMaterial } from "../signature/material.ts";
import type { VerifySignature } from "../signature/verification.ts";

/** A value that a file holds, with the way to its text. */
export interface Content {
	readonly source: Source;
	readonly value: Value;
	place(pointer: Pointer): Span;
	/** The whole of a node with its key. */
	extent(pointer: Pointer): Span;
	/** Where it was unwrapped from a statement: about what. */
	readonly attestation?: Attestation;
}

/** What an in-toto statement says of its predicate. Nobody has looked at the signature: see `standingOf`. */
export interface Attestation {
	/** What it was signed as; absent for a statement by itself. */
	readonly signed?: SignatureMaterial;
	readonly predicateType: string;
	/** Of its subjects, as `sha256:…`. */
	readonly digests: readonly string[];
	/** Of its subjects. */
	readonly names: readonly string[];
}

export interface Contents {
	readonly contents: readonly Content[];
	readonly diagnostics: readonly Diagnostic[];
}

/** A statement in a statement in an envelope is as far as anybody goes. */
const DEEPEST = 4;

const known = new WeakMap<Source, Contents>();

/** Reads a source's contents, once, however many kinds ask. */
export function readContents(source: Source): Contents {
	let result = known.get(source);
	if (result === undefined) {
		const { texts, diagnostics } = readJson(source);
		result = { contents: texts.map((text) => unwrap(text, 0)), diagnostics };
		known.set(source, result);
	}
	return result;
}

/**
 * Whether what was unwrapped is signed by somebody whom the person trusts. Trust that is for some images only doesn't count here: a statement
 * names its image itself, and could name one whose signers are trusted.
 */
export function standingOf({ signed }: Attestation, verify: VerifySignature | undefined): "verified" | "unverified" {
	if (signed === undefined || verify === undefined) return "unverified";
	return verify(signed, { digests: [], names: [] }).verified ? "verified" : "unverified";
}

/** Whether a value with these keys may hold something of interest to other kinds. */
export function isWrapped(keys: ReadonlySet<string>): boolean {
	return (
		(keys.has("payload") && keys.has("payloadType")) ||
		keys.has("dsseEnvelope") ||
		keys.has("predicateType") ||
		(keys.has("mediaType") && keys.has("verificationMaterial"))
	);
}

function unwrap(content: Content, depth: number, signed?: SignatureMaterial): Content {
	const object = asObject(content.value);
	if (object === undefined || depth > DEEPEST || !isWrapped(new Set(Object.keys(object)))) return content;
	const envelope = objectOf(object, "dsseEnvelope");
	if (envelope !== undefined)
		return unwrap(inside(content, ["dsseEnvelope"], envelope), depth + 1, {
			format: "sigstore_bundle",
			bundle: object,
		});
	const payload = textOf(object, "payload");
	if (payload !== undefined) {
		const decoded = decode(payload);
		if (decoded === undefined) return content;
		return unwrap(behind(content, ["payload"], decoded), depth + 1, signed ?? { format: "dsse", envelope: object });
	}
	const predicateType = textOf(object, "predicateType");
	const predicate = objectOf(object, "predicate");
	if (predicateType === undefined || predicate === undefined) return content;
	const attestation = { predicateType, ...subjectsOf(object), ...(signed && { signed }) };
	// cosign's own predicates hold what was attested under `Data`, where it isn't JSON as a text.
	const data = predicateType.startsWith("cosign.sigstore.dev/") ? textOf(predicate, "Data") : undefined;
	if (data !== undefined) {
		const parsed = parse(data);
		return parsed === undefined ? content : { ...behind(content, ["predicate", "Data"], parsed), attestation };
	}
	return { ...inside(content, ["predicate"], predicate), attestation };
}

/** A part of a content as a content of its own. */
export function inside(content: Content, base: Pointer, value: Value): Content {
	return {
		source: content.source,
		value,
		place: (pointer) => content.place([...base, ...pointer]),
		extent: (pointer) => content.extent([...base, ...pointer]),
		...(content.attestation && { attestation: content.attestation }),
	};
}

/** What was decoded from a text stands where that text does, as a whole. */
function behind(content: Content, base: Pointer, value: Value): Content {
	return { ...inside(content, base, value), place: () => content.place(base), extent: () => content.extent(base) };
}

function subjectsOf(statement: PlainObject): Pick<Attestation, "digests" | "names"> {
	const subjects = listOf(statement, "subject").map(asObject);
	return {
		names: subjects.flatMap((subject) => textOf(subject, "name") ?? []),
		digests: subjects.flatMap((subject) =>
			Object.entries(objectOf(subject, "digest") ?? {}).flatMap(([algorithm, hex]) =>
				typeof hex === "string" ? [`${algorithm}:${hex}`] : [],
			),
		),
	};
}

function decode(payload: string): Value | undefined {
	try {
		return parse(fromUtf8(fromBase64(payload, standardAlphabet)));
	} catch (error) {
		if (error instanceof BuiltinError) return undefined;
		throw error;
	}
}

function parse(text: string): Value | undefined {
	try {
		return parseJson(text);
	} catch (error) {
		if (error instanceof JsonError) return undefined;
		throw error;
	}
}
