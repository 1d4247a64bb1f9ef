/** Who asks. */

/** A name and a password; or a token that is shown as it is (`bearer`), or exchanged for others (`identity`: an OAuth2 refresh token). */
export type Credential =
	| { readonly kind: "basic"; readonly name: string; readonly password: string }
	| { readonly kind: "identity" | "bearer"; readonly token: string };

/** The credential for a registry's host, as in references (`docker.io`, `registry.example:5000`); undefined for nobody. Throws RegistryFault. */
export type Credentials = (registry: string) => Promise<Credential | undefined>;

export const anonymous: Credentials = async () => undefined;
