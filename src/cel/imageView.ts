/**
 * An image reference taken apart in CEL, as documents/image-reference does it. Whether a reference is one is worked out once for all
 * containers, in the variable `images`; the parts are looked for only in those that are.
 */
import { string } from "../runtime/types.ts";
import { type Code, code, literal } from "./code.ts";
import { boolean, expression, type Maybe, never, type View } from "./terms.ts";
import { Unsayable } from "./unsayable.ts";
import { viewOf } from "./views.ts";

const pattern = (text: string): string => literal(text).text;

const domain =
	"([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])([.]([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*(:[0-9]+)?|\\[[a-fA-F0-9:]+\\](:[0-9]+)?";
const path = "[a-z0-9]+(([.]|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+(([.]|_|__|-+)[a-z0-9]+)*)*";
const rest = "(:\\w[\\w.-]{0,127})?(@[A-Za-z][A-Za-z0-9]*([-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$";
/** References that name their registry: the first part has a dot, a colon or a capital letter, or is `localhost`. */
const withRegistry = pattern("^(localhost|[^/@]*[.:A-Z][^/@]*)/");
/** All before the tag and the digest: a colon belongs to it where a slash comes after. */
const named = pattern("^([^@:]|:[^@/]*/)*");
const tagged = pattern("^[^@]*:[^:/@]*(@|$)");
const official = pattern("^((index[.])?docker[.]io/)?[^/]*$");
const familiar = pattern("^((index[.])?docker[.]io/)?(library/)?[^/]*$");
const ofDocker = pattern("^(index[.])?docker[.]io/");
const digestLengths = [
	["sha256", 64],
	["sha384", 96],
	["sha512", 128],
] as const;

/** The variable `images`: the references of the pod's containers that are well-formed. */
export function imagesVariable(): Code {
	const digests = digestLengths.map(
		([name, length]) => `(!i.contains("@${name}:") || i.matches(${pattern(`@${name}:[a-f0-9]{${length}}$`)}))`,
	);
	const shape = `(i.matches(${withRegistry}) ? i.matches(${pattern(`^(${domain})/${path}${rest}`)}) : i.matches(${pattern(`^${path}${rest}`)}))`;
	const valid = [shape, `!i.matches(${pattern("^[a-f0-9]{64}$")})`, ...digests].join(" && ");
	return code(`variables.containers.map(c, c.spec.?image.orValue("")).filter(i, ${valid})`);
}

export function imageView(written: Code): View {
	const text = written.text;
	const valid = code(`${text} in variables.images`, 3);
	const name = `${text}.find(${named})`;
	const below = `${name}.find(${pattern("/.*")}).substring(1)`;
	const registry = `${text}.matches(${withRegistry}) && !${text}.startsWith("index.docker.io/") ? ${text}.find(${pattern("^[^/]+")}) : "docker.io"`;
	const last = `${name}.find(${pattern("[^/]*$")})`;
	const repository = `${text}.matches(${official}) ? "library/" + ${last} : ${text}.matches(${withRegistry}) ? ${below} : ${name}`;
	const shown = `${text}.matches(${familiar}) ? ${last} : ${text}.matches(${ofDocker}) ? ${below} : ${name}`;
	const part = (value: string, presence: Code = valid): Maybe => ({
		term: expression(code(`(${value})`), string),
		types: true,
		presence,
	});
	const also = (condition: string): Code => code(`${valid.text} && ${condition}`, 2);
	const evidence = (): Maybe => {
		throw new Unsayable("it asks for evidence about images, which an API server doesn't have");
	};
	return viewOf("an image", {
		ref: () => ({ term: expression(written, string), types: true, presence: true }),
		valid: () => ({ term: boolean(valid), types: true, presence: true }),
		registry: () => part(registry),
		registry_given: () => ({ term: boolean(code(`${text}.matches(${withRegistry})`)), types: true, presence: valid }),
		repository: () => part(repository),
		name: () => part(shown),
		tag: () =>
			part(`${text}.split("@")[0].find(${pattern(":[^:/]*$")}).substring(1)`, also(`${text}.matches(${tagged})`)),
		digest: () => part(`${text}.split("@")[1]`, also(`${text}.contains("@")`)),
		// Kustomizations were applied before the object came in.
		variants: () => never,
		kustomizations: () => never,
		configs: evidence,
		scans: evidence,
		sboms: evidence,
		signatures: evidence,
	});
}
