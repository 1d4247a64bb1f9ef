/** What a run is told by `policy.yaml`, as plain data. */
import type { Exception } from "../../findings/exceptions.ts";
import type { Severity } from "../../findings/finding.ts";
import type { SignedBy } from "../../sharing/signature.ts";
import type { Source } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";

/** A word of the configuration that names something, and where it stands. */
export interface Named<Value> {
	/** A policy's code, name or id. */
	readonly name: string;
	readonly value: Value;
	readonly source: Source;
	readonly span: Span;
}

export interface Configuration {
	/** The folder that its paths are relative to: absolute. */
	readonly folder: string;
	readonly packs?: readonly PackChoice[];
	readonly policies: readonly string[];
	/** The id of a shape. */
	readonly shape?: string;
	readonly namespaces?: readonly string[];
	readonly params: readonly Named<readonly Named<unknown>[]>[];
	readonly severities: readonly Named<Severity | "off">[];
	readonly failOn?: Severity | "never";
	readonly data?: Readonly<Record<string, unknown>>;
	readonly buildArgs: Readonly<Record<string, string>>;
	readonly platform?: string;
	readonly exceptions: readonly Exception[];
	readonly inlineIgnores: "allow" | "forbid";
	/** Files of exceptions, relative to the folder, as they are named. */
	readonly exceptionFiles: readonly Named<undefined>[];
	/** A file of known findings, relative to the folder. */
	readonly baseline?: string;
	readonly paths?: Paths;
	/** Files by format, relative to the folder and not outside of it. */
	readonly outputs: Readonly<Record<string, string>>;
	readonly images: ImageSettings;
}

/** What is asked of images. */
export interface ImageSettings {
	readonly requireSignature?: Placed<boolean>;
	readonly signers: readonly Placed<Signer>[];
	readonly attestations: readonly Placed<RequiredAttestation>[];
}

/** Something of the configuration with the place where it stands. */
export interface Placed<Value> {
	readonly value: Value;
	readonly source: Source;
	readonly span: Span;
}

/** Whose signatures are trusted; files are relative to the folder. */
export interface Signer {
	/** Globs; absent: all images. */
	readonly images?: readonly string[];
	readonly key?: readonly string[];
	readonly identity?: string;
	readonly identityRegExp?: string;
	readonly issuer?: string;
	readonly issuerRegExp?: string;
	readonly trustRoot?: string;
	readonly ignoreLog?: boolean;
	readonly ignoreCertificateLog?: boolean;
	readonly notation?: {
		readonly trustPolicy: string;
		readonly trustStore: string;
		readonly crls?: readonly string[];
	};
}

export interface RequiredAttestation {
	readonly images?: readonly string[];
	readonly predicateType: string;
}

/** A pack that is in use: a bundled one, a folder of the repository, or with `from` one from elsewhere, which policy.lock pins. */
export interface PackChoice {
	readonly name: string;
	readonly from?: string;
	/** The range of versions that will do. */
	readonly version?: string;
	readonly signedBy?: SignedBy;
	readonly source: Source;
	readonly span: Span;
}

/** Which files of folders are looked at. */
export interface Paths {
	readonly include?: readonly string[];
	readonly exclude?: readonly string[];
	/** The way from the folder that the globs are relative to, to the one that names of files are relative to. */
	readonly base: string;
}

/** What is in force where there is no file. */
export function noConfiguration(folder: string): Configuration {
	return {
		folder,
		policies: [],
		params: [],
		severities: [],
		buildArgs: {},
		exceptions: [],
		inlineIgnores: "allow",
		exceptionFiles: [],
		outputs: {},
		images: { signers: [], attestations: [] },
	};
}
