/** `policy.lock`: which packs a configuration uses, each pinned to its content. Written by `policy pack`, read by every run, changed by none. */
import { stringify } from "yaml";
import { configurationInvalid } from "../diagnostics/catalogue/configuration.ts";
import { at, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { compareText } from "../findings/order.ts";
import type { Path } from "../settings/checkShape.ts";
import { readSettings } from "../settings/readSettings.ts";
import type { Schema } from "../settings/schema.ts";
import { keySpan, valueSpan } from "../settings/yamlPlaces.ts";
import type { Source } from "../text/source.ts";
import { isPackName } from "./packManifest.ts";
import { isRange, isVersion } from "./versions.ts";

export const LOCK = "policy.lock";

export interface Lock {
	/** The folder that the packs lie in, relative to the lock; absent: they are in the user's cache. */
	readonly vendor?: string;
	/** By name. */
	readonly packs: ReadonlyMap<string, LockedPack>;
}

export interface LockedPack {
	readonly name: string;
	readonly version: string;
	/** As policy.yaml or the pack that depends on it says. */
	readonly from: string;
	/** Of its archive: `sha256:` and 64 digits. */
	readonly digest: string;
	/** Bytes of its archive. */
	readonly size: number;
	/** The digest of the manifest that it has in an OCI registry: what is signed there. */
	readonly manifest?: string;
	/** The commit of git that it was made from. */
	readonly commit?: string;
	/** Ranges by name. */
	readonly dependencies: Readonly<Record<string, string>>;
	/** The signatures that were asked for and hold. */
	readonly signatures?: readonly LockedSignature[];
}

export interface LockedSignature {
	/** Who signed, in words. */
	readonly signer: string;
	/** The digest of the Sigstore bundle that says so. */
	readonly bundle: string;
}

interface Content {
	readonly lock: number;
	readonly vendor?: string;
	readonly packs: Readonly<
		Record<string, Omit<LockedPack, "name" | "dependencies"> & { readonly dependencies?: LockedPack["dependencies"] }>
	>;
}

const FORMAT = 1;
/** Packs of a lock. */
export const MOST_PACKS = 128;

const text: Schema = { type: "string", minLength: 1 };

export const lockSchema: Schema = {
	$schema: "https://json-schema.org/draft/2020-12/schema",
	title: "policy.lock",
	type: "object",
	additionalProperties: false,
	required: ["lock", "packs"],
	properties: {
		lock: { type: "number", description: "The version of this format: 1." },
		vendor: {
			...text,
			description: "The folder with the archives of the packs, relative to this file. Absent: the user's cache.",
		},
		packs: {
			type: "object",
			description: "The packs, by name.",
			additionalProperties: {
				type: "object",
				additionalProperties: false,
				required: ["version", "from", "digest", "size"],
				properties: {
					version: text,
					from: { ...text, description: "Where it comes from." },
					digest: { ...text, description: "The SHA-256 digest of its archive." },
					size: { type: "number", description: "Bytes of its archive." },
					manifest: { ...text, description: "The digest of its manifest in an OCI registry." },
					commit: { ...text, description: "The commit that it was made from." },
					dependencies: {
						type: "object",
						additionalProperties: text,
						description: "The ranges of what it depends on.",
					},
					signatures: {
						type: "array",
						description: "The signatures that were asked for and hold.",
						items: {
							type: "object",
							additionalProperties: false,
							required: ["signer", "bundle"],
							properties: {
								signer: { ...text, description: "Who signed it." },
								bundle: { ...text, description: "The digest of the Sigstore bundle with the signature." },
							},
						},
					},
				},
			},
		},
	},
};

const HEAD =
	"Which packs policy.yaml uses, each pinned to its content. Written by `policy pack`; commit it, and don't edit it.";

export function printLock({ vendor, packs }: Lock): string {
	const sorted = [...packs.values()].sort((one, other) => compareText(one.name, other.name));
	const content = {
		lock: FORMAT,
		...(vendor === undefined ? {} : { vendor }),
		packs: Object.fromEntries(sorted.map((pack) => [pack.name, printed(pack)])),
	};
	return `# ${HEAD}\n${stringify(content, { lineWidth: 0 })}`;
}

function printed({ version, from, digest, size, manifest, commit, dependencies, signatures }: LockedPack): object {
	const names = Object.keys(dependencies).sort(compareText);
	const sorted = Object.fromEntries(names.map((name) => [name, dependencies[name]]));
	const all = {
		version,
		from,
		digest,
		size,
		manifest,
		commit,
		dependencies: names.length === 0 ? undefined : sorted,
		signatures,
	};
	return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** The lock is absent where anything is wrong with it: half of a lock pins nothing. */
export function readLock(source: Source): { readonly lock?: Lock; readonly diagnostics: readonly Diagnostic[] } {
	const { content, places, diagnostics } = readSettings<Content>(source, lockSchema);
	if (diagnostics.length > 0) return { diagnostics };
	const { lock: format, vendor, packs = {} } = content;
	const faults: Diagnostic[] = [];
	const wrong = (path: Path, fault: string): void => {
		const span = path.length === 2 ? keySpan(places, path) : valueSpan(places, path);
		faults.push(
			at(source, span, configurationInvalid({ text: fault, hint: "write it anew with `policy pack update`" })),
		);
	};
	if (format !== FORMAT) wrong(["lock"], `this lock has the format ${format}, and this Holystone knows ${FORMAT}`);
	if (vendor !== undefined && /^([a-z]:|[\\/])|(^|[\\/])\.\.([\\/]|$)/i.test(vendor))
		wrong(["vendor"], "`vendor` must be below the folder of this file");
	const entries = Object.entries(packs);
	if (entries.length > MOST_PACKS) wrong(["packs"], `there are more than ${MOST_PACKS} packs`);
	for (const [name, pack] of entries) {
		if (!isPackName(name)) wrong(["packs", name], `\`${name}\` is no name of a pack`);
		if (!isVersion(pack.version)) wrong(["packs", name, "version"], `\`${pack.version}\` is no version`);
		for (const key of ["digest", "manifest"] as const)
			if (pack[key] !== undefined && !isDigest(pack[key]))
				wrong(["packs", name, key], `\`${key}\` is no SHA-256 digest`);
		for (const [index, { bundle }] of (pack.signatures ?? []).entries())
			if (!isDigest(bundle)) wrong(["packs", name, "signatures", index, "bundle"], "`bundle` is no SHA-256 digest");
		if (!Number.isSafeInteger(pack.size) || pack.size < 0)
			wrong(["packs", name, "size"], "`size` is no number of bytes");
		for (const [other, range] of Object.entries(pack.dependencies ?? {}))
			if (!isRange(range)) wrong(["packs", name, "dependencies", other], `\`${range}\` is no range of versions`);
	}
	if (faults.length > 0) return { diagnostics: faults };
	const locked = entries.map(([name, { dependencies = {}, ...pack }]): [string, LockedPack] => [
		name,
		{ ...pack, name, dependencies },
	]);
	return { lock: { ...(vendor === undefined ? {} : { vendor }), packs: new Map(locked) }, diagnostics: [] };
}

export function isDigest(digest: string): boolean {
	return /^sha256:[0-9a-f]{64}$/.test(digest);
}
