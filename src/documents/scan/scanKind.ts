/** The `scan` kind: what scanners report about images and repositories. */
import { scanUnknownFormat } from "../../diagnostics/catalogue/evidence.ts";
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { isArray, isObject } from "../../runtime/values/access.ts";
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import { type Content, inside, isWrapped, readContents, standingOf } from "../attestation/readContents.ts";
import type { Document, DocumentKind, ImageIdentity } from "../document.ts";
import { asObject, objectOf, textOf } from "../fields.ts";
import { Origins } from "../origins.ts";
import type { VerifySignature } from "../signature/verification.ts";
import { type JsonOutline, topLevelKeys } from "../topLevelKeys.ts";
import { formats } from "./formats.ts";
import { asTime, type Report, type ReportFormat } from "./report.ts";
import { scanSchema } from "./schema.ts";

export const scanKind: DocumentKind = {
	id: "scan",
	title: "Scan report",
	evidence: "scans",
	get schema() {
		return scanSchema;
	},
	detect({ head }) {
		const outline = topLevelKeys(head);
		if (outline === undefined) return false;
		return formatOf(outline, head) !== undefined || isWrapped(outline.keys);
	},
	parse(source, { verifySignature }) {
		const { contents, diagnostics } = readContents(source);
		const documents: Document[] = [];
		const faults: Diagnostic[] = [];
		for (const [index, content] of contents.entries()) {
			const report = cosignResult(content);
			const format = formatIn(report.value);
			if (format === undefined) {
				// What an attestation is about, if not a scan, is for others to read.
				if (content.attestation === undefined && !isOthers(content.value))
					faults.push(at(source, content.place([]), scanUnknownFormat()));
				continue;
			}
			const number = contents.length > 1 ? String(index + 1) : "";
			const origins = new Origins();
			for (const read of format.read(report.value, origins)) {
				documents.push(
					documentOf(
						report,
						content,
						read,
						origins,
						[number, read.name ?? ""].filter((part) => part !== "").join(" "),
						verifySignature,
					),
				);
				for (const { at: where, message } of read.faults ?? []) faults.push(at(source, report.place(where), message));
			}
		}
		return { documents, diagnostics: [...diagnostics, ...faults] };
	},
};

function formatOf(outline: JsonOutline, head: string): ReportFormat | undefined {
	return formats.find((format) => format.claims(outline, head));
}

/** The format of a whole value: its start is written out anew, for some formats are told by what stands in it. */
function formatIn(value: Value): ReportFormat | undefined {
	const object = isArray(value) ? asObject(value[0]) : asObject(value);
	if (object === undefined) return undefined;
	const keys = new Set(Object.keys(object));
	return formatOf({ shape: isArray(value) ? "array" : "object", keys }, JSON.stringify(beginning(value, 0)));
}

/** The first of everything, some levels deep: enough to tell what a value is, however large. */
function beginning(value: Value, depth: number): unknown {
	if (depth > 6) return null;
	if (isArray(value)) return value.slice(0, 1).map((item) => beginning(item, depth + 1));
	if (typeof value === "string") return value.slice(0, 200);
	if (value === null || !isObject(value)) return null;
	return Object.fromEntries(
		Object.entries(value as PlainObject)
			.slice(0, 40)
			.map(([key, item]) => [key, beginning(item, depth + 1)]),
	);
}

/** JSON that other kinds read from the same file: attestations that nobody could unwrap, SBOMs with vulnerabilities. */
function isOthers(value: Value): boolean {
	const object = asObject(value);
	return object !== undefined && isWrapped(new Set(Object.keys(object)));
}

/** The scanner's own report in the predicate that `cosign attest --type vuln` makes. */
function cosignResult(content: Content): Content {
	if (content.attestation === undefined) return content;
	const scanner = objectOf(asObject(content.value), "scanner");
	const result = objectOf(scanner, "result");
	return result === undefined ? content : inside(content, ["scanner", "result"], result);
}

function documentOf(
	report: Content,
	content: Content,
	{ value, image }: Report,
	origins: Origins,
	name: string,
	verify: VerifySignature | undefined,
): Document {
	const { attestation } = content;
	const predicate = asObject(content.value);
	const metadata = attestation === undefined ? undefined : objectOf(predicate, "metadata");
	const created = asTime(textOf(metadata, "scanFinishedOn")) ?? asTime(textOf(metadata, "scanStartedOn"));
	// Added to the reader's object, for it is that one whose origin is known.
	const fields = value as Record<string, Value>;
	if (attestation !== undefined) fields.attested = standingOf(attestation, verify);
	if (created !== undefined && fields.created === undefined) fields.created = created;
	const subject = subjectOf(image, attestation?.digests);
	if (attestation !== undefined && subject !== undefined) {
		const told = asObject(fields.image) ?? { tags: [] };
		fields.image = { ...told, digests: subject.digests };
	}
	return {
		kind: "scan",
		source: report.source,
		name,
		value,
		...(subject && { subject }),
		locate: (pointer) => report.place(origins.lead(value, pointer)),
		scope: (pointer) => report.extent(origins.lead(value, pointer)),
	};
}

/** A statement says by digest what its report is about. */
function subjectOf(
	image: ImageIdentity | undefined,
	attested: readonly string[] | undefined,
): ImageIdentity | undefined {
	if (attested === undefined || attested.length === 0) return image;
	return {
		digests: [...new Set([...attested, ...(image?.digests ?? [])])],
		ids: image?.ids ?? [],
		references: image?.references ?? [],
	};
}
