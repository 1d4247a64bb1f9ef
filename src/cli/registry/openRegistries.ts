/** The registry client of a command: the host's network, the user's credentials, and the options that say how registries are spoken with. */
import path from "node:path";
import { fileUnreadable } from "../../diagnostics/catalogue/files.ts";
import { registryAuthorities } from "../../diagnostics/catalogue/registry.ts";
import type { RegistryAccess } from "../../registry/connection.ts";
import { isLocalHost } from "../../registry/http.ts";
import { RegistryClient } from "../../registry/registryClient.ts";
import { storedCredentials } from "../../registry/storedCredentials.ts";
import { type Host, HostError, type HttpOptions, ProgramFault } from "../host/host.ts";
import { nodeDigester } from "../host/nodeDigester.ts";
import { Refusal } from "../refusal.ts";
import type { RegistryOptions } from "./registryOptions.ts";

/** A helper that asks its user has to be waited for; one that hangs not for ever. */
const HELPER_TIMEOUT = 60_000;

/** @param access what is otherwise than usual */
export function openRegistries(
	host: Host,
	options: RegistryOptions = {},
	access: Partial<RegistryAccess> = {},
): RegistryClient {
	return new RegistryClient({
		http: access.http ?? host.http(httpOptions(host, options)),
		credentials: storedCredentials({
			files: credentialFiles(host.env),
			read: (file) => textIn(host, file),
			runHelper: (program, server) => runHelper(host, program, server),
		}),
		sleep: host.sleep,
		now: () => Number(host.now() / 1_000_000n),
		random: () => (host.random(1)[0] ?? 0) / 256,
		digester: nodeDigester,
		isPlain: (name) => options.plainHttp === true && !isLocalHost(name),
		...access,
	});
}

/** How the command speaks HTTP: with what `--ca-file`, SSL_CERT_FILE and NODE_EXTRA_CA_CERTS hold. Throws Refusal. */
export function httpOptions(host: Host, { caFile, plainHttp = false }: RegistryOptions): HttpOptions {
	const given = [caFile, host.env.SSL_CERT_FILE, host.env.NODE_EXTRA_CA_CERTS].filter(
		(file) => file !== undefined && file !== "",
	);
	const authorities = given.flatMap((file) => certificatesIn(host, file as string));
	return { authorities, plainHttp, proxies: host.env };
}

const certificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

function certificatesIn(host: Host, file: string): readonly string[] {
	let text: string;
	try {
		text = new TextDecoder().decode(host.files.read(file));
	} catch (error) {
		if (!(error instanceof HostError)) throw error;
		throw new Refusal([registryAuthorities({ file, reason: fileUnreadable({ reason: error.reason }).text })]);
	}
	const found = text.match(certificate) ?? [];
	if (found.length === 0) throw new Refusal([registryAuthorities({ file, reason: "no certificate in PEM in it" })]);
	return found;
}

/** Where docker and podman keep credentials, the most particular first (containers-auth.json(5)). */
export function credentialFiles(env: Host["env"]): readonly string[] {
	const { REGISTRY_AUTH_FILE, DOCKER_CONFIG, XDG_RUNTIME_DIR, XDG_CONFIG_HOME, HOME, USERPROFILE } = env;
	const home = HOME ?? USERPROFILE;
	const below = (folder: string | undefined, ...names: string[]): string[] =>
		folder === undefined || folder === "" ? [] : [path.join(folder, ...names)];
	return [
		...below(REGISTRY_AUTH_FILE),
		...(DOCKER_CONFIG ? below(DOCKER_CONFIG, "config.json") : below(home, ".docker", "config.json")),
		...below(XDG_RUNTIME_DIR, "containers", "auth.json"),
		...(XDG_CONFIG_HOME
			? below(XDG_CONFIG_HOME, "containers", "auth.json")
			: below(home, ".config", "containers", "auth.json")),
	];
}

function textIn(host: Host, file: string): string | undefined {
	return host.files.stat(file)?.kind === "file" ? new TextDecoder().decode(host.files.read(file)) : undefined;
}

async function runHelper(
	host: Host,
	program: string,
	server: string,
): Promise<{ readonly status: number; readonly stdout: string } | undefined> {
	try {
		const { status, stdout } = await host.runProgram(program, ["get"], {
			stdin: server,
			timeout: HELPER_TIMEOUT,
			env: host.env,
		});
		return { status, stdout: new TextDecoder().decode(stdout) };
	} catch (error) {
		if (!(error instanceof ProgramFault)) throw error;
		return error.kind === "missing" ? undefined : { status: 1, stdout: "" };
	}
}
