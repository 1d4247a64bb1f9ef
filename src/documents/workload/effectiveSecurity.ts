/**
 * The security settings that a container really has: its own, or else its pod's, or else Kubernetes' default.
 * Follows DetermineEffectiveSecurityContext of the kubelet: windowsOptions are put together field by field, all else as a whole.
 */
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import { fieldOf, flagOf, numberOf, objectOf, textOf, textsOf } from "../fields.ts";
import type { Origin } from "./schema.ts";

/** What decides the settings of one container. */
export interface SecuritySources {
	/** The container's name. */
	readonly name: string;
	/** The container's and the pod's securityContext, as written. */
	readonly container: PlainObject | undefined;
	readonly pod: PlainObject | undefined;
	/** The pod's annotations. */
	readonly annotations: PlainObject | undefined;
}

type Reader = (object: PlainObject | undefined, key: string) => Value | undefined;

/** Settings that only a container has, with Kubernetes' default. */
const ofContainers: readonly (readonly [string, Reader, Value])[] = [
	["privileged", flagOf, false],
	["allowPrivilegeEscalation", flagOf, true],
	["readOnlyRootFilesystem", flagOf, false],
	["procMount", textOf, "Default"],
];
/** Settings that the pod has for all containers that don't say otherwise. */
const ofBoth: readonly (readonly [string, Reader])[] = [
	["runAsNonRoot", flagOf],
	["runAsUser", numberOf],
	["runAsGroup", numberOf],
	["seccompProfile", objectOf],
	["seLinuxOptions", objectOf],
];

/** The beta annotation for AppArmor, before the name of the container. */
export const appArmorAnnotation = "container.apparmor.security.beta.kubernetes.io/";

/** The `security_context` of a normalized container (schema.ts). */
export function effectiveSecurity(sources: SecuritySources): PlainObject {
	const settings: Record<string, Value> = {};
	const setBy: Record<string, Origin> = {};
	const take = (name: string, ...candidates: readonly (readonly [Origin, Value | undefined])[]): void => {
		const [origin, value] = candidates.find(([, candidate]) => candidate !== undefined) ?? ["default", undefined];
		if (value !== undefined) settings[name] = value;
		setBy[name] = origin;
	};
	const { container, pod } = sources;
	for (const [name, read, initial] of ofContainers)
		take(name, ["container", read(container, name)], ["default", initial]);
	for (const [name, read] of ofBoth) take(name, ["container", read(container, name)], ["pod", read(pod, name)]);
	// The server copies the annotation into the container, where it wins over the pod's field.
	take(
		"appArmorProfile",
		["container", objectOf(container, "appArmorProfile")],
		["annotation", annotatedAppArmor(sources)],
		["pod", objectOf(pod, "appArmorProfile")],
	);
	const windows = windowsOptions(sources);
	take("windowsOptions", [windows.origin, windows.value]);
	take("capabilities", [
		fieldOf(container, "capabilities") === undefined ? "default" : "container",
		capabilities(objectOf(container, "capabilities")),
	]);
	return { ...settings, set_by: setBy };
}

function capabilities(written: PlainObject | undefined): PlainObject {
	const names = (key: string): string[] => textsOf(written, key).map((name) => name.toUpperCase().replace(/^CAP_/, ""));
	return { add: names("add"), drop: names("drop") };
}

function annotatedAppArmor({ name, annotations }: SecuritySources): PlainObject | undefined {
	const text = textOf(annotations, appArmorAnnotation + name);
	if (text === "runtime/default") return { type: "RuntimeDefault" };
	if (text === "unconfined") return { type: "Unconfined" };
	return text?.startsWith("localhost/")
		? { type: "Localhost", localhostProfile: text.slice("localhost/".length) }
		: undefined;
}

function windowsOptions({ container, pod }: SecuritySources): {
	readonly origin: Origin;
	readonly value: PlainObject | undefined;
} {
	const own = objectOf(container, "windowsOptions");
	const pods = objectOf(pod, "windowsOptions");
	if (own === undefined)
		return pods === undefined ? { origin: "default", value: undefined } : { origin: "pod", value: pods };
	return { origin: "container", value: pods === undefined ? own : { ...pods, ...own } };
}
