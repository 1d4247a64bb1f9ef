/** A `manifest` in CEL: the object as it is. Only what an API server knows of every object has a type. */
import { fieldType } from "../runtime/types/lookup.ts";
import type { Type } from "../runtime/types.ts";
import { code } from "./code.ts";
import { apiVersionOf, type Resource } from "./resources.ts";
import { always, expression, known, readKey, type View } from "./terms.ts";
import type { Variables } from "./workloadView.ts";

export const manifestVariables = (): Variables => new Map();

/** The document that policies on manifests see. @param input its type, by the schema @param resource the one kind that it is about, where that is known */
export function manifestView(input: Type, resource?: Resource): View {
	const object = expression(code("object"), input);
	const of = (key: string, value: string | undefined) =>
		always(
			value === undefined
				? expression(code(`object.${key}`), fieldType(input, key) ?? { kind: "string" })
				: known(value),
		);
	return {
		kind: "view",
		name: "the manifest",
		field: (key) => {
			if (key === "kind") return of(key, resource?.kind);
			if (key === "apiVersion") return of(key, resource && apiVersionOf(resource));
			return readKey(object, known(key));
		},
	};
}
