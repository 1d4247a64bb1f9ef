/** What is wrong with a pack that comes from elsewhere: its manifest, its archive, its version, its pin, its signature. */
import { suggest } from "../../text/suggest.ts";
import { define } from "../diagnostic.ts";

// ── The pack itself ──────────────────────────────────────────────────────────────────────────────────────────────

export const packEngine = define<{ range: string; version: string }>(
	{
		code: "pack-engine",
		severity: "error",
		title: "A pack is for another Holystone",
		cause:
			"The pack says in `engine` which versions of Holystone it is written for, and this isn't one of them. Nothing else of it was looked at, as it may use what isn't there.",
		wrong: 'engine: ">=2"     # with Holystone 1.4',
		right: 'engine: ">=1.3"   # with Holystone 1.4',
	},
	({ range, version }) => `this pack is for Holystone \`${range}\`, and this is ${version}`,
	() => "use another version of the pack, or of Holystone",
);

export const packManifestMissing = define<{ where: string }>(
	{
		code: "pack-manifest-missing",
		severity: "error",
		title: "A pack has no pack.yaml",
		cause: "A pack that travels says in `pack.yaml` what it is called and which version it is.",
		wrong: "policy pack build policies   # a folder without pack.yaml",
		right: "policy pack init policies && policy pack build policies",
	},
	({ where }) => `there is no \`pack.yaml\` in \`${where}\``,
	() => "write one with `policy pack init`",
);

export const packMisnamed = define<{ asked: string; found: string }>(
	{
		code: "pack-misnamed",
		severity: "error",
		title: "A pack has another name than the one that was asked for",
		cause:
			"What was fetched calls itself something else in its `pack.yaml`. Somebody may have put another pack in its place.",
		wrong: "packs:\n  - {name: acme, from: oci://registry.example/acme/images}   # its pack.yaml says `name: other`",
		right: "packs:\n  - {name: other, from: oci://registry.example/acme/images}",
	},
	({ asked, found }) => `\`${asked}\` was asked for, and this pack is called \`${found}\``,
	() => "name it as its pack.yaml does, if it is the one that is meant",
);

export const packMisversioned = define<{ name: string; asked: string; found: string }>(
	{
		code: "pack-misversioned",
		severity: "error",
		title: "A pack has another version than the one that was asked for",
		cause:
			"The source offers it under one version, and its `pack.yaml` says another. One of the two is a mistake or a lie.",
		wrong: "oci://registry.example/acme/images:1.2.0   # its pack.yaml says `version: 1.1.0`",
		right: "oci://registry.example/acme/images:1.2.0   # its pack.yaml says `version: 1.2.0`",
	},
	({ name, asked, found }) => `\`${name}\` ${asked} was asked for, and its pack.yaml says ${found}`,
);

export const packArchiveRefused = define<{ what: string; reason: string }>(
	{
		code: "pack-archive-refused",
		severity: "error",
		title: "The archive of a pack is refused",
		cause:
			"A pack is an archive of plain files with plain names. One with links, devices, names that lead elsewhere or collide, or one that is far too large when it is unpacked, wasn't made for honest purposes or by an honest tool. Nothing of it was kept.",
		wrong: "../../etc/cron.d/job   # a name in the archive",
		right: "images/base.policy",
	},
	({ what, reason }) => `the archive of ${what} is refused: ${reason}`,
	() => "nothing of it was kept; build it with `policy pack build`",
);

export const packUnpublishable = define<{ text: string; hint?: string | undefined }>(
	{
		code: "pack-unpublishable",
		severity: "error",
		title: "A pack can't be published as it is",
		cause:
			"Who uses a pack of somebody else must know its version and its license, and whether its policies do what they say: each proves itself by examples.",
		wrong: "name: acme",
		right: "name: acme\nversion: 1.0.0\nlicense: Apache-2.0",
	},
	({ text }) => text,
	({ hint }) => hint,
);

export const packUnfinished = define<{ text: string; hint?: string | undefined }>(
	{
		code: "pack-unfinished",
		severity: "warning",
		title: "A pack could tell its users more",
		cause: "It can be published, but its users will miss something: what it is about, what it is for, how it is used.",
		wrong: "name: acme\nversion: 1.0.0\nlicense: Apache-2.0",
		right: "name: acme\nversion: 1.0.0\nlicense: Apache-2.0\nabout: Base images of Acme.",
	},
	({ text }) => text,
	({ hint }) => hint,
);

// ── Where it comes from ──────────────────────────────────────────────────────────────────────────────────────────

export const packSourceInvalid = define<{ text: string; reason: string }>(
	{
		code: "pack-source-invalid",
		severity: "error",
		title: "It isn't clear where a pack comes from",
		cause:
			"A pack comes from a registry (`oci://`), npm (`npm:`), git (`git+https://`, `git+ssh://`, `git+file://`), a tarball (`https://`) or a folder (`./`).",
		wrong: "policy pack add registry.example/acme/images",
		right: "policy pack add oci://registry.example/acme/images",
	},
	({ text, reason }) => `can't tell where \`${text}\` is: ${reason}`,
	() => "write oci://, npm:, git+https://, https:// or a folder with a slash",
);

