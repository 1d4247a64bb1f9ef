/** What `policy.yaml` may say: JSON Schema, draft 2020-12. `policy schema config` prints it; `readConfiguration` holds files to it. */
import { shapes } from "../../documents/shapes/shapes.ts";
import { formats } from "../../report/formats.ts";
import type { Schema } from "../../settings/schema.ts";

const severities = ["critical", "high", "medium", "low", "info"] as const;
const text: Schema = { type: "string", minLength: 1 };
const texts: Schema = { type: "array", items: text };

const exception: Schema = {
	type: "object",
	additionalProperties: false,
	required: ["policy", "reason"],
	properties: {
		policy: { ...text, description: "A policy's code, name or id, or the id of the same check in another tool." },
		files: {
			anyOf: [text, texts],
			description: "File globs, relative to this file's folder. Absent: every file.",
		},
		element: {
			...text,
			description:
				"A glob over a document's name (`Deployment/shop/*`) or, with a leading `/`, over the element's pointer.",
		},
		reason: { ...text, description: "Why it is excused." },
		until: { ...text, description: "The last day it holds: YYYY-MM-DD." },
		owner: { ...text, description: "Who answers for it." },
	},
};

const exceptions: Schema = { type: "array", items: exception, description: "What is excused, and why." };

/** A file that `exceptionFiles` names. */
export const exceptionsSchema: Schema = {
	$schema: "https://json-schema.org/draft/2020-12/schema",
	title: "a file of exceptions",
	type: "object",
	additionalProperties: false,
	properties: { exceptions },
};

const params: Schema = {
	type: "object",
	description: "Parameters, by the policy's code, name or id; by a pack's name for all of its policies that have them.",
	additionalProperties: { type: "object", additionalProperties: {} },
};

const severitiesByPolicy: Schema = {
	type: "object",
	description: "Severities by the policy's code, name or id; `off` switches it off.",
	additionalProperties: { enum: [...severities, "off"] },
};

/** One text or several. */
const oneOrMore = (description: string): Schema => ({ anyOf: [text, texts], description });

const sigstoreIdentity = {
	identity: {
		...text,
		description: "Whom Sigstore's certificate is for: a URL, an address. With `issuer` and `trustRoot`.",
	},
	identityRegExp: {
		...text,
		description: "The same as a regular expression (RE2), which has to match the whole identity.",
	},
	issuer: { ...text, description: "Who vouched for the identity: the issuer of the token." },
	issuerRegExp: { ...text, description: "The same as a regular expression, which has to match the whole issuer." },
	trustRoot: {
		...text,
		description: "Sigstore's trusted_root.json, relative to this file: the authorities and logs that are trusted.",
	},
	ignoreLog: { type: "boolean", description: "Don't ask for an entry in a transparency log of the trust root." },
	ignoreCertificateLog: {
		type: "boolean",
		description: "Don't ask that certificates were logged: for instances without a certificate log.",
	},
} satisfies Readonly<Record<string, Schema>>;

const signer: Schema = {
	type: "object",
	additionalProperties: false,
	properties: {
		images: oneOrMore(
			"The images that it is for: globs over `registry/repository` or `registry/repository:tag`. Absent: all.",
		),
		key: oneOrMore("Files with public keys (PEM), relative to this file: whoever has one of them is trusted."),
		...sigstoreIdentity,
		notation: {
			type: "object",
			additionalProperties: false,
			required: ["trustPolicy", "trustStore"],
			properties: {
				trustPolicy: { ...text, description: "Notary Project's trustpolicy.json, relative to this file." },
				trustStore: { ...text, description: "The folder `truststore`, which has `x509` in it." },
				crls: oneOrMore("Certificate revocation lists (PEM or DER)."),
			},
			description: "Notary Project signatures, as notation verifies them.",
		},
	},
};

/** One key or identity: a pack is signed by its publisher. */
const packSigner: Schema = {
	type: "object",
	additionalProperties: false,
	properties: {
		key: { ...text, description: "A file with the public key (PEM), relative to this file." },
		...sigstoreIdentity,
	},
};

