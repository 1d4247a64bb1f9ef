/** Signing with a private key of a PEM file. */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from "node:crypto";
import type { PackSigner } from "../../sharing/signPack.ts";

export type KeyFault = { readonly fault: string };

/** @param passphrase of an encrypted key; gives the signer, or why the key can't be used, without a word of what is in it */
export function nodeSigner(pem: Uint8Array, passphrase: string | undefined): PackSigner | KeyFault {
	const text = Buffer.from(pem).toString("latin1");
	if (/BEGIN ENCRYPTED (SIGSTORE|COSIGN) PRIVATE KEY/.test(text))
		return { fault: "that is cosign's own encrypted form: sign with cosign, and attach its bundle with --bundle" };
	if (!/BEGIN (ENCRYPTED )?PRIVATE KEY/.test(text)) return { fault: "it is no PEM file with a PKCS #8 private key" };
	if (/BEGIN ENCRYPTED/.test(text) && passphrase === undefined)
		return { fault: "it is encrypted: name the variable with its passphrase by --passphrase-env" };
	let key: KeyObject;
	try {
		key = createPrivateKey({ key: text, format: "pem", ...(passphrase === undefined ? {} : { passphrase }) });
	} catch {
		return { fault: passphrase === undefined ? "it can't be read" : "it can't be read with this passphrase" };
	}
	const isEd25519 = key.asymmetricKeyType === "ed25519";
	const isP256 = key.asymmetricKeyType === "ec" && key.asymmetricKeyDetails?.namedCurve === "prime256v1";
	if (!isEd25519 && !isP256) return { fault: "it is neither an EC P-256 nor an Ed25519 key" };
	const publicKey = createPublicKey(key).export({ type: "spki", format: "der" });
	return {
		hint: createHash("sha256").update(publicKey).digest("base64"),
		sign: (message) => sign(isEd25519 ? null : "sha256", message, key),
	};
}
