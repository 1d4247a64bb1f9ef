/**
 * What a document is, and how a kind of document is declared. Takes text, gives plain values and places; knows nothing of policies.
 * Adding a kind is adding a folder and a line in kinds.ts.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { PlainObject, Value } from "../runtime/values/value.ts";
import type { Source } from "../text/source.ts";
import type { Span } from "../text/span.ts";
import type { TextEdit } from "../text/textEdit.ts";
import type { Shape } from "./shapes/shape.ts";
import type { VerifySignature } from "./signature/verification.ts";

export type { TextEdit };

/** The way from a document's root to a node: object keys and array indexes. */
export type Pointer = readonly (string | number)[];

/** One normalized document: what a policy sees as `input`, and the way back to the text. */
export interface Document {
	/** The kind's id: `dockerfile`, `workload`, … */
	readonly kind: string;
	readonly source: Source;
	/** What tells it from others of the same source, as people name it: `Deployment/shop/web`. Empty where there is only one. */
	readonly name: string;
	/** Plain JSON values and Unknown. Every object and array in it is its own (not shared), unless an alias made it so. */
	readonly value: Value;
	/**
	 * Where a node stands in the text; worked out when asked. An absent node gets the nearest parent that is there.
	 * Undefined only where the document has no text of its own (a layer of an archive).
	 */
	locate(pointer: Pointer): Span | undefined;
	/** The whole of what an inline comment on or above a node excuses: an instruction, a mapping. Absent: the same as locate. */
	scope?(pointer: Pointer): Span | undefined;
	/**
	 * Where another file wrote a node that this document has taken over (an override, a service that is extended): that file's part of
	 * the document. Undefined for what is its own.
	 */
	writtenIn?(pointer: Pointer): { readonly document: Document; readonly pointer: Pointer } | undefined;
	/** The text edit that an Edit stands for in this document's syntax, or undefined where it can't be made safely. */
	edit?(edit: Edit): TextEdit | undefined;
	/** The file that this was rendered from, where a renderer left a note of it: a path as the renderer has it. */
	readonly origin?: string;
	/** The images that it speaks of; asked only where the run has evidence about images. */
	mentions?(): readonly ImageMention[];
	/** For evidence: the image that all of it is about. */
	readonly subject?: ImageIdentity;
	/** For evidence that means something else for each image that it is about: its value for this one. */
	valueFor?(image: ImageIdentity): Value;
	/** Its value is in the form of another tool, for policies that were written for that one. */
	readonly shape?: Shape;
	/** What policies find under `data` besides, when they look at this document. */
	readonly data?: PlainObject;
	/** For a document made of several files: the text of one of them. */
	sourceOf?(file: string): Source | undefined;
	/** For images. */
	readonly layers?: ImageLayers;
	/**
	 * For workloads: told at most once, and before the value is asked for, that kustomizations of the run replace images of its file.
	 * @param becomes what each of them makes of a reference; undefined where that can't be known
	 */
	deployedAs?(becomes: (written: string) => readonly DeployedImage[] | undefined): void;
}

/** What one kustomization makes of an image. */
export interface DeployedImage {
	readonly ref: string;
	/** The file of the one that is built. */
	readonly kustomization: string;
}

/** The layers of an image, and a way to tell it whose the lowest of them are. */
export interface ImageLayers {
	/** Digests of the unpacked layers, lowest first; empty where one isn't known. */
	readonly diffIds: readonly string[];
	/** Told at most once, and before the document's value is asked for. */
	standOn(base: FoundBase): void;
}

/** The image that another one is built on, for sure. */
export interface FoundBase {
	/** How many layers it has. */
	readonly layers: number;
	/** The file and the name of its document; absent where it is of the same archive. */
	readonly document?: readonly [source: string, name: string];
}

/** What tells an image from others. Empty lists where nothing is known. */
export interface ImageIdentity {
	/** Digests of its manifest, or of a list of manifests that it is in: `sha256:…`. */
	readonly digests: readonly string[];
	/** Digests of its config: what Docker calls the image id. */
	readonly ids: readonly string[];
	/** Written out, without digest: `docker.io/library/node:22`. */
	readonly references: readonly string[];
	/** Where it lies, without tag and digest. Says whose it is, not which. */
	readonly repositories?: readonly string[];
}

