/** `images` of policy.yaml: what is asked of images, and whom to trust. `policy: images:` is the same by another name. */
import { configurationInvalid } from "../../diagnostics/catalogue/configuration.ts";
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Path } from "../../settings/checkShape.ts";
import { keySpan, type Places, valueSpan } from "../../settings/yamlPlaces.ts";
import type { ImageSettings, Placed, RequiredAttestation, Signer } from "./configuration.ts";

type Texts = string | readonly string[];

interface SignerContent extends Omit<Signer, "images" | "key" | "notation"> {
	readonly images?: Texts;
	readonly key?: Texts;
	readonly notation?: { readonly trustPolicy: string; readonly trustStore: string; readonly crls?: Texts };
}

/** As the schema has it. */
export interface ImagesContent {
	readonly requireSignature?: boolean;
	readonly signatures?: readonly SignerContent[];
	readonly attestations?: readonly (Omit<RequiredAttestation, "images"> & { readonly images?: Texts })[];
}

interface Content {
	readonly images?: ImagesContent | undefined;
	readonly policy?: { readonly images?: ImagesContent } | undefined;
}

export function readImageSettings(
	{ images, policy }: Content,
	places: Places,
): { readonly settings: ImageSettings; readonly diagnostics: readonly Diagnostic[] } {
	const { source } = places;
	const nested = policy?.images;
	if (images !== undefined && nested !== undefined) {
		const text = "`images` and `policy.images` are the same: say it in one place";
		return {
			settings: none,
			diagnostics: [at(source, keySpan(places, ["policy", "images"]), configurationInvalid({ text }))],
		};
	}
	const content = images ?? nested ?? {};
	const path: Path = nested === undefined ? ["images"] : ["policy", "images"];
	const placed = <Value>(value: Value, ...way: Path): Placed<Value> => ({
		value,
		source,
		span: valueSpan(places, [...path, ...way]),
	});
	const { requireSignature, signatures = [], attestations = [] } = content;
	return {
		settings: {
			...(requireSignature === undefined ? {} : { requireSignature: placed(requireSignature, "requireSignature") }),
			signers: signatures.map((signer, index) => placed(signerOf(signer), "signatures", index)),
			attestations: attestations.map(({ images: which, ...rest }, index) =>
				placed({ ...rest, ...(which === undefined ? {} : { images: several(which) }) }, "attestations", index),
			),
		},
		diagnostics: [],
	};
}

const none: ImageSettings = { signers: [], attestations: [] };

const several = (texts: Texts): readonly string[] => (typeof texts === "string" ? [texts] : texts);

function signerOf({ images, key, notation, ...rest }: SignerContent): Signer {
	return {
		...rest,
		...(images === undefined ? {} : { images: several(images) }),
		...(key === undefined ? {} : { key: several(key) }),
		...(notation === undefined
			? {}
			: {
					notation: {
						trustPolicy: notation.trustPolicy,
						trustStore: notation.trustStore,
						...(notation.crls === undefined ? {} : { crls: several(notation.crls) }),
					},
				}),
	};
}
