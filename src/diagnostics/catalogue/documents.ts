/** What is wrong with a document: YAML, manifests, images, build contexts. */
import { define } from "../diagnostic.ts";

export const yamlSyntax = define<{ reason: string }>(
	{
		code: "yaml-syntax",
		severity: "error",
		title: "A document is not valid YAML or JSON",
		cause: "The text can't be read, so no policy saw this document. Other documents of the same file were still read.",
		wrong: "metadata:\n  name: web\n labels: {}",
		right: "metadata:\n  name: web\n  labels: {}",
	},
	({ reason }) => `cannot read this as YAML: ${reason}`,
);

export const kustomizationNotObject = define<void>(
	{
		code: "kustomization-not-object",
		severity: "error",
		title: "A kustomization is not a mapping",
		cause:
			"Kustomize reads fields such as `resources` and `images` from this file. There are none in it, so it takes nothing in and replaces no image.",
		wrong: "- deployment.yaml",
		right: "resources:\n  - deployment.yaml",
	},
	() => "this isn't a mapping of fields, as a kustomization is",
	() => "write fields, as in `resources: [deployment.yaml]`",
);

export const xmlSyntax = define<{ reason: string }>(
	{
		code: "xml-syntax",
		severity: "error",
		title: "A document is not well-formed XML",
		cause:
			"The text can't be read, so no policy saw what it says. A file that is cut off comes from a tool that was stopped, or from a full disk.",
		wrong: "<bom><components></bom>",
		right: "<bom><components/></bom>",
	},
	({ reason }) => `cannot read this as XML: ${reason}`,
	() => "have the file written again",
);

export const xmlDoctype = define<void>(
	{
		code: "xml-doctype",
		severity: "error",
		title: "An XML document has a document type declaration",
		cause:
			"A DOCTYPE can declare entities, whose expansion fills the memory or reads other files. Nothing that is read here needs one, so such a document isn't read.",
		wrong: '<!DOCTYPE bom [<!ENTITY a "aaaa">]>\n<bom>&a;</bom>',
		right: "<bom>aaaa</bom>",
	},
	() => "XML with a document type declaration isn't read",
	() => "take the DOCTYPE out, or have the file written without one",
);

export const yamlTemplate = define<{ text: string }>(
	{
		code: "yaml-template",
		severity: "warning",
		title: "A file is a template, not YAML",
		cause:
			"The text holds template expressions where YAML has values or structure, as charts do. What it will say is known only once it is rendered, so no policy saw the parts that aren't YAML yet.",
		wrong: "policy eval chart/templates/deployment.yaml",
		right: "helm template chart | policy eval -",
	},
	({ text }) => `this is a template (\`${text}\`), and was not checked`,
	() => "render it first, as `helm template` does, and check the output",
);

export const yamlDuplicateKey = define<{ key: string }>(
	{
		code: "yaml-duplicate-key",
		severity: "warning",
		title: "A mapping has the same key twice",
		cause: "Only the last one counts, and the API server refuses such a manifest when it validates strictly.",
		wrong: "replicas: 1\nreplicas: 2",
		right: "replicas: 2",
	},
	({ key }) => `the key \`${key}\` stands here a second time, and this one counts`,
	() => "remove one of the two",
);

export const yamlAliasBomb = define<void>(
	{
		code: "yaml-alias-bomb",
		severity: "error",
		title: "Aliases blow a document up",
		cause: "Written out, the aliases would make a document so large that reading it is an attack or an accident.",
		wrong: "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b] # … and so on",
		right: "a: [x, x]",
	},
	() => "the aliases of this document would make it too large to read",
	() => "write the values out, or use fewer aliases of aliases",
);

export const yamlAliasUnknown = define<{ name: string; circular: boolean }>(
	{
		code: "yaml-alias-unknown",
		severity: "error",
		title: "An alias points at nothing, or at itself",
		cause:
			"An alias stands for the node with the anchor of that name, which must be complete before it in the same document.",
		wrong: "a: *base\nbase: &base {}",
		right: "base: &base {}\na: *base",
	},
	({ name, circular }) =>
		circular ? `the alias \`*${name}\` stands inside its own anchor` : `no anchor \`&${name}\` before this alias`,
	() => "define the anchor earlier in the same document",
);

export const yamlKeyNotText = define<{ what: string }>(
	{
		code: "yaml-key-not-text",
		severity: "error",
		title: "A mapping's key is not text",
		cause: "Keys are text, numbers or booleans. A key in braces is often a template expression that wasn't rendered.",
		wrong: "{ a: 1 }: x",
		right: "a: x",
	},
	({ what }) => `${what} can't be a key`,
	() => "write the key as text, or render the template first",
);

export const yamlMergeNotMapping = define<void>(
	{
		code: "yaml-merge-not-mapping",
		severity: "error",
		title: "A merge takes something other than a mapping",
		cause: "`<<` puts the keys of one or several mappings here; it can't take anything else.",
		wrong: "base: &base [a]\nx:\n  <<: *base",
		right: "base: &base {a: 1}\nx:\n  <<: *base",
	},
	() => "only mappings can be merged with `<<`",
);