/** A node of a document that stands for an image. Linking puts what is known of that image into it, as further fields. */
export interface ImageMention {
	readonly node: Record<string, Value>;
	readonly pointer: Pointer;
	readonly identity: ImageIdentity;
}

/** What a document of a kind can be to an image, and the field of the image's node in which it is found. */
export type EvidenceField = "configs" | "scans" | "sboms" | "signatures";

/** What a policy's `fix` asks for: see DESIGN 2.2. */
export type Edit =
	| { readonly op: "replace"; readonly node: Pointer; readonly text: string }
	| { readonly op: "set"; readonly node: Pointer; readonly path: Pointer; readonly value: Value }
	| { readonly op: "remove"; readonly node: Pointer }
	| { readonly op: "insert_before" | "insert_after"; readonly node: Pointer; readonly text: string };

/** What came of reading one source as one kind: documents and what was wrong. One does not exclude the other. */
export interface Parsed {
	readonly documents: readonly Document[];
	readonly diagnostics: readonly Diagnostic[];
}

/** What the run knows and a parser may need. */
export interface ParseOptions {
	/** `--build-arg NAME=VALUE`. */
	readonly buildArgs: Readonly<Record<string, string>>;
	/** `--platform`, as os/arch[/variant]. */
	readonly platform?: string;
	/** Files beside the source, for kinds that look at more than one (a build context); paths relative to the source's folder, with `/`. */
	readonly siblings?: Siblings;
	/** The file as bytes, for kinds that aren't text. */
	readonly bytes?: ByteReader;
	/** Verifies signatures as the person trusts signers. Absent: nobody has said whom to trust. */
	readonly verifySignature?: VerifySignature;
}

/** A file's bytes, read a part at a time. */
export interface ByteReader {
	/** In bytes. */
	readonly size: number;
	/** At most so many bytes from an offset on; fewer at the end of the file. */
	read(offset: number, length: number): Uint8Array;
	/** The host's SHA-256, where it has one. */
	sha256?(): Digester;
}

/** A digest of what comes in parts. */
export interface Digester {
	update(part: Uint8Array): void;
	/** Nothing can be added afterwards. */
	digest(): Uint8Array;
}

/** A read-only view of the folder that a source lies in. The shell that hands it in keeps it inside the roots given. */
export interface Siblings {
	/** The text of a file, or undefined where there is none (or it is not text). */
	read(path: string): string | undefined;
	/** A file as bytes, whatever its size; undefined where there is none. */
	open?(path: string): ByteReader | undefined;
	/** Whether a file that isn't here was left where it is on purpose: a layer that nobody asked for. */
	isLeft?(path: string): boolean;
	/** Every file and folder below, folders first and with a trailing `/`, in code point order; bounded by the shell. */
	list(): Iterable<{ readonly path: string /** bytes; 0 for folders */; readonly size: number }>;
}

/** A file as detection sees it. */
export interface Candidate {
	/** With `/`, relative to where the run started. */
	readonly path: string;
	/** The start of the text: enough to tell, at least 4 KiB where the file is that long. */
	readonly head: string;
	/** The start of the file as it is, where it isn't text. */
	readonly start?: Uint8Array;
}

/** A kind of document. */
export interface DocumentKind {
	/** As it stands after `on` in a policy. */
	readonly id: string;
	readonly title: string;
	/** JSON Schema (draft 2020-12) of a document's value: closed where a field that isn't listed is a mistake. A getter, for most runs never ask. */
	readonly schema: JsonSchema;
	/** It is read from bytes (ParseOptions.bytes); the source's text is empty. */
	readonly binary?: true;
	/** Its documents are evidence about images, statements about what the evidence says, or say what becomes of others; read before all others. */
	readonly evidence?: EvidenceField | "statements" | "kustomizations";
	/** Whether a file holds documents of this kind. Cheap: by name first, by content where a name says nothing. */
	detect(file: Candidate): boolean;
	/** Reads a source. Tolerant: what it doesn't understand is a diagnostic, and the rest is still read. Never throws on any text. */
	parse(source: Source, options: ParseOptions): Parsed;
}

/** A JSON Schema as plain data. */
export interface JsonSchema {
	readonly [keyword: string]: unknown;
}
