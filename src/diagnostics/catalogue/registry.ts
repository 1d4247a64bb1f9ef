/** What goes wrong between us and a registry. Each message names what was asked for, and none holds a credential. */
import { define } from "../diagnostic.ts";

export const referenceInvalid = define<{ text: string }>(
	{
		code: "registry-reference-invalid",
		severity: "error",
		title: "This is no image reference",
		cause:
			"A reference is a name with a registry before it and a tag or digest behind: lowercase path, a tag of at most 128 letters, digits, dots, dashes and underscores, a digest of full length.",
		wrong: "policy eval docker://Registry.example/My App:1.2",
		right: "policy eval docker://registry.example/my-app:1.2",
	},
	({ text }) => `\`${text}\` is no image reference`,
	() => "write REGISTRY/REPOSITORY:TAG or REGISTRY/REPOSITORY@sha256:…",
);

export const registryNotFound = define<{ what: string; registry: string }>(
	{
		code: "registry-not-found",
		severity: "error",
		title: "A registry doesn't have what was asked for",
		cause:
			"The registry answered that there is no such repository, tag, manifest or blob. Some registries answer the same where one may not read.",
		wrong: "policy eval registry.example/shop/web:1.O",
		right: "policy eval registry.example/shop/web:1.0",
	},
	({ what, registry }) => `\`${registry}\` has no \`${what}\``,
	() => "check the spelling, and that your account may read it (`docker login`)",
);

export const registryUnauthorized = define<{ what: string; registry: string; tried: "nothing" | "credentials" }>(
	{
		code: "registry-unauthorized",
		severity: "error",
		title: "A registry wants to know who asks",
		cause:
			"The registry gives this to nobody without an account, and there are no credentials for it, or it doesn't accept them.",
		wrong: "policy eval registry.example/private/app:1.0",
		right: "docker login registry.example && policy eval registry.example/private/app:1.0",
	},
	({ what, registry, tried }) =>
		tried === "nothing"
			? `\`${registry}\` asks for credentials for \`${what}\`, and there are none`
			: `\`${registry}\` doesn't accept the credentials for \`${what}\``,
	({ registry }) =>
		`run \`docker login ${registry}\`, or look at \`auths\` and \`credHelpers\` in ~/.docker/config.json`,
);

export const registryDenied = define<{ what: string; registry: string; action: string; reason?: string }>(
	{
		code: "registry-denied",
		severity: "error",
		title: "A registry refuses this",
		cause:
			"The registry knows who asks, and doesn't allow it: the account may not read, write or delete there, or the registry is read-only.",
		wrong: "policy pack push registry.example/somebody-else/pack:1.0.0",
		right: "policy pack push registry.example/mine/pack:1.0.0",
	},
	({ what, registry, action, reason }) =>
		`\`${registry}\` doesn't allow to ${action} \`${what}\`${reason === undefined ? "" : `: ${reason}`}`,
	() => "ask for the right to do this, or use another account",
);

export const registryDigestMismatch = define<{ what: string; expected: string; found: string }>(
	{
		code: "registry-digest-mismatch",
		severity: "error",
		title: "A registry gave something else than was asked for",
		cause:
			"What came doesn't have the digest that it was asked for by. It was damaged on the way, or somebody changed it. Nothing of it was used.",
		wrong: "a proxy that rewrites manifests",
		right: "ask the registry itself",
	},
	({ what, expected, found }) => `what came for \`${what}\` has the digest ${found} and not ${expected}`,
	() => "try again; if it stays so, the registry or a proxy before it is damaged",
);

export const registryTooLarge = define<{ what: string; limit: number }>(
	{
		code: "registry-too-large",
		severity: "error",
		title: "An answer of a registry is larger than is taken",
		cause: "Sizes and counts of answers have bounds, so that a broken or hostile registry can't fill memory or disk.",
		wrong: "a manifest of 100 MB",
		right: "a manifest of a few kilobytes",
	},
	({ what, limit }) => `what comes for \`${what}\` is more than the ${limit} that are taken`,
);

export const registryUnreachable = define<{ registry: string; reason: string }>(
	{
		code: "registry-unreachable",
		severity: "error",
		title: "A registry doesn't answer",
		cause: "No connection to the registry came about, or it broke off again and again. It was tried several times.",
		wrong: "policy eval regsitry.example/app:1.2",
		right: "policy eval registry.example/app:1.2",
	},
	({ registry, reason }) => `\`${registry}\` doesn't answer: ${reason}`,
	() => "check the name, the network and the proxy, and try again",
);