export const packSourceFailed = define<{ from: string; reason: string; hint?: string | undefined }>(
	{
		code: "pack-source-failed",
		severity: "error",
		title: "A pack can't be fetched from where it is",
		cause: "The registry, server or repository didn't give what was asked for. What was there before is as it was.",
		wrong: "policy pack add npm:no-such-package",
		right: "policy pack add npm:@acme/policies",
	},
	({ from, reason }) => `can't fetch from \`${from}\`: ${reason}`,
	({ hint }) => hint,
);

export const packRangeInvalid = define<{ range: string }>(
	{
		code: "pack-range-invalid",
		severity: "error",
		title: "A range of versions can't be read",
		cause: "Versions and ranges are semantic: `1.2.3`, `^1.2`, `>=1.2 <3`, `1.x`.",
		wrong: "version: latest",
		right: 'version: "^1.2"',
	},
	({ range }) => `\`${range}\` is no range of versions`,
	() => "write `^1.2`, `1.2.3` or `>=1.2 <3`",
);

// ── Versions and dependencies ────────────────────────────────────────────────────────────────────────────────────

export const packVersionMissing = define<{ name: string; from: string; range: string; offered: string }>(
	{
		code: "pack-version-missing",
		severity: "error",
		title: "No version of a pack is in the range",
		cause:
			"The source offers versions of the pack, but none that the range allows. Pre-releases count only where the range names one.",
		wrong: 'version: "^3"   # 1.0.0 and 1.1.0 are offered',
		right: 'version: "^1"',
	},
	({ name, from, range, offered }) => `no version of \`${name}\` at \`${from}\` is in \`${range}\`: ${offered}`,
);

export const packVersionConflict = define<{ name: string; one: string; other: string; offered: string }>(
	{
		code: "pack-version-conflict",
		severity: "error",
		title: "Two packs need different versions of a third",
		cause:
			"A run has one version of each pack, as a policy that is there twice would say two things. No version that is offered is in both ranges.",
		wrong: "acme 1.0.0 → base ^1, other 2.0.0 → base ^2",
		right: "acme 1.1.0 → base ^2, other 2.0.0 → base ^2",
	},
	({ name, one, other, offered }) => `no version of \`${name}\` is right for both: ${one}, and ${other} (${offered})`,
	() => "take versions of the two that agree, or name it in policy.yaml with the range that is right",
);

export const packSourceConflict = define<{ name: string; one: string; other: string }>(
	{
		code: "pack-source-conflict",
		severity: "error",
		title: "Two packs take a third from different places",
		cause: "A name means one pack in a run. Two places may have two packs that happen to be called the same.",
		wrong: "acme → base from oci://a.example/base, other → base from oci://b.example/base",
		right: "packs:\n  - {name: base, from: oci://a.example/base}   # policy.yaml decides",
	},
	({ name, one, other }) => `\`${name}\` would come from two places: ${one}, and ${other}`,
	({ name }) => `say in policy.yaml where \`${name}\` comes from`,
);

export const packDependencyCycle = define<{ cycle: readonly string[] }>(
	{
		code: "pack-dependency-cycle",
		severity: "error",
		title: "Packs depend on each other in a circle",
		cause: "A pack is compiled with the modules of those it depends on, so none of them can be first.",
		wrong: "acme → base → acme",
		right: "acme → base",
	},
	({ cycle }) => `packs depend on each other in a circle: ${cycle.join(" → ")}`,
);

export const packDowngraded = define<{ name: string; locked: string; offered: string; from: string }>(
	{
		code: "pack-downgraded",
		severity: "error",
		title: "A source offers an older version than the one in use",
		cause:
			"`policy.lock` has a newer version in the same range, and the source no longer offers it. It may have been withdrawn for a reason, or somebody wants you to go back to a version with a known weakness.",
		wrong: "policy pack update acme   # 1.2.0 is locked, the source offers 1.1.0",
		right: "policy pack update acme --allow-downgrade",
	},
	({ name, locked, offered, from }) => `\`${name}\` is locked at ${locked}, and \`${from}\` now offers only ${offered}`,
	() => "ask who publishes it; if it is meant, say --allow-downgrade",
);

export const packTooMany = define<{ most: number }>(
	{
		code: "pack-too-many",
		severity: "error",
		title: "A pack depends on too many others",
		cause: "Dependencies are followed up to a bound that is far above what people need.",
		wrong: "acme → p1 → p2 → … → p200",
		right: "acme → p1 → p2",
	},
	({ most }) => `more than ${most} packs would be needed`,
);

// ── The lock ─────────────────────────────────────────────────────────────────────────────────────────────────────

