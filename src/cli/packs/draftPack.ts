/** The files of a new pack. */

/** @param engine the version of this Holystone; gives texts by name */
export function draftPack(name: string, engine: string): ReadonlyMap<string, string> {
	const path = `${packageName(name)}.images`;
	const code = `${
		name
			.replace(/[^a-z]/g, "")
			.toUpperCase()
			.slice(0, 6) || "PACK"
	}001`;
	return new Map([
		["pack.yaml", manifest(name, engine)],
		["images.policy", policy(path, code)],
		["README.md", readme(name, path)],
	]);
}

/** A name of Rego's: no dots and dashes, no digit first. */
function packageName(name: string): string {
	const plain = name.replace(/[^a-z0-9]+/g, "_");
	return /^[0-9]/.test(plain) ? `pack_${plain}` : plain;
}

function manifest(name: string, engine: string): string {
	return `# What this pack says of itself; \`policy schema pack\` prints what may stand here.
name: ${name}
version: 0.1.0
license: Apache-2.0
about: Where our images come from.
kinds: [dockerfile]
engine: ">=${engine}"
`;
}

function policy(path: string, code: string): string {
	return `package ${path}

policy trusted_base on dockerfile {
	title:    "Base images come from registries that we trust"
	code:     "${code}"
	severity: high
	about:    "Nobody knows who patches images from elsewhere."

	param registries: set[string] = {"registry.example"}

	deny stage.from because $"{stage.from.text} isn't served by {concat(" or ", sort(registries))}" if {
		some stage in input.stages
		stage.from.registry
		not stage.from.registry in registries
	}

	bad "a public base" \`
		FROM quay.io/acme/node:22.11.0
	\`
	bad "in one of several stages" \`
		FROM registry.example/go:1.23 AS build
		FROM quay.io/acme/base:1
	\`
	good "a base of ours" \`
		FROM registry.example/node:22.11.0
	\`
	good "a later stage builds on an earlier one" \`
		FROM registry.example/go:1.23 AS build
		FROM build
	\`
}
`;
}

function readme(name: string, path: string): string {
	return `# ${name}

| policy | what it asks for |
| --- | --- |
| \`${path}.trusted_base\` | base images come from registries that we trust (parameter \`registries\`) |

\`\`\`yaml
# policy.yaml
packs:
  - name: ${name}
    from: oci://registry.example/policies/${name}
    version: ^0.1.0
    params:
      ${path}.trusted_base:
        registries: [registry.example]
\`\`\`
`;
}