export const registryUntrusted = define<{ registry: string; reason: string }>(
	{
		code: "registry-untrusted",
		severity: "error",
		title: "A registry's certificate isn't trusted",
		cause: "The connection is encrypted, but nothing proves that the registry is at its other end.",
		wrong: "policy eval registry.example/app:1.2   # with an authority of one's own",
		right: "policy eval --ca-file authority.pem registry.example/app:1.2",
	},
	({ registry, reason }) => `\`${registry}\` can't be trusted: ${reason}`,
	() => "name the certificate of your authority with --ca-file FILE or SSL_CERT_FILE",
);

export const registryPlain = define<{ registry: string }>(
	{
		code: "registry-plain",
		severity: "error",
		title: "A registry speaks without encryption",
		cause:
			"Plain HTTP is spoken with this machine only, since anybody on the way could read credentials and change what comes.",
		wrong: "policy eval registry.example:5000/app:1.2   # plain HTTP",
		right: "policy eval --plain-http registry.example:5000/app:1.2",
	},
	({ registry }) => `\`${registry}\` doesn't speak TLS, and plain HTTP isn't spoken with other machines`,
	() => "give the registry a certificate, or say --plain-http where you trust the network",
);

export const registryNotOne = define<{ registry: string; status: number }>(
	{
		code: "registry-not-one",
		severity: "error",
		title: "This isn't a registry",
		cause:
			"The server answers, but not as a registry does (OCI distribution-spec): it may be a web site of the same name, or a sign-in page.",
		wrong: "policy eval www.example.com/app:1.2",
		right: "policy eval registry.example/app:1.2",
	},
	({ registry, status }) => `\`${registry}\` doesn't answer as a registry does (status ${status})`,
	() => "check the registry's name and port",
);

export const registryAnswerInvalid = define<{ what: string; registry: string; reason: string }>(
	{
		code: "registry-answer-invalid",
		severity: "error",
		title: "A registry's answer can't be read",
		cause: "The answer isn't what the OCI distribution or image specification says: nothing of it was used.",
		wrong: "a manifest that is an HTML page",
		right: '{"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": []}',
	},
	({ what, registry, reason }) => `\`${registry}\` answers for \`${what}\` with something else: ${reason}`,
	() => "if a proxy or mirror stands between, ask the registry itself",
);

export const registryBusy = define<{ registry: string; status: number; what: string }>(
	{
		code: "registry-busy",
		severity: "error",
		title: "A registry is too busy or out of order",
		cause: "The registry turned the request down several times for now: too many requests, or a fault of its own.",
		wrong: "an anonymous account beyond its number of pulls",
		right: "docker login, then try again",
	},
	({ registry, status, what }) =>
		status === 429
			? `\`${registry}\` takes no more requests for now (status 429, for \`${what}\`)`
			: `\`${registry}\` is out of order (status ${status}, for \`${what}\`)`,
	({ status }) => (status === 429 ? "wait, or sign in: known accounts may ask for more" : "try again later"),
);

export const registryRefused = define<{ registry: string; status: number; what: string; reason: string }>(
	{
		code: "registry-refused",
		severity: "error",
		title: "A registry doesn't take a request",
		cause: "The registry understood what was asked or sent, and turned it down for a reason of its own.",
		wrong: "an artifact whose blobs weren't pushed first",
		right: "blobs first, then the manifest",
	},
	({ registry, status, what, reason }) =>
		`\`${registry}\` turns down \`${what}\` (status ${status})${reason === "" ? "" : `: ${reason}`}`,
);

export const registryRedirect = define<{ registry: string; reason: string }>(
	{
		code: "registry-redirect",
		severity: "error",
		title: "A registry sends us where we don't go",
		cause:
			"Registries keep blobs elsewhere and lead there. Not followed are ways from an encrypted to an open connection, from another machine to this one, and round in circles.",
		wrong: "Location: http://storage.example/blob",
		right: "Location: https://storage.example/blob",
	},
	({ registry, reason }) => `\`${registry}\` leads ${reason}`,
);

export const registryCredentials = define<{ source: string; reason: string }>(
	{
		code: "registry-credentials",
		severity: "error",
		title: "Credentials can't be read",
		cause:
			"A configuration of docker or containers, or the helper program that it names, can't be used. Without it the registry would be asked as nobody, which is hardly meant.",
		wrong: '{"credsStore": "desktop"}   # docker-credential-desktop is not on PATH',
		right: '{"credsStore": "pass"}',
	},
	({ source, reason }) => `cannot get credentials from ${source}: ${reason}`,
	() => "mend it, or set DOCKER_CONFIG to a folder with another config.json",
);