export const yamlNumberNotJson = define<{ text: string }>(
	{
		code: "yaml-number-not-json",
		severity: "error",
		title: "A number that JSON can't hold",
		cause:
			"Infinity and not-a-number exist in YAML but not in JSON, which is what Kubernetes and policies work with. It is read as text.",
		wrong: "limit: .inf",
		right: 'limit: ".inf"',
	},
	({ text }) => `\`${text}\` is a number that JSON can't hold`,
	() => "quote it if text is meant",
);

export const yamlTagMismatch = define<{ tag: string; text: string }>(
	{
		code: "yaml-tag-mismatch",
		severity: "error",
		title: "A value doesn't fit its tag",
		cause: "A tag such as `!!int` says what a value is, and this value can't be read as that. It is read as text.",
		wrong: "port: !!int http",
		right: "port: !!int 80",
	},
	({ tag, text }) => `\`${text}\` is no \`${tag}\``,
);

export const yamlTooDeep = define<{ limit: number }>(
	{
		code: "yaml-too-deep",
		severity: "error",
		title: "A document is nested too deeply",
		cause: "No document that people write is nested this deeply, and reading it further could exhaust the memory.",
		wrong: "[[[[[[ … ]]]]]]",
		right: "[]",
	},
	({ limit }) => `nested more than ${limit} levels deep`,
);

export const manifestNotObject = define<{ missing: string }>(
	{
		code: "manifest-not-an-object",
		severity: "warning",
		title: "A document among manifests is no Kubernetes object",
		cause: "Every object has a `kind` and an `apiVersion`, both text. This document of the file was not checked.",
		wrong: "metadata:\n  name: web",
		right: "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: web",
	},
	({ missing }) => `no Kubernetes object: \`${missing}\` is missing or no text`,
);

export const workloadNoContainers = define<{ kind: string }>(
	{
		code: "workload-no-containers",
		severity: "info",
		title: "A workload has no pod template, or one that can't be read",
		cause:
			"Objects of this kind make pods, but there is no pod spec with containers where this kind has it: a patch, mostly. It was not checked as a workload.",
		wrong: "apiVersion: apps/v1\nkind: Deployment\nspec: {}",
		right:
			"apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n        - name: web\n          image: web:1.0",
	},
	({ kind }) => `this ${kind} has no pod spec`,
);

export const workloadPatch = define<{ kind: string }>(
	{
		code: "workload-patch",
		severity: "info",
		title: "A manifest is a patch of another",
		cause:
			"No container has an image, so this can't run by itself: it is laid over a manifest that has them, as kustomize does. Checked alone it would seem to lack what the other one has.",
		wrong: "policy eval overlays/production/patch.yaml",
		right: "kustomize build overlays/production | policy eval -",
	},
	({ kind }) => `no container of this ${kind} has an image: a patch, not checked as a workload`,
	() => "render it first, as `kustomize build` does, and check the output",
);

export const imageNotConfig = define<{ what: string }>(
	{
		code: "image-not-a-config",
		severity: "warning",
		title: "This is no image config",
		cause:
			"Policies about images look at the config: user, environment, history. What is here is something else about an image.",
		wrong: "policy eval --kind image manifest.json",
		right: "docker image inspect web:1.0 | policy eval --kind image -",
	},
	({ what }) => `${what}, not an image config`,
	() => "give the config: the output of `docker image inspect`, or the blob that the manifest names under `config`",
);

export const imageArchiveBroken = define<{ reason: string }>(
	{
		code: "image-archive-broken",
		severity: "error",
		title: "An image archive can't be read to its end",
		cause:
			"It is cut off, malformed, or larger than any real image once unpacked. What stands before that was read, and policies that look at files may miss some.",
		wrong: "head -c 1000 web.tar | policy eval --kind image -",
		right: "docker save web:1.0 | policy eval --kind image -",
	},
	({ reason }) => `cannot read all of this archive: ${reason}`,
	() => "save the image anew; if it really is that large, check its config alone: `docker image inspect`",
);

export const imageLayerBroken = define<{ layer: string; reason: string }>(
	{
		code: "image-layer-broken",
		severity: "error",
		title: "A layer of an image can't be read",
		cause:
			"Its tar is malformed, or it unpacks to more than any real layer does. The other layers were read; policies that look at files may miss some.",
		wrong: "tar --create web.txt | head -c 700 > blobs/sha256/0123",
		right: "docker save web:1.0 --output web.tar",
	},
	({ layer, reason }) => `cannot read all of layer ${layer}: ${reason}`,
	() => "pull the image again and save it anew; don't run it until its layers can be read",
);

