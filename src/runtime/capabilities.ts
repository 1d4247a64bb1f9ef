/**
 * What a host may let policies do besides computing. Each is absent unless a shell hands it in, and then the builtins that
 * need it refuse by name: an evaluation never reaches out on its own.
 */
import type { BuiltinContext } from "./builtins/builtin.ts";
import type { CryptoHost } from "./crypto/cryptoHost.ts";
import { EvaluationError } from "./evaluation/evaluationError.ts";
import type { NetworkHost } from "./network/networkHost.ts";
import type { Value } from "./values/value.ts";

export interface Capabilities {
	/** Signatures with key pairs. */
	readonly crypto?: CryptoHost;
	/** Looking up names and sending requests, to the hosts that the person allows. */
	readonly network?: NetworkHost;
	/** What `opa.runtime` tells: environment variables and the like, as the person allows. */
	readonly environment?: () => Value;
	/** Reads a module's text to the JSON that OPA makes of one. @throws BuiltinError that says what is wrong with the text */
	readonly parseModule?: (name: string, text: string) => Value;
}

/** The capabilities among some options, and nothing else of them. */
export function capabilitiesOf({ crypto, network, environment, parseModule }: Capabilities): Capabilities {
	return {
		...(crypto === undefined ? {} : { crypto }),
		...(network === undefined ? {} : { network }),
		...(environment === undefined ? {} : { environment }),
		...(parseModule === undefined ? {} : { parseModule }),
	};
}

/**
 * A capability that a builtin can't do without. Where there is none, the evaluation ends: a policy that was meant to ask
 * the network and couldn't has neither passed nor failed.
 */
export function required<Name extends keyof Capabilities>(
	builtin: string,
	context: BuiltinContext,
	name: Name,
	how: string,
): NonNullable<Capabilities[Name]> {
	const capability = (context as Capabilities)[name];
	if (capability === undefined) throw new EvaluationError("eval_builtin_error", "", `${builtin}: ${how}`);
	return capability;
}
