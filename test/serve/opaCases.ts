/** What OPA's REST API is asked, here and of the real server, over the same policies. */
export const opaFiles = {
	"policy.rego": `package acme.authz

default allow := false

allow if input.user == "admin"

allow if {
	input.method == "GET"
	input.user in data.acme.readers
}

roles contains "reader" if input.user in data.acme.readers

message := sprintf("hello %v", [input.user])

conflict := 1 if input.user == "both"

conflict := 2 if input.user == "both"

strict := to_number(input.text)

big := 12345678901234567890

pair(x) := [x, x]
`,
	"system.rego": `package system

main := {"allowed": input.user == "admin"}
`,
	"data.json": '{"acme":{"readers":["ann","bob"],"limits":{"max":3,"a/b":1,"__proto__":{"x":1}}}}',
} as const;

export interface OpaCase {
	readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
	readonly path: string;
	readonly body?: string;
	readonly headers?: Readonly<Record<string, string>>;
	/** Why the answers aren't alike: then only the status and code that are ours are looked at. */
	readonly differs?: string;
	readonly ours?: { readonly status: number; readonly code?: string };
}

const admin = '{"input":{"user":"admin"}}';
const q = (query: string): string => `/v1/query?q=${encodeURIComponent(query)}`;
const isReadOnly = "what is served comes from files that are loaded again when they change; clients can't write";
const readOnly = { differs: isReadOnly, ours: { status: 403, code: "operation_not_allowed" } } as const;

export const opaCases: readonly OpaCase[] = [
	{ path: "/v1/data" },
	{ path: "/v1/data?pretty" },
	{ path: "/v1/data/acme" },
	{ path: "/v1/data/acme/readers" },
	{ path: "/v1/data/acme/readers/0" },
	{ path: "/v1/data/acme/readers/7" },
	{ path: "/v1/data/acme/limits/a%2Fb" },
	{ path: "/v1/data/acme/limits/__proto__" },
	{ path: "/v1/data/acme/constructor" },
	{ path: "/v1/data/nope" },
	{ path: "/v1/data/acme/authz/big" },
	{ path: "/v1/data/acme/authz/roles?input=%7B%22user%22%3A%22ann%22%7D" },
	{ path: "/v1/data/acme/authz/allow?input=%7B%22user%22%3A%22admin%22%7D" },
	{ path: "/v1/data/acme/authz/message?input=%7B%22user%22%3A%22%3Cb%3E%26%22%7D" },
	{ path: "/v1/data/acme/authz/allow?input=%7Bx" },
	{ path: "/v1/data/acme/authz/pair", differs: "a function is no document", ours: { status: 200 } },
	{ path: "/v1/data/acme/authz/allow", body: admin },
	{ path: "/v1/data/acme/authz/allow?pretty=true", body: admin },
	{ path: "/v1/data/acme/authz/allow?pretty=false", body: admin },
	{ path: "/v1/data/acme/authz/allow?explain=notes", body: admin },
	{ path: "/v1/data/acme/authz/allow?explain=bogus", body: admin },
	{ path: "/v1/data/acme/authz/allow", body: '{"user":"admin"}' },
	{ path: "/v1/data/acme/authz/allow", body: '{"input":null}' },
	{ path: "/v1/data/acme/authz/allow", method: "POST" },
	{ path: "/v1/data/acme/authz/allow", body: "{x" },
	{ path: "/v1/data/acme/authz/allow", body: "[1]" },
	{ path: "/v1/data/acme/authz/allow", body: '"text"' },
	{
		path: "/v1/data/acme/authz/allow",
		body: '{"input":{"user":"admin"}} trailing',
		differs: "what follows is an error",
		ours: { status: 400, code: "invalid_parameter" },
	},
	{
		path: "/v1/data/acme/authz/allow",
		body: "input:\n  user: admin\n",
		headers: { "content-type": "application/yaml" },
	},
	{ path: "/v1/data/acme/authz/allow", body: admin, headers: { "content-type": "text/plain" } },
	{ path: "/v1/data/acme/authz", body: '{"input":{"user":"both"}}' },
	{ path: "/v1/data/acme/authz/conflict", body: '{"input":{"user":"both"}}' },
	{ path: "/v1/data/acme/authz/strict", body: '{"input":{"text":"x"}}' },
	{ path: "/v1/data/acme/authz/strict", body: '{"input":{"text":"1.50"}}' },
	{ path: "/v1/data/acme/authz/strict?strict-builtin-errors", body: '{"input":{"text":"x"}}' },
	{ path: "/v1/data/nope", body: '{"input":{}}' },
	{ path: "/v1/data/foo", method: "PUT", body: '{"a":1}', ...readOnly },
	{ path: "/v1/data/foo", method: "PATCH", body: "[]", ...readOnly },
	{ path: "/v1/data/foo", method: "DELETE", ...readOnly },
	{ path: "/v1/policies/x", method: "PUT", body: "package x", ...readOnly },
	{ path: "/v1/policies/x", method: "DELETE", ...readOnly },
	{ path: "/v1/policies/nope" },
	{ path: "/v1/query" },
	{ path: q("data.acme.readers[i]") },
	{ path: q("x := 1; y := data.acme.limits.max") },
	{ path: q("data.acme.authz.allow") },
	{ path: q("data.nope") },
	{ path: q("data.acme.readers[_] = x") },
	{ path: q("x :=") },
	{
		path: q("x = foo(1)"),
		differs: "that x has no value then is said, too",
		ours: { status: 400, code: "invalid_parameter" },
	},
	{ path: q("x > 1") },
	{ path: "/v1/query", body: '{"query":"input.a = x","input":{"a":7}}' },
	{ path: "/v1/query", body: "{}" },
	{ path: "/v1/query", body: "{x" },
	{
		path: "/v1/compile",
		body: "{}",
		differs: "partial evaluation is not offered",
		ours: { status: 501, code: "operation_not_allowed" },
	},
	{ path: "/", body: '{"user":"admin"}' },
	{ path: "/v0/data/acme/authz/allow", body: '{"user":"admin"}' },
	{ path: "/v0/data/acme/authz/allow", method: "POST" },
	{ path: "/v0/data/nope", body: "{}" },
	{ path: "/v0/data/acme/authz/allow", body: "{x" },
	{ path: "/health" },
	{ path: "/health?bundles&plugins" },
	{ path: "/nope", differs: "errors are JSON everywhere", ours: { status: 404, code: "resource_not_found" } },
	{
		path: "/v1/query",
		method: "DELETE",
		differs: "errors are JSON everywhere",
		ours: { status: 405, code: "operation_not_allowed" },
	},
];
