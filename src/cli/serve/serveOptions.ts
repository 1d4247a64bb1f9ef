/** What `policy serve` understands. */
import type { Command } from "commander";
import { usageInvalid } from "../../diagnostics/catalogue/configuration.ts";
import { type Severity, severities } from "../../findings/finding.ts";
import { type Address, defaultLimits } from "../../serve/options.ts";
import { type AccessOptions, addAccessOptions } from "../access.ts";
import { choice, repeated } from "../choice.ts";
import { duration } from "../duration.ts";
import { addNamespaceOption, addPolicyOptions, type PolicyOptions } from "../policyOptions.ts";
import { addDataOptions, type DataOptions } from "../readingOptions.ts";
import { Refusal } from "../refusal.ts";
import { addRegistryOptions, type RegistryOptions } from "../registry/registryOptions.ts";
import { size } from "../size.ts";
import { wholeNumber } from "../wholeNumber.ts";

export interface ServeCommandOptions extends PolicyOptions, AccessOptions, DataOptions, RegistryOptions {
	readonly verifyImages: boolean;
	readonly imageRegistry: readonly string[];
	readonly pinDigests: boolean;
	readonly onUnavailable: "deny" | "allow";
	readonly addr?: Address;
	readonly diagnosticAddr?: Address;
	readonly tlsCert?: string;
	readonly tlsKey?: string;
	readonly tlsCa?: string;
	readonly clientName: readonly string[];
	readonly failOn?: Severity | "never";
	readonly onError: "deny" | "allow";
	/** A file, or `-`. */
	readonly decisionLog?: string;
	readonly decisionLogInput: "masked" | "digest";
	readonly decisionLogMask: readonly string[];
	readonly decisionLogMaxSize: number;
	readonly decisionLogKeep: number;
	readonly decisionLogSync: boolean;
	readonly decisionLogRequired: boolean;
	readonly threads?: number;
	readonly timeout: number;
	readonly maxBody: number;
	readonly maxConcurrent: number;
	readonly maxWaiting: number;
	readonly maxConnections: number;
	readonly shutdownDelay: number;
	readonly shutdownGrace: number;
	readonly watch: boolean;
	readonly color: boolean;
}

const MIB = 1024 ** 2;
const denyOrAllow = ["deny", "allow"] as const;

export function addServeOptions(command: Command): Command {
	addRegistryOptions(addAccessOptions(addDataOptions(addNamespaceOption(addPolicyOptions(command)))));
	return addAnswerOptions(addListenOptions(command))
		.option(
			"--threads <n>",
			"threads that evaluate; 0: none of their own (default: the number of processors)",
			wholeNumber("--threads", 0, 64),
		)
		.option(
			"--timeout <duration>",
			"how long a decision may take (default: 8s)",
			duration("--timeout"),
			defaultLimits.timeout,
		)
		.option(
			"--max-body <size>",
			"largest body of a request (default: 8MiB)",
			size("--max-body", 1024, 256 * MIB),
			defaultLimits.body,
		)
		.option(
			"--max-concurrent <n>",
			"requests that are worked on at a time (default: 64)",
			wholeNumber("--max-concurrent", 1, 65_536),
			defaultLimits.concurrent,
		)
		.option(
			"--max-waiting <n>",
			"requests that wait for that; more are turned away with 503 (default: 256)",
			wholeNumber("--max-waiting", 0, 1_000_000),
			defaultLimits.waiting,
		)
		.option(
			"--max-connections <n>",
			"open connections (default: 2048)",
			wholeNumber("--max-connections", 1, 1_000_000),
			defaultLimits.connections,
		)
		.option(
			"--shutdown-delay <duration>",
			"how long requests are still taken after SIGTERM, while /ready says no (default: 0s)",
			duration("--shutdown-delay"),
			0,
		)
		.option(
			"--shutdown-grace <duration>",
			"how long requests may take to end after that (default: 20s)",
			duration("--shutdown-grace"),
			20_000,
		)
		.option("--no-watch", "load policies and certificates again on SIGHUP only, not when their files change");
}