const pack: Schema = {
	type: "object",
	additionalProperties: false,
	required: ["name"],
	properties: {
		name: {
			...text,
			description: "The name of a bundled pack or of one from elsewhere, or a folder relative to this file.",
		},
		from: {
			...text,
			description:
				"Where a pack from elsewhere is: oci://REGISTRY/REPOSITORY, npm:PACKAGE, git+https://ADDRESS[#TAG], https://….tgz, or a folder. policy.lock pins it.",
		},
		version: { ...text, description: "With `from`: the range of versions that will do. Absent: any." },
		signedBy: {
			...packSigner,
			description: "With `from`: who has to have signed it: a key, or an identity under a root of trust.",
		},
		severities: severitiesByPolicy,
		params,
	},
};

const attestation: Schema = {
	type: "object",
	additionalProperties: false,
	required: ["predicateType"],
	properties: {
		images: oneOrMore("The images that must have it: globs as for `signatures`. Absent: all."),
		predicateType: {
			...text,
			description:
				"The predicate type that a verified attestation must have, or a short name: slsa, spdx, cyclonedx, vuln.",
		},
	},
};

const images: Schema = {
	type: "object",
	additionalProperties: false,
	properties: {
		requireSignature: {
			type: "boolean",
			description: "Every image of a run must have a signature that is verified.",
		},
		signatures: {
			type: "array",
			items: signer,
			description: "Whose signatures and attestations are trusted, for which images. One that fits is enough.",
		},
		attestations: {
			type: "array",
			items: attestation,
			description: "Attestations that images must have, verified.",
		},
	},
	description: "What is asked of images, and whom to trust for them.",
};

export const configurationSchema: Schema = {
	$schema: "https://json-schema.org/draft/2020-12/schema",
	title: "policy.yaml",
	type: "object",
	additionalProperties: false,
	properties: {
		packs: {
			type: "array",
			items: { anyOf: [text, pack] },
			description:
				"Packs to use: names of bundled ones, or folders relative to this file, each perhaps with severities and params. Absent: hygiene.",
		},
		policies: { ...texts, description: "Your own policy files, or folders of them, relative to this file." },
		shape: {
			enum: shapes.map(({ id }) => id),
			description: "Give plain Rego rules documents as this tool does. Absent: as ours are.",
		},
		namespaces: {
			...texts,
			description: "Packages whose plain Rego rules are evaluated. Absent: all; with the shape conftest, main.",
		},
		params,
		severities: severitiesByPolicy,
		failOn: { enum: [...severities, "never"], description: "The least severity that fails a run. Default: info." },
		data: { type: "object", additionalProperties: {}, description: "What policies read as `data`." },
		buildArgs: {
			type: "object",
			additionalProperties: { anyOf: [{ type: "string" }, { type: "number" }, { type: "boolean" }] },
			description: "Build arguments that Dockerfiles are read with.",
		},
		platform: { ...text, description: "The platform that Dockerfiles are read for: os/arch[/variant]." },
		exceptions,
		exceptionFiles: {
			...texts,
			description: "Files with more `exceptions`, relative to this one; their globs are relative to them.",
		},
		baseline: { ...text, description: "A file of known findings, relative to this one: --write-baseline writes it." },
		paths: {
			type: "object",
			additionalProperties: false,
			properties: {
				include: { ...texts, description: "Look only at files that one of these globs matches." },
				exclude: { ...texts, description: "Don't look at files that one of these globs matches." },
			},
			description:
				"Which of the files in folders are looked at; globs are relative to this file. Files that a command names always are.",
		},
		outputs: {
			type: "object",
			additionalProperties: false,
			properties: Object.fromEntries(formats.map(({ id, title }) => [id, { ...text, description: title }])),
			description:
				"Reports to write besides, by format: files relative to this one, in or below its folder. --output replaces them.",
		},
		images,
		policy: {
			type: "object",
			additionalProperties: false,
			properties: { images },
			description: "Another way to write `images`.",
		},
		inlineIgnores: { enum: ["allow", "forbid"], description: "Whether comments may excuse findings. Default: allow." },
	},
};
