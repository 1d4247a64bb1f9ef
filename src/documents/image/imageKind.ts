/** The `image` kind: the config of an image, alone or with its layers in an archive. */
import { imageNotConfig } from "../../diagnostics/catalogue/documents.ts";
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { isArray } from "../../runtime/values/access.ts";
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import type { Document, DocumentKind, FoundBase, Pointer } from "../document.ts";
import { asObject, listOf, objectOf, textOf, textsOf } from "../fields.ts";
import { identityOfReferences } from "../image-reference/imageIdentity.ts";
import { topLevelKeys } from "../topLevelKeys.ts";
import { loadYaml, type YamlDocument } from "../yaml/loadYaml.ts";
import { isImageArchive, isLayoutBlob, isLayoutMark } from "./archive/detectArchive.ts";
import { type ImageForm, imageOutline } from "./imageOutline.ts";
import { names, normalizeImage } from "./normalizeImage.ts";
import { originOfImage } from "./originOfImage.ts";
import { readImageArchive } from "./readImageArchive.ts";
import { imageSchema } from "./schema.ts";

export const imageKind: DocumentKind = {
	id: "image",
	title: "Image",
	evidence: "configs",
	binary: true,
	get schema() {
		return imageSchema;
	},
	detect(file) {
		if (isLayoutMark(file)) return true;
		if (isLayoutBlob(file.path)) return false;
		if (isImageArchive(file)) return true;
		const { head } = file;
		const outline = topLevelKeys(head);
		const found = outline === undefined ? undefined : imageOutline(outline);
		return found !== undefined && "form" in found;
	},
	parse(source, options) {
		if (options.bytes !== undefined || isLayoutMark({ path: source.name, head: source.text }))
			return readImageArchive(source, options);
		const { documents: texts, diagnostics } = loadYaml(source, "yaml-1.2");
		const documents: Document[] = [];
		const faults: Diagnostic[] = [];
		for (const document of texts) {
			const { value } = document;
			const several = isArray(value) ? value : [value];
			for (const [index, item] of several.entries()) {
				const base: Pointer = isArray(value) ? [index] : [];
				const object = asObject(item);
				const found = object === undefined ? undefined : outlineOf(object, isArray(value));
				if (object !== undefined && found !== undefined && "form" in found)
					documents.push(imageDocument(document, object, base, found.form));
				else {
					const what =
						found !== undefined && "other" in found ? `this is ${found.other}` : "nothing here describes an image";
					faults.push(at(source, document.place(base), imageNotConfig({ what })));
				}
			}
		}
		return { documents, diagnostics: [...diagnostics, ...faults] };
	},
};

function outlineOf(object: PlainObject, inArray: boolean): ReturnType<typeof imageOutline> {
	return imageOutline({ shape: inArray ? "array" : "object", keys: new Set(Object.keys(object)) });
}

function imageDocument(document: YamlDocument, object: PlainObject, base: Pointer, form: ImageForm): Document {
	let value: Value | undefined;
	let standsOn: FoundBase | undefined;
	const id = textOf(object, names[form].id);
	const subject = identityOfReferences(
		[...textsOf(object, "RepoTags"), ...textsOf(object, "RepoDigests")],
		id === undefined ? [] : [id],
	);
	const way = (pointer: Pointer): Pointer => [...base, ...originOfImage(object, form, pointer)];
	return {
		kind: "image",
		source: document.source,
		name: nameOf(object, form),
		get value() {
			value ??= normalizeImage(object, form, standsOn);
			return value;
		},
		subject,
		layers: {
			diffIds: textsOf(objectOf(object, names[form].rootfs), names[form].layers),
			standOn(found) {
				standsOn = found;
			},
		},
		locate: (pointer) => document.place(way(pointer)),
		scope: (pointer) => document.extent(way(pointer)),
		mentions() {
			return [{ node: this.value as Record<string, Value>, pointer: [], identity: subject }];
		},
	};
}

/** The first tag, or the id; nothing where the config doesn't say whose it is. */
function nameOf(object: PlainObject, form: ImageForm): string {
	const [tag] = listOf(object, "RepoTags");
	return typeof tag === "string" ? tag : (textOf(object, names[form].id) ?? "");
}