export const registryAuthorities = define<{ file: string; reason: string }>(
	{
		code: "registry-authorities",
		severity: "error",
		title: "Certificates of authorities can't be read",
		cause:
			"The file that --ca-file, SSL_CERT_FILE or NODE_EXTRA_CA_CERTS names holds no certificate in PEM, or can't be opened.",
		wrong: "policy eval --ca-file authority.der registry.example/app:1.2",
		right: "openssl x509 -inform der -in authority.der -out authority.pem",
	},
	({ file, reason }) => `cannot use \`${file}\` for the certificates of authorities: ${reason}`,
	() => "name a file with certificates in PEM",
);

export const imageLayersLeft = define<{ name: string; size: number; limit: number }>(
	{
		code: "image-layers-left",
		severity: "warning",
		title: "An image's layers weren't fetched",
		cause:
			"Nobody wants to download gigabytes unasked. What policies say of the files in the image is unknown therefore; what stands in its config and what is attached to it was looked at.",
		wrong: "policy eval registry.example/large:1.0   # layers of 2 GB",
		right: "policy eval --layers registry.example/large:1.0",
	},
	({ name, size, limit }) =>
		`the layers of \`${name}\` weren't looked at: they have ${megabytes(size)}, more than the ${megabytes(limit)} that are fetched unasked`,
	() => "say --layers to fetch them all the same, --no-layers to do without, or --platform for one platform only",
);

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;

export const imageTooManyParts = define<{ what: string; limit: number }>(
	{
		code: "image-too-many-parts",
		severity: "error",
		title: "An image in a registry has more to it than is fetched",
		cause:
			"Counts and sizes of what belongs to an image have bounds, far above those of real images. The rest wasn't looked at.",
		wrong: "an index of ten thousand manifests",
		right: "an index with one manifest for each platform",
	},
	({ what, limit }) => `more than ${limit} ${what}: the rest wasn't looked at`,
);

export const imageOrFileMissing = define<{ text: string }>(
	{
		code: "image-or-file-missing",
		severity: "error",
		title: "This is neither a file nor, for sure, an image",
		cause:
			"There is no such file or folder. It could be an image of a registry, but a name without tag or digest may as well be a mistyped path: nothing is asked of a registry for that.",
		wrong: "policy eval registry.example/app",
		right: "policy eval registry.example/app:1.2",
	},
	({ text }) => `there is no file or folder \`${text}\`, and without a tag or digest it isn't taken for an image`,
	({ text }) => `for the image, write \`${text}:TAG\` or \`docker://${text}\``,
);

export const auditStateInvalid = define<{ file: string; reason: string }>(
	{
		code: "audit-state-invalid",
		severity: "error",
		title: "The state of an earlier audit can't be read",
		cause:
			"The file that `--state` names is there, but isn't one that an audit wrote. It isn't overwritten, for it may be something else.",
		wrong: "policy registry audit --state policy.yaml registry.example/shop/web",
		right: "policy registry audit --state audit.state.json registry.example/shop/web",
	},
	({ file, reason }) => `cannot use \`${file}\` for the state of an earlier audit: ${reason}`,
	() => "name another file; one that isn't there yet is made",
);

export const retentionUntold = define<{ format: string; rule: string; reason: string }>(
	{
		code: "retention-untold",
		severity: "error",
		title: "A rule that prunes can't be said in another form",
		cause:
			"Registries differ in what their rules can say. A rule that would remove something else than it does here isn't written at all.",
		wrong: "policy registry audit --write-retention ecr …   # a rule with a regular expression",
		right: "a rule with prefixes of tags",
	},
	({ format, rule, reason }) => `the rule ${rule} can't be written for ${format}: ${reason}`,
	() => "say the rule in a way that both have, or write another form",
);

export const imageTagMissing = define<{ folder: string; tag: string; known: readonly string[] }>(
	{
		code: "image-tag-missing",
		severity: "error",
		title: "A layout has no image with this tag",
		cause: "The `index.json` of the OCI layout names other images, or can't be read.",
		wrong: "policy eval oci:build/layout:1.3",
		right: "policy eval oci:build/layout:1.2",
	},
	({ folder, tag }) => `\`${folder}\` has no image \`${tag}\``,
	({ known }) =>
		known.length === 0
			? "without a tag all images of the layout are looked at"
			: `it has ${known.slice(0, 10).join(", ")}`,
);
