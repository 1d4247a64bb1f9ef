/** Whose signatures are trusted, and what is asked of images. */
import { define } from "../diagnostic.ts";

export const trustInvalid = define<{ reason: string }>(
	{
		code: "trust-invalid",
		severity: "error",
		title: "A rule whose signatures to trust can't be used",
		cause:
			"A rule below `images.signatures` says neither a key nor an identity, says both, or names a file that isn't what it should be. Nobody is trusted by it.",
		wrong: "images:\n  signatures:\n    - identity: release@acme.example",
		right:
			"images:\n  signatures:\n    - identity: release@acme.example\n      issuer: https://accounts.acme.example\n      trustRoot: trusted_root.json",
	},
	({ reason }) => `this signer can't be trusted: ${reason}`,
	() => "give `key`, or `identity`, `issuer` and `trustRoot`, or `notation`",
);

export const requirementUnused = define<{ what: string }>(
	{
		code: "requirement-unused",
		severity: "error",
		title: "Something is asked of images and no policy looks at it",
		cause:
			"The policies that find images without a signature or an attestation are in the packs `hygiene` and `supply-chain`. Where neither is chosen, or they are switched off, the setting would have no effect.",
		wrong: "packs: [pod-security]\nimages:\n  requireSignature: true",
		right: "packs: [pod-security, hygiene]\nimages:\n  requireSignature: true",
	},
	({ what }) => `\`${what}\` has no effect: no policy of the chosen packs asks for it`,
	() => "add the pack `hygiene`",
);
