/** Whether a file is a Dockerfile: by its name, or by how it begins where the name says nothing. */
import type { Candidate } from "../document.ts";
import { type Instruction, readInstructions } from "./readInstructions.ts";
import { splitPlain } from "./splitWords.ts";

const wholeName = /^(?:dockerfile|containerfile)$/i;
const suffixed = /\.(?:dockerfile|containerfile)$/i;
const prefixed = /^(?:dockerfile|containerfile)\.(.+)$/i;
/** `Dockerfile-alpine-3.22`, `web_Dockerfile.dev`: the word is in it, and dots needn't begin an ending. */
const joined = /(?:^|[^a-z])(?:dockerfile|containerfile)(?:[^a-z]|$)/i;
const ending = /^\.[A-Za-z0-9_+-]+$/;
/** Endings of files about Dockerfiles, of templates, and of copies that nobody builds. */
const otherEndings =
	/(?:^|\.)(?:dockerignore|containerignore|md|markdown|txt|rst|adoc|html|json|ya?ml|toml|lock|sh|py|js|mjs|cjs|ts|go|rb|rs|java|tmpl|tpl|template|j2|jinja2?|erb|mustache|hbs|in|orig|rej|bak|swp|log|png|svg)$/i;

export function detectDockerfile({ path, head }: Candidate): boolean {
	const name = path.slice(path.lastIndexOf("/") + 1);
	if (wholeName.test(name) || suffixed.test(name)) return true;
	const suffix = prefixed.exec(name)?.[1];
	if (suffix !== undefined) return !otherEndings.test(suffix);
	if (joined.test(name)) return !otherEndings.test(name) && beginsLikeOne(head, /^from$/i);
	// In a file of any name `From here` is prose.
	return !ending.test(name.slice(name.lastIndexOf("."))) && beginsLikeOne(head, /^(?:FROM|from)$/);
}

/** Comments and ARGs, then a FROM with an image and perhaps a name. */
function beginsLikeOne(head: string, from: RegExp): boolean {
	if (!/^[ \t]*from[ \t]/im.test(head)) return false;
	const isFirst = ({ keyword }: Instruction): boolean => keyword !== "ARG";
	const { instructions } = readInstructions(head, () => {}, isFirst);
	const first = instructions.find(isFirst);
	if (first === undefined || first.keyword !== "FROM") return false;
	const { text } = first.line;
	const words = splitPlain(text, first.rest).map(({ start, end }) => text.slice(start, end));
	const image = words.filter((word) => !word.startsWith("--"));
	return (
		from.test(text.slice(0, first.keywordEnd)) &&
		(image.length === 1 || (image.length === 3 && image[1]?.toLowerCase() === "as"))
	);
}