export const packLockMissing = define<{ names: readonly string[] }>(
	{
		code: "pack-lock-missing",
		severity: "error",
		title: "Packs from elsewhere aren't pinned",
		cause:
			"`policy.yaml` names packs from elsewhere, and there is no policy.lock beside it that says which content they have.",
		wrong: "packs:\n  - {name: acme, from: oci://registry.example/acme/images}   # and no policy.lock",
		right: "policy pack update   # writes policy.lock; commit it",
	},
	({ names }) => `there is no policy.lock for ${names.map((name) => `\`${name}\``).join(", ")}`,
	() => "pin what policy.yaml asks for with `policy pack update`, and commit policy.lock",
);

export const packLockOutdated = define<{ name: string; reason: string }>(
	{
		code: "pack-lock-outdated",
		severity: "error",
		title: "`policy.lock` doesn't fit policy.yaml",
		cause: "`policy.yaml` was changed, and policy.lock pins something else. A run never changes the lock by itself.",
		wrong: 'version: "^2"   # and policy.lock has 1.2.0',
		right: "policy pack update acme",
	},
	({ name, reason }) => `policy.lock doesn't fit policy.yaml: \`${name}\` ${reason}`,
	({ name }) => `bring it up to date with \`policy pack update ${name}\``,
);

export const packNotFetched = define<{ name: string; version: string; where: string }>(
	{
		code: "pack-not-fetched",
		severity: "error",
		title: "A pinned pack isn't on this machine",
		cause:
			"A run fetches nothing. What policy.lock pins is fetched once by `policy pack pull` and then kept in the cache.",
		wrong: "policy eval   # in a fresh checkout",
		right: "policy pack pull && policy eval",
	},
	({ name, version, where }) => `\`${name}\` ${version} isn't in ${where}`,
	() => "fetch what policy.lock pins with `policy pack pull`",
);

export const packDigestMismatch = define<{
	name: string;
	version: string;
	where: string;
	expected: string;
	actual: string;
}>(
	{
		code: "pack-digest-mismatch",
		severity: "error",
		title: "A pack isn't the one that was pinned",
		cause:
			"`policy.lock` has the SHA-256 digest of the pack's content, and this is other content. It was changed after it was pinned, or put in its place. Nothing of it was read.",
		wrong: "policy eval   # one byte of the archive was changed",
		right: "policy pack pull",
	},
	({ name, version, where, expected, actual }) =>
		`\`${name}\` ${version} in ${where} isn't what policy.lock pins: ${actual} instead of ${expected}`,
	() => "fetch it again with `policy pack pull`; if that says the same, ask who publishes it",
);

export const packNotConfigured = define<{ name: string; known: readonly string[] }>(
	{
		code: "pack-not-configured",
		severity: "error",
		title: "`policy.yaml` has no pack from elsewhere of this name",
		cause: "The command is about a pack that policy.yaml takes from elsewhere, and none is called so.",
		wrong: "policy pack update acmee",
		right: "policy pack update acme",
	},
	({ name }) => `policy.yaml has no pack \`${name}\` from elsewhere`,
	({ name, known }) => {
		const meant = suggest(name, known);
		return meant === undefined ? "`policy pack list` shows which there are" : `did you mean \`${meant}\`?`;
	},
);

export const packOverridden = define<{ name: string; folder: string }>(
	{
		code: "pack-overridden",
		severity: "warning",
		title: "A folder stands in for a pinned pack",
		cause: "`--pack-override` was given. What the run says is about the folder and not about what policy.lock pins.",
		wrong: "policy eval --pack-override acme=../acme-policies",
		right: "policy eval",
	},
	({ name, folder }) => `\`${folder}\` stands in for the pack \`${name}\` that policy.lock pins`,
);

// ── Signatures, publishing ───────────────────────────────────────────────────────────────────────────────────────

export const packSignatureRefused = define<{ name: string; reason: string }>(
	{
		code: "pack-signature-refused",
		severity: "error",
		title: "A pack isn't signed by whom it must be",
		cause:
			"`policy.yaml` says with `signedBy` who has to have signed the pack. Without such a signature of exactly this content, nothing of it is read.",
		wrong: "signedBy: {key: acme.pub}   # and the pack isn't signed",
		right: "policy pack push --sign-key acme.pem   # by who publishes it",
	},
	({ name, reason }) => `the signature of \`${name}\` is refused: ${reason}`,
	() => "ask who publishes it; nothing of it was kept or read",
);

export const packVersionTaken = define<{ version: string; where: string }>(
	{
		code: "pack-version-taken",
		severity: "error",
		title: "This version is published already, with other content",
		cause: "Who has pinned a version relies on it staying what it is. A version is published once.",
		wrong: "policy pack push acme oci://registry.example/acme/images   # after a change, as 1.2.0 again",
		right: "version: 1.2.1   # in pack.yaml, then push",
	},
	({ version, where }) => `${version} is at \`${where}\` already, with other content`,
	() => "give the pack a new version",
);

export const packKeyUnusable = define<{ file: string; reason: string }>(
	{
		code: "pack-key-unusable",
		severity: "error",
		title: "A key can't be used to sign",
		cause: "A key to sign with is a PEM file with a PKCS #8 private key: EC P-256 or Ed25519, perhaps encrypted.",
		wrong: "policy pack sign acme-1.0.0.tgz --key cosign.key   # cosign's own encrypted form",
		right: "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out acme.pem",
	},
	({ file, reason }) => `can't sign with \`${file}\`: ${reason}`,
);
