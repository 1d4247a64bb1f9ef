/** `security_context` of a normalized container in CEL: documents/workload/effectiveSecurity.ts says the same of documents. */
import { appArmorAnnotation } from "../documents/workload/effectiveSecurity.ts";
import { string } from "../runtime/types.ts";
import { type Code, choose, code, literal } from "./code.ts";
import { always, expression, given, type Maybe, never, type Term, type View } from "./terms.ts";
import { Unsayable } from "./unsayable.ts";
import { anything, below, firstOf, texts, viewOf } from "./views.ts";

const ofContainers: Readonly<Record<string, boolean | string>> = {
	privileged: false,
	allowPrivilegeEscalation: true,
	readOnlyRootFilesystem: false,
	procMount: "Default",
};
const ofBoth = ["runAsNonRoot", "runAsUser", "runAsGroup", "seccompProfile", "seLinuxOptions"];

/** The security settings in effect: the container's, or else its pod's, or else Kubernetes' default. */
/** @param name the container's name, which the beta annotation for AppArmor ends with */
export function securityView(spec: Term, pod: Term, name: Code): View {
	const own = (name: string): Maybe => below(spec, "securityContext", name);
	const pods = (name: string): Maybe => below(pod, "securityContext", name);
	const fields: Record<string, () => Maybe> = {};
	for (const [name, byDefault] of Object.entries(ofContainers))
		fields[name] = () =>
			firstOf([own(name), always(expression(literal(byDefault), { kind: typeof byDefault as "string" | "boolean" }))]);
	for (const name of ofBoth) fields[name] = () => firstOf([own(name), pods(name)]);
	const names = (key: string): Maybe => {
		const written = below(spec, "securityContext", "capabilities", key).term;
		if (written.kind !== "expression" || written.path === undefined) return never;
		const listing = `${written.path.from.text}${written.path.steps}.orValue([])`;
		const plain = 'c.upperAscii().startsWith("CAP_") ? c.upperAscii().substring(4) : c.upperAscii()';
		return always(expression(code(`${listing}.map(c, ${plain})`), texts));
	};
	fields.capabilities = () => always(viewOf("capabilities", { add: () => names("add"), drop: () => names("drop") }));
	fields.appArmorProfile = () => firstOf([own("appArmorProfile"), annotated(name), pods("appArmorProfile")]);
	fields.windowsOptions = () =>
		always({
			kind: "view",
			name: "the Windows options",
			field: (key) =>
				firstOf([
					below(spec, "securityContext", "windowsOptions", key),
					below(pod, "securityContext", "windowsOptions", key),
				]),
		});
	fields.set_by = () =>
		always({
			kind: "view",
			name: "what set the security settings",
			field: (key) => setBy(key, own(key), ofBoth.includes(key) ? pods(key) : never),
		});
	return viewOf("the security context", fields);
}

/** What the server copies into the container, where it isn't said there. */
function annotated(container: Code): Maybe {
	const annotation = `variables.template.?metadata.?annotations[?${literal(appArmorAnnotation).text} + ${container.text}]`;
	const profile = (type: string, more = ""): string => `optional.of({"type": dyn("${type}")${more}})`;
	const localhost = profile("Localhost", ', "localhostProfile": dyn(l.substring(10))');
	const read = `l == "runtime/default" ? ${profile("RuntimeDefault")} : l == "unconfined" ? ${profile("Unconfined")} : l.startsWith("localhost/") ? ${localhost} : optional.none()`;
	const found = code(`${annotation}.optFlatMap(l, ${read})`);
	return {
		term: { ...expression(code(`${found.text}.value()`), anything), path: { from: found, steps: "" } },
		types: true,
		presence: code(`${found.text}.hasValue()`),
	};
}

function setBy(name: string, own: Maybe, pods: Maybe): Maybe {
	if (!ofBoth.includes(name) && !Object.hasOwn(ofContainers, name)) throw new Unsayable(`it asks what set ${name}`);
	const otherwise =
		pods.presence === false ? literal("default") : choose(given(pods) as Code, literal("pod"), literal("default"));
	const text = choose(given(own) as Code, literal("container"), otherwise);
	return always(expression(code(`(${text.text})`), string));
}