export const imageDigestMismatch = define<{ what: string; stated: string; found: string }>(
	{
		code: "image-digest-mismatch",
		severity: "error",
		title: "A part of an image isn't what its digest says",
		cause: "Digests are what an image is pinned and signed by. A part with another digest was damaged or exchanged.",
		wrong: "policy eval layout/",
		right: "skopeo copy docker://registry.example/web:1.0 oci:layout",
	},
	({ what, stated, found }) => `${what} has the digest ${found}, not ${stated}`,
	() => "fetch the image again from where it is trusted, and find out who changed it",
);

export const imageDatabaseUnread = define<{ path: string; layer: string; format: string }>(
	{
		code: "image-database-unread",
		severity: "warning",
		title: "The package database of an image can't be read",
		cause:
			"It is malformed, of a format that nobody writes any more, or larger than real ones are. What it lists isn't among the image's packages, and policies about packages may miss some.",
		wrong: "head -c 4096 rpmdb.sqlite > /var/lib/rpm/rpmdb.sqlite",
		right: "rpmdb --rebuilddb",
	},
	({ path, layer, format }) =>
		`cannot read ${path} in layer ${layer} as what it is (${format}): it is malformed or too large`,
	() => "repair it in the image, or give a bill of materials beside it: `syft web:1.0 --output cyclonedx-json`",
);

export const imageSizeMismatch = define<{ what: string; stated: string; found: number }>(
	{
		code: "image-size-mismatch",
		severity: "error",
		title: "A part of an image isn't as large as its descriptor says",
		cause:
			"A descriptor is a digest and a size, and tools may refuse or cut off what has another size. The part was read as it is.",
		wrong: '{"digest": "sha256:…", "size": 1}',
		right: "skopeo copy docker://registry.example/web:1.0 oci:layout",
	},
	({ what, stated, found }) => `${what} has ${found} bytes, not ${stated}`,
	() => "fetch the image again from where it is trusted, and find out what wrote its manifest",
);

export const imagePartMissing = define<{ what: string }>(
	{
		code: "image-part-missing",
		severity: "warning",
		title: "An image archive lacks a part that it names",
		cause:
			"Archives of images for several platforms often hold one of them. What isn't there wasn't checked; policies that look at files may miss some.",
		wrong: "docker save --platform linux/amd64 web:1.0 | policy eval --kind image -",
		right: "skopeo copy --all docker://registry.example/web:1.0 oci:layout",
	},
	({ what }) => `${what} is named by this archive and isn't in it`,
);

export const imagePlatformMissing = define<{ wanted: string; known: readonly string[] }>(
	{
		code: "image-platform-missing",
		severity: "error",
		title: "An image isn't made for the platform that is wanted",
		cause:
			"The list of manifests has none for the platform of --platform or policy.yaml, so there was nothing to look at.",
		wrong: "policy eval --platform linux/amd65 registry.example/app:1.2",
		right: "policy eval --platform linux/amd64 registry.example/app:1.2",
	},
	({ wanted, known }) => `nothing here is for ${wanted}, only for ${known.join(", ")}`,
	() => "name another platform, or none for all of them",
);

export const imageArchiveOther = define<{ what: string }>(
	{
		code: "image-archive-other",
		severity: "warning",
		title: "This archive holds no image",
		cause:
			"An image archive has an `index.json` (OCI layout) or a `manifest.json` (`docker save`), and an image in it.",
		wrong: "policy eval --kind image sources.tar.gz",
		right: "docker save web:1.0 --output web.tar",
	},
	({ what }) => what,
	() => "give an OCI layout or what `docker save` writes",
);

export const contextPatternMalformed = define<{ pattern: string }>(
	{
		code: "context-pattern-malformed",
		severity: "error",
		title: "A pattern that Docker refuses",
		cause: "Docker stops the build at this line of the ignore file. The pattern was left out here.",
		wrong: "[a-",
		right: "[a-z]",
	},
	({ pattern }) => `Docker refuses the pattern \`${pattern}\``,
	() => "close the brackets, write `\\\\[` for a bracket that is meant, and something behind `!`",
);

export const updatesMissing = define(
	{
		code: "updates-missing",
		severity: "warning",
		title: "A bot's config lists no updates",
		cause:
			"Dependabot looks at what the list `updates` names. Without the list it refuses the file, and nothing is kept up to date.",
		wrong: "version: 2",
		right:
			"version: 2\nupdates:\n  - package-ecosystem: docker\n    directory: /\n    schedule:\n      interval: weekly",
	},
	() => "no list `updates`: nothing is kept up to date",
);

export const registryUnreadable = define(
	{
		code: "registry-unreadable",
		severity: "warning",
		title: "This is no listing of a repository",
		cause:
			"Policies about registries look at what a registry's own tools export. What is here is none of the formats that are known, or a lifecycle policy in it is no JSON.",
		wrong: "policy eval --kind registry tags.txt",
		right: "aws ecr describe-images --repository-name web > images.json; policy eval images.json",
	},
	() => "no listing of a repository in any known format",
	() => "export it as JSON, or write `registry`, `repository` and `tags` into a YAML file of your own",
);
