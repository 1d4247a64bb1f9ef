/** Distinguished names (RFC 5280, 4.1.2.4). Takes a reader, gives the attributes as texts; throws BuiltinError. */
import { about } from "../builtins/about.ts";
import { DerReader, tags } from "../der/derReader.ts";
import { derText } from "../der/derText.ts";

export interface NameAttribute {
	/** Object identifier: `2.5.4.3` is the common name. */
	readonly type: string;
	readonly value: string;
}

export interface Name {
	/** With tag and length. */
	readonly raw: Uint8Array;
	/** In the order in which they stand. */
	readonly attributes: readonly NameAttribute[];
}

/** `fault` says that there is no name at all. */
export function readName(reader: DerReader, fault: string): Name {
	const { whole, content } = reader.element(tags.sequence, fault);
	const attributes: NameAttribute[] = [];
	const broken = "x509: invalid RDNSequence";
	for (const sets = new DerReader(content); !sets.isAtEnd; ) {
		for (const set = sets.inside(tags.set, broken); !set.isAtEnd; ) {
			const attribute = set.sequence(`${broken}: invalid attribute`);
			const type = attribute.objectIdentifier(`${broken}: invalid attribute type`);
			const value = `${broken}: invalid attribute value`;
			attributes.push({ type, value: about(value, () => derText(attribute.any("malformed"))) });
		}
	}
	return { raw: whole, attributes };
}

export const commonName = "2.5.4.3";

/** The last one counts. Empty where there is none. */
export const textOf = ({ attributes }: Name, type: string): string =>
	attributes.findLast((attribute) => attribute.type === type)?.value ?? "";

export const textsOf = ({ attributes }: Name, type: string): readonly string[] =>
	attributes.filter((attribute) => attribute.type === type).map(({ value }) => value);
