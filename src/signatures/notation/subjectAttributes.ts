/** Distinguished names as trust policies write them (RFC 4514, spaces after commas allowed), and whether a certificate's subject has their attributes. */
import { attributeNames } from "../../documents/signature/distinguishedName.ts";
import type { Name } from "../../runtime/x509/readName.ts";

export interface SubjectAttribute {
	/** `CN`, `O`, … */
	readonly type: string;
	readonly value: string;
}

/** Undefined where the text is no name: each type stands once, and several values in one part aren't known. */
export function parseSubject(text: string): readonly SubjectAttribute[] | undefined {
	const parts = text.match(/(?:\\.|[^,\\])+/gs) ?? [];
	const attributes: SubjectAttribute[] = [];
	for (const part of parts) {
		const [, type, value] = /^\s*([A-Za-z][A-Za-z0-9]*|\d+(?:\.\d+)+)\s*=\s*(.*?)\s*$/s.exec(part) ?? [];
		if (type === undefined || value === undefined || value === "" || /(?<!\\)[+;"]/.test(value)) return undefined;
		const name = type.toUpperCase() === "S" ? "ST" : type.toUpperCase();
		if (attributes.some((attribute) => attribute.type === name)) return undefined;
		attributes.push({ type: name, value: value.replace(/\\(.)/gs, "$1") });
	}
	return attributes.length === 0 ? undefined : attributes;
}

/** Whether each of the attributes stands in the subject, whatever else does. */
export const hasAttributes = ({ attributes }: Name, wanted: readonly SubjectAttribute[]): boolean =>
	wanted.every(({ type, value }) =>
		attributes.some((each) => (attributeNames.get(each.type) ?? each.type) === type && each.value === value),
	);
