/** URIs taken apart. OPA: topdown/uri.go, and Go's net/url. */
import { parseUri } from "../network/parseUri.ts";
import { any, boolean, objectOf, string } from "../types.ts";
import type { PlainObject, Value } from "../values/value.ts";
import { type Builtin, BuiltinError, builtin } from "./builtin.ts";

export const uri: readonly Builtin[] = [
	builtin<[string]>(
		{
			name: "uri.parse",
			group: "uri",
			doc: "The parts of a URI: scheme, hostname, port, path, raw_path, raw_query, fragment; only those that are there.",
			args: [{ name: "uri", type: string }],
			returns: { name: "output", type: objectOf(string, string) },
			examples: [
				{
					call: 'uri.parse("https://example.com:8080/a%2Fb?q=1#top")',
					gives:
						'{"fragment": "top", "hostname": "example.com", "path": "/a/b", "port": "8080", "raw_path": "/a%2Fb", "raw_query": "q=1", "scheme": "https"}',
				},
			],
		},
		(text, context) => {
			context.spend(1 + (text.length >> 5));
			const { scheme, hostname, port, path, rawPath, rawQuery, fragment } = parseUri(text);
			const parts = { fragment, hostname, path, port, raw_path: rawPath, raw_query: rawQuery, scheme };
			const present = Object.entries(parts).filter(([, part]) => part !== "");
			return Object.fromEntries(present) satisfies PlainObject;
		},
	),
	builtin<[Value]>(
		{
			name: "uri.is_valid",
			group: "uri",
			doc: "Whether a text is a URI or a relative reference; the empty text and anything that is no text are not.",
			args: [{ name: "uri", type: string, accepts: any }],
			returns: { name: "result", type: boolean },
			examples: [
				{ call: 'uri.is_valid("https://example.com/a")', gives: "true" },
				{ call: 'uri.is_valid("https://exa mple.com/")', gives: "false" },
			],
		},
		(text, context) => {
			if (typeof text !== "string" || text === "") return false;
			context.spend(1 + (text.length >> 5));
			try {
				parseUri(text);
				return true;
			} catch (error) {
				if (error instanceof BuiltinError) return false;
				throw error;
			}
		},
	),
];
