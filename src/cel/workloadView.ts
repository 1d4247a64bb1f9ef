/**
 * The normalized `workload` of documents/workload said in CEL: field by field, over the object that an API server is asked about.
 * Its types are those of the schema; the server has decoded the object, so every field has its type.
 */
import { fieldType } from "../runtime/types/lookup.ts";
import { number, string, type Type } from "../runtime/types.ts";
import { type Code, choose, code, equal, infix, levels, literal } from "./code.ts";
import { containerView } from "./containerView.ts";
import { imagesVariable } from "./imageView.ts";
import { apiVersionOf, type Resource } from "./resources.ts";
import { always, expression, known, type Maybe, readKey, type View } from "./terms.ts";
import { anything, elementOf, objectOfTexts, viewOf } from "./views.ts";
import { volumesVariable, volumeView } from "./volumeView.ts";

/** What an exported policy declares, by name, each before those that read it. */
export type Variables = ReadonlyMap<string, Code>;

const variable = (name: string): Code => code(`variables.${name}`);

/** The variables of workloads of these kinds. */
export function workloadVariables(resources: readonly Resource[]): Variables {
	const places = [...new Set(resources.map(({ template }) => template ?? "object"))];
	const template = places.reduceRight<Code | undefined>((otherwise, place) => {
		const kinds = resources.filter((resource) => (resource.template ?? "object") === place).map(({ kind }) => kind);
		if (otherwise === undefined) return code(place);
		const asked = code("object.kind");
		const isOne =
			kinds.length === 1
				? equal(asked, literal(kinds[0] as string))
				: infix(asked, "in", literal(kinds), levels.relation);
		return choose(isOne, code(place), otherwise);
	}, undefined);
	const listOf = (name: string, type: string): string =>
		`variables.pod.?${name}.orValue([]).map(c, {"type": dyn("${type}"), "spec": dyn(c)})`;
	return new Map([
		["template", template ?? code("object")],
		["pod", code("variables.template.spec")],
		[
			"containers",
			code(
				`${listOf("initContainers", "initContainer")} + ${listOf("containers", "container")} + ${listOf("ephemeralContainers", "ephemeralContainer")}`,
				levels.sum,
			),
		],
		["volumes", volumesVariable()],
		["images", imagesVariable()],
	]);
}

const oneByDefault = ["Deployment", "ReplicaSet", "ReplicationController", "StatefulSet"];

/** The document that policies on workloads see. @param input its type, by the schema @param resource the one kind that it is about, where that is known */
export function workloadView(input: Type, resource?: Resource): View {
	const typeOf = (...path: readonly string[]): Type =>
		path.reduce<Type>((type, key) => fieldType(type, key) ?? anything, input);
	const pod = expression(variable("pod"), typeOf("pod"));
	const containerType = fieldType(typeOf("containers"), 0) ?? anything;
	const labels = (text: string, name: string): Maybe => always(expression(code(text), typeOf(name)));
	const fields: Readonly<Record<string, () => Maybe>> = {
		apiVersion: () =>
			always(resource === undefined ? expression(code("object.apiVersion"), string) : known(apiVersionOf(resource))),
		kind: () => always(resource === undefined ? expression(code("object.kind"), string) : known(resource.kind)),
		name: () =>
			always(
				expression(
					code('object.metadata.?name.orValue(object.metadata.?generateName.optMap(n, n + "*").orValue(""))'),
					string,
				),
			),
		namespace: () => readKey(expression(code("object.metadata"), objectOfTexts), known("namespace")),
		labels: () => labels("object.metadata.?labels.orValue({})", "labels"),
		annotations: () => labels("object.metadata.?annotations.orValue({})", "annotations"),
		pod_labels: () => labels("variables.template.?metadata.?labels.orValue({})", "pod_labels"),
		pod_annotations: () => labels("variables.template.?metadata.?annotations.orValue({})", "pod_annotations"),
		replicas: () => {
			const written = "object.?spec.?replicas";
			const byDefault = `object.kind in ${literal(oneByDefault).text}`;
			return {
				term: expression(code(`${written}.orValue(1)`), number),
				types: true,
				presence: infix(code(`${written}.hasValue()`), "||", code(byDefault), levels.or),
			};
		},
		os: () => always(expression(operatingSystem(), string)),
		service_account: () =>
			always(
				expression(
					code('variables.pod.?serviceAccountName.orValue(variables.pod.?serviceAccount.orValue("default"))'),
					string,
				),
			),
		pod: () => always(pod),
		containers: () =>
			always({
				...expression(variable("containers"), { kind: "array", items: [], rest: anything }),
				element: elementOf((each) => containerView(each, containerType, pod)),
			}),
		volumes: () =>
			always({
				...expression(variable("volumes"), { kind: "array", items: [], rest: anything }),
				element: elementOf(volumeView),
			}),
		object: () =>
			always(expression(code("object"), { kind: "object", fields: new Map(), rest: { key: string, value: anything } })),
	};
	return viewOf("the workload", fields);
}

function operatingSystem(): Code {
	const named = '["kubernetes.io/os", "beta.kubernetes.io/os"].map(l, variables.pod.?nodeSelector[?l])';
	return code(
		`([variables.pod.?os.?name] + ${named}).filter(n, n.hasValue()).map(n, n.value().lowerAscii())[?0].optMap(n, n in ["linux", "windows"] ? n : "").orValue("")`,
	);
}
