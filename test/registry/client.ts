/** The client as the command has it, with waits that take no time. */
import { nodeDigester } from "../../src/cli/host/nodeDigester.ts";
import { nodeHttp } from "../../src/cli/host/nodeHttp.ts";
import { anonymous, type Credential } from "../../src/registry/credential.ts";
import { RegistryClient } from "../../src/registry/registryClient.ts";
import { RegistryFault } from "../../src/registry/registryFault.ts";

export interface TestClientOptions {
	readonly credential?: Credential;
	readonly authorities?: readonly string[];
	/** Told how long each wait would have been. */
	readonly waits?: number[];
	readonly now?: () => number;
}

export function testClient({
	credential,
	authorities,
	waits = [],
	now = Date.now,
}: TestClientOptions = {}): RegistryClient {
	return new RegistryClient({
		http: nodeHttp({ authorities }),
		credentials: credential === undefined ? anonymous : async () => credential,
		sleep: async (milliseconds) => void waits.push(milliseconds),
		now,
		random: () => 0.5,
		digester: nodeDigester,
	});
}

/** The catalogue code of what a promise fails with, and its text. */
export async function faultOf(
	promise: Promise<unknown>,
): Promise<{ readonly code: string; readonly text: string; readonly hint?: string }> {
	try {
		await promise;
	} catch (error) {
		if (!(error instanceof RegistryFault)) throw error;
		const { kind, text, hint } = error.diagnostic;
		return { code: kind.code, text, hint };
	}
	throw new Error("nothing went wrong");
}

export async function bytesOf(parts: AsyncIterable<Uint8Array>): Promise<Buffer> {
	const all: Uint8Array[] = [];
	for await (const part of parts) all.push(part);
	return Buffer.concat(all);
}
