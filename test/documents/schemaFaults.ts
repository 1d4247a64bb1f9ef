/** What in a value is not as a kind's published schema says. An Unknown may stand for any value. */
import { Ajv2020 } from "ajv/dist/2020.js";
import type { JsonSchema } from "../../src/documents/document.ts";

/** A function that tells the faults of a value that JSON was made of. */
export function faultsAgainst(schema: JsonSchema): (value: unknown) => string[] {
	const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema);
	return (value) =>
		validate(value)
			? []
			: (validate.errors ?? [])
					.filter(({ instancePath }) => !isUnknown(at(value, instancePath)))
					.map(({ instancePath, message }) => `${instancePath} ${message}`);
}

function at(value: unknown, path: string): unknown {
	const keys = path
		.split("/")
		.slice(1)
		.map((key) => key.replace(/~1/g, "/").replace(/~0/g, "~"));
	return keys.reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], value);
}

function isUnknown(value: unknown): boolean {
	return typeof value === "object" && value !== null && Object.keys(value).sort().join() === "text,unknown";
}
