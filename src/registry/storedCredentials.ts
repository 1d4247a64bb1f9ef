/**
 * Credentials as docker and podman keep them: `config.json` and `auth.json` with `auths`, `credHelpers` and `credsStore` (docker/cli, "docker login";
 * containers-auth.json(5)). Helpers are programs `docker-credential-NAME` that are told a server and answer with JSON (docker/docker-credential-helpers).
 */
import { registryCredentials } from "../diagnostics/catalogue/registry.ts";
import { asObject, objectOf, textOf } from "../documents/fields.ts";
import { BuiltinError } from "../runtime/builtins/builtin.ts";
import { fromBase64, standardAlphabet } from "../runtime/bytes/base64.ts";
import { fromUtf8 } from "../runtime/bytes/utf8.ts";
import { JsonError, parseJson } from "../runtime/values/json.ts";
import type { PlainObject } from "../runtime/values/value.ts";
import type { Credential, Credentials } from "./credential.ts";
import { RegistryFault } from "./registryFault.ts";

export interface CredentialSources {
	/** Files in the order in which they are looked into; those that aren't there are passed over. */
	readonly files: readonly string[];
	/** A file's text; undefined where there is no such file. May throw. */
	readonly read: (path: string) => string | undefined;
	/** Runs a helper with `get` and a server on its standard input; undefined where there is no such program. */
	readonly runHelper: (
		program: string,
		server: string,
	) => Promise<{ readonly status: number; readonly stdout: string } | undefined>;
}

/** What helpers say where they know nothing of a server. */
const unknown = /credentials not found|no credentials server URL/i;
/** Docker Hub under all of its names. */
const hubNames = ["https://index.docker.io/v1/", "index.docker.io", "docker.io", "registry-1.docker.io"];

export function storedCredentials({ files, read, runHelper }: CredentialSources): Credentials {
	return async (registry) => {
		for (const file of files) {
			const config = readConfig(file, read);
			if (config === undefined) continue;
			const found = await inConfig(config, file, registry, runHelper);
			if (found !== undefined) return found;
		}
		return undefined;
	};
}

function readConfig(file: string, read: CredentialSources["read"]): PlainObject | undefined {
	const refuse = (reason: string): RegistryFault =>
		new RegistryFault(registryCredentials({ source: `\`${file}\``, reason }));
	let text: string | undefined;
	try {
		text = read(file);
	} catch {
		throw refuse("it can't be read");
	}
	if (text === undefined || text.trim() === "") return undefined;
	try {
		const config = asObject(parseJson(text));
		if (config === undefined) throw refuse("it isn't a JSON object");
		return config;
	} catch (error) {
		// What stands around the mistake may be secret: nothing of it is told.
		if (error instanceof JsonError) throw refuse("it isn't JSON");
		throw error;
	}
}

async function inConfig(
	config: PlainObject,
	file: string,
	registry: string,
	runHelper: CredentialSources["runHelper"],
): Promise<Credential | undefined> {
	const servers = registry === "docker.io" ? hubNames : [registry, `https://${registry}`, `https://${registry}/`];
	const helpers = objectOf(config, "credHelpers");
	const named = servers.map((server) => textOf(helpers, server)).find((name) => name !== undefined);
	if (named !== undefined) return ask(named, servers, file, runHelper);
	const store = textOf(config, "credsStore");
	if (store !== undefined) {
		const found = await ask(store, servers, file, runHelper);
		if (found !== undefined) return found;
	}
	const auths = objectOf(config, "auths");
	for (const key of Object.keys(auths ?? {})) {
		if (!servers.some((server) => nameOfServer(server) === nameOfServer(key))) continue;
		const found = inAuth(objectOf(auths, key), file);
		if (found !== undefined) return found;
	}
	return undefined;
}

/** Keys have had many forms: with a scheme, with `/v1/`, with a slash at the end. */
function nameOfServer(key: string): string {
	return key.replace(/^https?:\/\//, "").replace(/\/(?:v[12]\/?)?$/, "");
}

function inAuth(entry: PlainObject | undefined, file: string): Credential | undefined {
	const identity = textOf(entry, "identitytoken");
	if (identity !== undefined) return { kind: "identity", token: identity };
	const bearer = textOf(entry, "registrytoken");
	if (bearer !== undefined) return { kind: "bearer", token: bearer };
	const name = textOf(entry, "username");
	const password = textOf(entry, "password");
	if (name !== undefined && password !== undefined) return { kind: "basic", name, password };
	const auth = textOf(entry, "auth");
	if (auth === undefined) return undefined;
	const decoded = decode(auth);
	const colon = decoded?.indexOf(":") ?? -1;
	if (decoded === undefined || colon === -1)
		throw new RegistryFault(
			registryCredentials({ source: `\`${file}\``, reason: "an `auth` isn't a name and password in base64" }),
		);
	return { kind: "basic", name: decoded.slice(0, colon), password: decoded.slice(colon + 1).replace(/\0+$/, "") };
}

function decode(auth: string): string | undefined {
	try {
		return fromUtf8(fromBase64(auth, standardAlphabet));
	} catch (error) {
		if (error instanceof BuiltinError) return undefined;
		throw error;
	}
}

async function ask(
	helper: string,
	servers: readonly string[],
	file: string,
	runHelper: CredentialSources["runHelper"],
): Promise<Credential | undefined> {
	const program = `docker-credential-${helper}`;
	const refuse = (reason: string): RegistryFault =>
		new RegistryFault(registryCredentials({ source: `\`${program}\``, reason }));
	if (!/^[\w.-]+$/.test(helper))
		throw new RegistryFault(
			registryCredentials({ source: `\`${file}\``, reason: "it names a helper that is no program" }),
		);
	for (const server of servers) {
		const answer = await runHelper(program, server);
		if (answer === undefined) throw refuse(`it isn't on PATH, and \`${file}\` names it`);
		if (answer.status !== 0) {
			// What it says may hold what it knows: only whether it knows the server is looked at.
			if (unknown.test(answer.stdout)) continue;
			throw refuse(`it ended with status ${answer.status}`);
		}
		const found = credentialIn(answer.stdout);
		if (found === undefined) throw refuse("its answer can't be read");
		if (found.name === "" && found.secret === "") continue;
		return found.name === "<token>"
			? { kind: "identity", token: found.secret }
			: { kind: "basic", name: found.name, password: found.secret };
	}
	return undefined;
}

function credentialIn(text: string): { readonly name: string; readonly secret: string } | undefined {
	try {
		const answer = asObject(parseJson(text));
		return answer && { name: textOf(answer, "Username") ?? "", secret: textOf(answer, "Secret") ?? "" };
	} catch (error) {
		if (error instanceof JsonError) return undefined;
		throw error;
	}
}