function addListenOptions(command: Command): Command {
	return command
		.option(
			"--addr <host:port>",
			"where to listen; :PORT is any address (default: 127.0.0.1:8181, with TLS 127.0.0.1:8443)",
			address("--addr"),
		)
		.option(
			"--diagnostic-addr <host:port>",
			"answer /health, /ready and /metrics here too, without TLS",
			address("--diagnostic-addr"),
		)
		.option("--tls-cert <file>", "the server's certificate, PEM; read again when it changes")
		.option("--tls-key <file>", "its key")
		.option(
			"--tls-ca <file>",
			"who signs clients' certificates, PEM: with it, a client needs one for all but health and metrics",
		)
		.option(
			"--client-name <name>",
			"let in only clients whose certificate has this name (repeatable)",
			repeated(String),
			[],
		);
}

function addAnswerOptions(command: Command): Command {
	return command
		.option(
			"--fail-on <severity>",
			`the least severity that denies: ${severities.join(", ")} or never (default: info)`,
			choice("--fail-on", [...severities, "never"] as const),
		)
		.option(
			"--on-error <deny|allow>",
			"what becomes of an admission that couldn't be decided (default: deny)",
			choice("--on-error", denyOrAllow),
			"deny",
		)
		.option(
			"--verify-images",
			"ask registries what is attached to images before they are admitted: signatures, scans (default: where policy.yaml trusts signers or requires signatures)",
			false,
		)
		.option(
			"--image-registry <host>",
			"ask this registry only; images of others count as those that couldn't be asked about (repeatable; default: all)",
			repeated(String),
			[],
		)
		.option("--pin-digests", "/v1/mutate pins tags of images to the digests that they stand for", false)
		.option(
			"--on-unavailable <deny|allow>",
			"what becomes of an admission where a registry couldn't be asked (default: deny)",
			choice("--on-unavailable", denyOrAllow),
			"deny",
		)
		.option(
			"--decision-log <file>",
			"write each decision as a line of JSON, before it is answered; `-` is standard output",
		)
		.option(
			"--decision-log-input <masked|digest>",
			"what the log has of inputs: all but secrets, or a digest only (default: masked)",
			choice("--decision-log-input", ["masked", "digest"] as const),
			"masked",
		)
		.option(
			"--decision-log-mask <pointer>",
			"keep this part of inputs out of the log: a JSON pointer, /input/request/object/spec/*/env (repeatable)",
			repeated(pointer),
			[],
		)
		.option(
			"--decision-log-max-size <size>",
			"put the log aside when it is so large (default: 64MiB)",
			size("--decision-log-max-size", 4096, 1024 ** 4),
			64 * MIB,
		)
		.option(
			"--decision-log-keep <n>",
			"how many logs that were put aside are kept (default: 5)",
			wholeNumber("--decision-log-keep", 0, 1_000),
			5,
		)
		.option("--decision-log-sync", "answer when the disk has the decision, not only the system", false)
		.option(
			"--decision-log-required",
			"answer nothing that can't be logged (default: answer, count it and say so)",
			false,
		);
}

function pointer(value: string): string {
	if (value.startsWith("/input/")) return value;
	throw new Refusal([
		usageInvalid({
			text: `--decision-log-mask can't be \`${value}\``,
			hint: "write a JSON pointer that begins with /input/",
		}),
	]);
}

/** `127.0.0.1:8181`, `[::1]:8181`, `:8181`. */
export function address(option: string): (value: string) => Address {
	return (value) => {
		const [, name = "", port] = /^(\[[\da-fA-F:.]+\]|[\w.-]*):(\d{1,5})$/.exec(value) ?? [];
		if (port === undefined || Number(port) > 65_535)
			throw new Refusal([
				usageInvalid({ text: `${option} can't be \`${value}\``, hint: "write HOST:PORT, such as 127.0.0.1:8181" }),
			]);
		// Any address, of both versions where the machine has them.
		const host = name === "" ? "::" : name.replace(/^\[|\]$/g, "");
		return { host, port: Number(port) };
	};
}

export const addressText = ({ host, port }: Address): string => `${host.includes(":") ? `[${host}]` : host}:${port}`;

export const isLoopback = ({ host }: Address): boolean =>
	host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
