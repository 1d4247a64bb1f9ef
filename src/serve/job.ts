/** What a request asks of the policies, and what comes of it: plain data, so that another thread can do it. Bodies are texts: whoever answers reads them. */

/** What an evaluation is told of OPA's parameters. */
export interface DataFlags {
	readonly pretty: boolean;
	readonly metrics: boolean;
	readonly provenance: boolean;
	readonly explain: boolean;
	/** A builtin's error ends the evaluation. */
	readonly strict: boolean;
}

/** What was found about an image: a scan, a list of components, a signature, or a layout that has any of them. Plain data. */
export interface ImageEvidence {
	/** As findings call it. */
	readonly name: string;
	/** As whoever found it keeps it: who opens the policies knows how to read it. */
	readonly content: unknown;
	/** Of all of it, in bytes. */
	readonly size: number;
	/** There is nothing yet but the image itself. */
	readonly isBare?: boolean;
}

export type Job =
	| {
			readonly task: "admit";
			readonly id: string;
			readonly body: string;
			readonly evidence: readonly ImageEvidence[];
			/** What couldn't be found out about images, in words for whoever asked: by the reference as it is written. */
			readonly unavailable: Readonly<Record<string, string>>;
	  }
	| {
			readonly task: "mutate";
			readonly id: string;
			readonly body: string;
			/** Digests by image references as they are written. */
			readonly digests: Readonly<Record<string, string>>;
			readonly unavailable: Readonly<Record<string, string>>;
	  }
	| {
			readonly task: "data";
			readonly path: readonly string[];
			/** The input, where it comes alone. */
			readonly input?: string;
			/** The body, which has it as its `input`; absent for GET. */
			readonly body?: string;
			readonly yaml: boolean;
			readonly flags: DataFlags;
	  }
	| {
			/** The value alone, and its absence an error: version 0 of the API. */
			readonly task: "document";
			readonly path: readonly string[];
			readonly body: string;
			readonly pretty: boolean;
	  }
	| {
			readonly task: "query";
			/** Absent: it is in the body. */
			readonly query?: string;
			readonly body?: string;
			readonly input?: string;
			readonly flags: DataFlags;
	  }
	| {
			readonly task: "eval";
			readonly body: string;
			/** The body is one file, of this name; else it has `files`. */
			readonly name?: string;
			readonly kind?: string;
			/** The id of a report format. */
			readonly format: string;
	  }
	| { readonly task: "policies"; readonly id?: string };

/** What was decided, for the log and the counters. */
export interface Decision {
	readonly verdict: "allow" | "deny" | "defined" | "undefined" | "findings" | "error";
	/** The input's SHA-256, in hexadecimal digits. */
	readonly inputDigest?: string;
	/** The input without what is secret, as JSON; absent where it is not to be logged. */
	readonly input?: string;
	/** Which parts of the input were taken out of that: JSON pointers. */
	readonly masked?: readonly string[];
	/** What was answered, as JSON. */
	readonly result?: string;
	/** Who the request says that it is from, and what it is about. */
	readonly about?: Readonly<Record<string, string | boolean>>;
	/** How often each policy spoke, by its id. */
	readonly findings: readonly (readonly [policy: string, action: "deny" | "warn", count: number])[];
}

export interface Answer {
	readonly status: number;
	/** Absent: there is no body. */
	readonly body?: string;
	readonly mediaType: string;
	readonly headers?: Readonly<Record<string, string>>;
	/** Absent for what decides nothing: a list of policies, a request that can't be read. */
	readonly decision?: Decision;
}

/** The policies that are in force, as the log names them. */
export interface PackFacts {
	readonly name: string;
	readonly version?: string;
	/** SHA-256 of its texts, in hexadecimal digits. */
	readonly digest: string;
	readonly policies: number;
}

export interface GateFacts {
	/** SHA-256 over packs, settings and data: what was in force, in one word. */
	readonly revision: string;
	readonly packs: readonly PackFacts[];
	/** Ids of the policies in force. */
	readonly policies: readonly string[];
	/** Whether they want to know what there is about images: signers are trusted, or signatures required. */
	readonly asksForImages: boolean;
	/** What is wrong with them that isn't an error. */
	readonly warnings: readonly string[];
}
