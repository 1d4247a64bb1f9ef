/**
 * The evidence of a run by the image that it is about. Digests and ids decide where both sides have them; a reference does only
 * where they don't, for a tag may have moved since.
 */
import type { Document, EvidenceField, ImageIdentity } from "../documents/document.ts";
import { identityOfReferences } from "../documents/image-reference/imageIdentity.ts";
import type { Kustomizations } from "./kustomizations.ts";
import { link, type OwnerOf } from "./link.ts";

interface Piece {
	readonly document: Document;
	readonly field: EvidenceField;
}

export class Evidence {
	/** The fields that documents of this run fill: of the others nothing is known, and that is not the same as nothing found. */
	readonly fields = new Set<EvidenceField>();
	readonly #pieces: Piece[] = [];
	readonly #positions = new Map<string, number[]>();
	readonly #owners = new Map<Document, OwnerOf>();
	readonly #kustomizations: Kustomizations;

	readonly #unavailable: ReadonlyMap<string, string>;

	/** @param unavailable see `EngineOptions` */
	constructor(kustomizations: Kustomizations, unavailable: Readonly<Record<string, string>> = {}) {
		this.#kustomizations = kustomizations;
		this.#unavailable = new Map(
			Object.entries(unavailable).flatMap(([reference, need]) =>
				keysOf(identityOfReferences([reference])).map((key) => [key, need] as const),
			),
		);
	}

	/** What would have to be found out about an image first; undefined where nothing has. */
	unavailableOf(identity: ImageIdentity): string | undefined {
		if (this.#unavailable.size === 0) return undefined;
		return keysOf(identity)
			.map((key) => this.#unavailable.get(key))
			.find((need) => need !== undefined);
	}

	/** Whether there is anything to link. */
	get isEmpty(): boolean {
		return this.fields.size === 0 && this.#unavailable.size === 0;
	}

	/** A document without a subject is about no image at all, as the scan of a repository is, and says nothing of what is known of images. */
	add(document: Document, field: EvidenceField): void {
		if (document.subject !== undefined) this.fields.add(field);
		const position = this.#pieces.push({ document, field }) - 1;
		for (const key of document.subject === undefined ? [] : keysOf(document.subject)) {
			const positions = this.#positions.get(key);
			if (positions === undefined) this.#positions.set(key, [position]);
			else positions.push(position);
		}
	}

	/** Links what was added to the rest of it, once all is there: a config has its scans wherever it turns up. */
	finish(): void {
		for (const { document } of this.#pieces) this.#owners.set(document, link(document, this));
	}

	/** Links a document, if that hasn't been done. */
	ownerOf(document: Document): OwnerOf {
		const known = this.#owners.get(document);
		if (known !== undefined) return known;
		this.#kustomizations.tell(document);
		return link(document, this);
	}

	/** What there is about an image, in the order in which it was added. */
	about(identity: ImageIdentity): Map<EvidenceField, Document[]> {
		const found = new Map<EvidenceField, Document[]>([...this.fields].map((field) => [field, []]));
		const positions = new Set(keysOf(identity).flatMap((key) => this.#positions.get(key) ?? []));
		for (const position of [...positions].sort((a, b) => a - b)) {
			const { document, field } = this.#pieces[position] as Piece;
			if (isSameImage(identity, document.subject as ImageIdentity)) found.get(field)?.push(document);
		}
		return found;
	}
}

function keysOf({ digests, ids, references }: ImageIdentity): string[] {
	return [...new Set([...digests, ...ids, ...references])];
}

function isSameImage(a: ImageIdentity, b: ImageIdentity): boolean {
	if (shares(a.ids, b.ids) || shares(a.digests, b.digests)) return true;
	const areToldApart = (a.ids.length > 0 && b.ids.length > 0) || (a.digests.length > 0 && b.digests.length > 0);
	return !areToldApart && shares(a.references, b.references);
}

const shares = (a: readonly string[], b: readonly string[]): boolean => a.some((each) => b.includes(each));
