/** How each scanner is called for a report as JSON. */

/** What it is to look at. */
export type ScanTarget =
	| { readonly kind: "registry"; readonly name: string; readonly reference: string; readonly isPlain: boolean }
	| { readonly kind: "layout"; readonly name: string; readonly folder: string }
	| { readonly kind: "archive"; readonly name: string; readonly file: string };

export interface ScannerCall {
	readonly args: readonly string[];
	readonly env: Readonly<Record<string, string>>;
}

interface Scanner {
	readonly call: (
		target: ScanTarget,
		options: { readonly platform?: string; readonly plainHttp?: boolean },
	) => ScannerCall;
}

export type ScannerId = "trivy" | "grype";

const plainTrivy: ScannerCall["env"] = { TRIVY_NON_SSL: "true" };
const plainGrype: ScannerCall["env"] = { GRYPE_REGISTRY_INSECURE_USE_HTTP: "true" };

/** In the order in which they are looked for. */
export const scanners: Readonly<Record<ScannerId, Scanner>> = {
	trivy: {
		call: (target, { platform, plainHttp }) => {
			const isPlain = target.kind === "registry" && (target.isPlain || plainHttp === true);
			const what = target.kind === "registry" ? [target.reference] : ["--input", placeOf(target)];
			return {
				args: [
					"image",
					"--quiet",
					"--format",
					"json",
					"--scanners",
					"vuln",
					...(platform === undefined ? [] : ["--platform", platform]),
					...(isPlain ? ["--insecure"] : []),
					...what,
				],
				env: isPlain ? plainTrivy : {},
			};
		},
	},
	grype: {
		call: (target, { platform, plainHttp }) => {
			const isPlain = target.kind === "registry" && (target.isPlain || plainHttp === true);
			const what =
				target.kind === "registry"
					? `registry:${target.reference}`
					: target.kind === "layout"
						? `oci-dir:${placeOf(target)}`
						: placeOf(target);
			return {
				args: [what, "--quiet", "--output", "json", ...(platform === undefined ? [] : ["--platform", platform])],
				env: isPlain ? plainGrype : {},
			};
		},
	},
};

/** Absolute: no name can pass for an option. */
const placeOf = (target: Exclude<ScanTarget, { readonly kind: "registry" }>): string =>
	target.kind === "layout" ? target.folder : target.file;
