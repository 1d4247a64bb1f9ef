/** Package URLs taken apart: `pkg:type/namespace/name@version?qualifiers#subpath`, as the purl specification's "How to parse" says. */

export interface PackageUrl {
	/** Lowercase. */
	readonly type: string;
	/** Without slashes at its ends; absent where there is none. */
	readonly namespace?: string;
	readonly name: string;
	readonly version?: string;
	/** Keys in lowercase. */
	readonly qualifiers: Readonly<Record<string, string>>;
}

/** Undefined where the text is no package URL. */
export function parsePackageUrl(text: string): PackageUrl | undefined {
	const scheme = /^pkg:\/*/i.exec(text);
	if (scheme === null) return undefined;
	const [beforeSubpath = ""] = text.slice(scheme[0].length).split("#");
	const question = beforeSubpath.indexOf("?");
	const query = question === -1 ? "" : beforeSubpath.slice(question + 1);
	const path = question === -1 ? beforeSubpath : beforeSubpath.slice(0, question);
	const at = path.lastIndexOf("@");
	// An @ before the last slash begins a scope of npm, written without its percent sign.
	const hasVersion = at > path.lastIndexOf("/");
	const version = hasVersion ? decoded(path.slice(at + 1)) : undefined;
	const [type, ...segments] = (hasVersion ? path.slice(0, at) : path).split("/").filter((part) => part !== "");
	const name = segments.pop();
	if (type === undefined || name === undefined || !/^[A-Za-z][A-Za-z0-9.+-]*$/.test(type)) return undefined;
	const namespace = segments.map(decoded).join("/");
	return {
		type: type.toLowerCase(),
		...(namespace !== "" && { namespace }),
		name: decoded(name),
		...(version !== undefined && version !== "" && { version }),
		qualifiers: qualifiersOf(query),
	};
}

function qualifiersOf(query: string): Record<string, string> {
	const pairs = query.split("&").flatMap((pair) => {
		const equals = pair.indexOf("=");
		const value = equals === -1 ? "" : decoded(pair.slice(equals + 1));
		return value === "" ? [] : [[pair.slice(0, equals).toLowerCase(), value] as const];
	});
	return Object.fromEntries(pairs);
}

/** What isn't a valid escape stands for itself. */
function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/** The image that a purl of type `oci` or `docker` names: a reference without digest, where it tells, and the digest. */
export function imageOfPackageUrl(purl: PackageUrl): { readonly references: string[]; readonly digests: string[] } {
	const { type, namespace, name, version, qualifiers } = purl;
	if (type !== "oci" && type !== "docker") return { references: [], digests: [] };
	const digests = version !== undefined && /^sha256:[0-9a-f]{64}$/.test(version) ? [version] : [];
	const tag = qualifiers.tag ?? (digests.length === 0 ? version : undefined);
	const own = namespace === undefined ? name : `${namespace}/${name}`;
	const where = qualifiers.repository_url ?? own;
	const repository = type === "docker" && qualifiers.repository_url !== undefined ? `${where}/${own}` : where;
	return { references: tag === undefined ? [] : [`${repository}:${tag}`], digests };
}
