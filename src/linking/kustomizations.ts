/**
 * The kustomizations of a run, and what each way of deploying a file makes of its images. A kustomization that another one takes in isn't
 * deployed by itself; each that nobody takes in is.
 */
import type { DeployedImage, Document } from "../documents/document.ts";
import { asObject, listOf, textOf } from "../documents/fields.ts";
import { folderOf, joinPath } from "../documents/filePaths.ts";
import { type ImageOverride, overrideImage } from "../documents/kustomization/overrideImage.ts";

interface Kustomization {
	readonly name: string;
	/** Without `/` at its end, as `takes` are. */
	readonly folder: string;
	/** Files and folders, in the order in which they are read; components come last. */
	readonly takes: readonly Taken[];
	readonly overrides: readonly ImageOverride[];
}

interface Taken {
	readonly path: string;
	readonly isComponent: boolean;
}

/** A way from a file to what is deployed. */
interface Deployment {
	/** The kustomization that is built. */
	readonly name: string;
	/** In the order in which they are done. */
	readonly overrides: readonly ImageOverride[];
}

/** Kustomizations may take each other in in many ways, though nobody's do; what lies beyond can't be known. */
const MOST_DEPLOYMENTS = 500;
/** Replacements on one way; also ends components that take each other in. */
const MOST_OVERRIDES = 5000;
const DEEPEST = 32;

export class Kustomizations {
	readonly #users = new Map<string, { readonly by: Kustomization; readonly position: number }[]>();
	readonly #byFolder = new Map<string, Kustomization>();

	add(document: Document): void {
		const value = asObject(document.value);
		const folder = joinPath("", folderOf(document.source.name));
		if (this.#byFolder.has(folder)) return;
		const takes = listOf(value, "takes").flatMap((each): Taken[] => {
			const path = textOf(asObject(each), "path");
			const isComponent = textOf(asObject(each), "field") === "components";
			return path === undefined ? [] : [{ path: joinPath(folder === "" ? "" : `${folder}/`, path), isComponent }];
		});
		const by = { name: document.source.name, folder, takes, overrides: overridesOf(document) };
		this.#byFolder.set(folder, by);
		for (const [position, { path }] of takes.entries()) {
			const users = this.#users.get(path);
			if (users === undefined) this.#users.set(path, [{ by, position }]);
			else users.push({ by, position });
		}
	}

	/** Tells a document what becomes of its images, where kustomizations take its file in. */
	tell(document: Document): void {
		if (this.#users.size === 0 || document.deployedAs === undefined) return;
		const deployments = this.#deploymentsOf(joinPath("", document.source.name), []);
		if (!deployments.some(({ overrides }) => overrides.length > 0)) return;
		document.deployedAs((written) =>
			deployments.length > MOST_DEPLOYMENTS
				? undefined
				: deployments.map(({ name, overrides }): DeployedImage => {
						const ref = overrides.reduce(overrideImage, written);
						return { ref, kustomization: name };
					}),
		);
	}

	/** One more than there may be, where there are more. */
	#deploymentsOf(path: string, way: readonly Kustomization[]): Deployment[] {
		const found: Deployment[] = [];
		for (const { by, position } of this.#users.get(path) ?? []) {
			// Kustomize refuses circles.
			if (way.includes(by) || way.length >= DEEPEST) continue;
			const own = [...this.#fromComponents(by, position), ...by.overrides];
			const further = this.#deploymentsOf(by.folder, [...way, by]);
			const ways = further.length === 0 ? [{ name: by.name, overrides: [] }] : further;
			for (const { name, overrides } of ways) {
				found.push({ name, overrides: [...own, ...overrides].slice(0, MOST_OVERRIDES) });
				if (found.length > MOST_DEPLOYMENTS) return found;
			}
		}
		return found;
	}

	/** A component replaces images of all that was read before it. */
	#fromComponents({ takes }: Kustomization, after: number, depth = 0): ImageOverride[] {
		if (depth >= DEEPEST) return [];
		const found: ImageOverride[] = [];
		for (const { path, isComponent } of takes.slice(after + 1)) {
			const component = isComponent ? this.#byFolder.get(path) : undefined;
			if (component === undefined) continue;
			found.push(...this.#fromComponents(component, -1, depth + 1), ...component.overrides);
			if (found.length > MOST_OVERRIDES) break;
		}
		return found;
	}
}

function overridesOf({ value }: Document): ImageOverride[] {
	return listOf(asObject(value), "images").map((each) => {
		const image = asObject(each);
		return {
			name: textOf(image, "name") ?? "",
			newName: textOf(image, "new_name"),
			newTag: textOf(image, "new_tag"),
			tagSuffix: textOf(image, "tag_suffix"),
			digest: textOf(image, "digest"),
		};
	});
}
