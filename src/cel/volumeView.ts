/** A normalized volume in CEL. Elements of `variables.volumes` hold the volume as written, its type and its cleaned host path. */
import { volumeTypes } from "../documents/workload/volumeSchema.ts";
import { string } from "../runtime/types.ts";
import { type Code, code, literal } from "./code.ts";
import { always, boolean, expression, type View } from "./terms.ts";
import { anything, orEmpty, viewOf } from "./views.ts";

/** Types that containers can't write to, whatever the mount says. */
const readOnlyTypes = ["configMap", "downwardAPI", "image", "projected", "secret"];

/** The variable `volumes`. The server has refused host paths with `..` in them before it asks, so cleaning has only empty parts and dots to leave out. */
export function volumesVariable(): Code {
	const type = `${literal(volumeTypes).text}.filter(t, t in v)[?0].orValue(v.all(k, k == "name") ? "emptyDir" : "unknown")`;
	const parts = 'v.hostPath.path.split("/").filter(s, s != "" && s != ".").join("/")';
	const path =
		'v.?hostPath.?path.orValue("") == "" ? "" : ' +
		`v.hostPath.path.startsWith("/") ? "/" + ${parts} : ${parts} == "" ? "." : ${parts}`;
	return code(
		`variables.pod.?volumes.orValue([]).map(v, {"type": dyn(${type}), "host_path": dyn(${path}), "spec": dyn(v)})`,
	);
}

export function volumeView(each: Code): View {
	const source = code(`${each.text}.spec[?${each.text}.type].orValue({})`);
	return viewOf("a volume", {
		name: () => always(expression(orEmpty(each, ".spec.?name", '""'), string)),
		type: () => always(expression(code(`${each.text}.type`), string)),
		source: () =>
			always(expression(source, { kind: "object", fields: new Map(), rest: { key: string, value: anything } })),
		host_path: () => always(expression(code(`${each.text}.host_path`), string)),
		read_only: () =>
			always(
				boolean(
					code(
						`(${each.text}.type in ${literal(readOnlyTypes).text} || ${each.text}.spec[?${each.text}.type].?readOnly.orValue(false) == true)`,
					),
				),
			),
	});
}
