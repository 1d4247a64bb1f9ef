/** Every shape there is, and documents in one. */
import { Source } from "../../text/source.ts";
import type { Document, DocumentKind } from "../document.ts";
import { conftest } from "./conftest.ts";
import type { Shape } from "./shape.ts";
import { trivy } from "./trivy.ts";

export const shapes: readonly Shape[] = [conftest, trivy];

const known = new Map(shapes.map((shape) => [shape, marked(shape)]));

/** The kinds of a shape, whose documents say that they are in it; none where there is no shape. */
export function kindsIn(shape: Shape | undefined): readonly DocumentKind[] {
	return shape === undefined ? [] : (known.get(shape) ?? marked(shape));
}

function marked(shape: Shape): readonly DocumentKind[] {
	return shape.kinds.map((kind) => ({
		...kind,
		parse(source, options) {
			const { documents, diagnostics } = kind.parse(source, options);
			const data = shape.dataFor?.(source.name);
			return {
				documents: documents.map((document) => ({ ...document, shape, ...(data && { data }) })),
				diagnostics,
			};
		},
	}));
}

/** Documents of a shape as the one that `combine` makes of them. It stands where the run does: at no place of its own. */
export function combined(shape: Shape, documents: readonly Document[]): Document {
	const sources = new Map(documents.map(({ source }) => [source.name, source]));
	const parts = documents.map(({ source, value }) => ({ path: source.name, value }));
	return {
		kind: "combined",
		source: new Source(".", ""),
		name: "",
		value: shape.combine?.(parts) ?? null,
		shape,
		locate: () => undefined,
		sourceOf: (file) => sources.get(file),
	};
}
