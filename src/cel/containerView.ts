/** A normalized container in CEL. Elements of `variables.containers` say which list they are of and hold the container as written. */
import { variableSources } from "../documents/workload/normalizeContainer.ts";
import { fieldType } from "../runtime/types/lookup.ts";
import { number, string, type Type } from "../runtime/types.ts";
import { type Code, call, choose, code, equal, infix, levels, literal } from "./code.ts";
import { all, asCode, both, either, not } from "./condition.ts";
import { imageView } from "./imageView.ts";
import { securityView } from "./securityView.ts";
import { always, boolean, expression, known, type Maybe, readKey, type Term, toCode, type View } from "./terms.ts";
import { anything, elementOf, firstOf, listOf, objectOfTexts, orEmpty, texts, viewOf } from "./views.ts";
import { volumeView } from "./volumeView.ts";

export function containerView(each: Code, type: Type, pod: Term): View {
	const specType = fieldType(type, "spec") ?? anything;
	const spec = expression(code(`${each.text}.spec`), specType);
	const words = (name: string): Maybe => always(expression(orEmpty(spec.code, `.?${name}`, "[]"), texts));
	const image = readKey(spec, known("image"));
	return viewOf("a container", {
		name: () => always(expression(orEmpty(spec.code, ".?name", '""'), string)),
		type: () => always(expression(code(`${each.text}.type`), string)),
		sidecar: () =>
			always(
				boolean(
					all([
						equal(code(`${each.text}.type`), literal("initContainer")),
						equal(code(`${spec.code.text}.?restartPolicy`), code('optional.of("Always")')),
					]),
				),
			),
		image: () => ({ ...image, term: imageView(toCode(image.term)) }),
		command: () => words("command"),
		args: () => words("args"),
		env: () => listOf(orEmpty(spec.code, ".?env", "[]").text, variableView),
		env_from: () => listOf(orEmpty(spec.code, ".?envFrom", "[]").text, environmentSourceView),
		ports: () => listOf(orEmpty(spec.code, ".?ports", "[]").text, portView),
		mounts: () => listOf(orEmpty(spec.code, ".?volumeMounts", "[]").text, mountView),
		checks: () => listOf(checksOf(spec.code), (check) => checkView(check, spec.code)),
		image_pull_policy: () => pullPolicy(spec, image),
		resources: () => always(resourcesView(spec.code, specType)),
		security_context: () => always(securityView(spec, pod, orEmpty(spec.code, ".?name", '""'))),
		spec: () => always(spec),
	});
}

/** As written, or what the tag implies: Always for `latest` and for no tag. */
function pullPolicy(spec: Term, image: Maybe): Maybe {
	const written = orEmpty(toCode(spec), ".?imagePullPolicy", '""');
	const view = imageView(toCode(image.term));
	const part = (name: string): Maybe => view.field(name) as Maybe;
	const { tag, digest, valid } = { tag: part("tag"), digest: part("digest"), valid: part("valid") };
	const latest = both(tag.presence, () => equal(toCode(tag.term), literal("latest")));
	const untagged = not(either([tag.presence, digest.presence]));
	const moves = asCode(both(image.presence, () => either([not(toCode(valid.term)), latest, untagged])));
	const missing = asCode(not(image.presence));
	const implied = choose(
		code(`${missing.text} || ${moves.text}`, levels.or),
		literal("Always"),
		literal("IfNotPresent"),
	);
	return always(expression(code(`(${written.text} != "" ? ${written.text} : ${implied.text})`), string));
}

const checkPlaces = [
	["liveness", "livenessProbe"],
	["readiness", "readinessProbe"],
	["startup", "startupProbe"],
	["postStart", "?lifecycle.?postStart"],
	["preStop", "?lifecycle.?preStop"],
] as const;
const actions = ["exec", "httpGet", "tcpSocket", "grpc", "sleep"];

/** Probes and hooks in one list. */
function checksOf(spec: Code): string {
	const checks = checkPlaces.map(
		([type, place]) =>
			`?${spec.text}.${place.startsWith("?") ? place : `?${place}`}.optMap(s, {"type": dyn("${type}"), "spec": dyn(s)})`,
	);
	return `[${checks.join(", ")}]`;
}

function checkView(each: Code, container: Code): View {
	const action = `${literal(actions).text}.filter(a, a in ${each.text}.spec)[?0]`;
	const settings = actions.map((name) => `${each.text}.spec.?${name}`).reduce((left, right) => `${left}.or(${right})`);
	const port = `${settings}.value().port`;
	const named = `${container.text}.?ports.orValue([]).filter(p, p.?name.orValue("") == ${port}).map(p, dyn(p.?containerPort.orValue(0)))[?0].orValue(${port})`;
	return viewOf("a probe or hook", {
		type: () => always(expression(code(`${each.text}.type`), string)),
		action: () => always(expression(code(`${action}.orValue("none")`), string)),
		spec: () =>
			always(
				expression(code(`${each.text}.spec`), {
					kind: "object",
					fields: new Map(),
					rest: { key: string, value: anything },
				}),
			),
		host: () => always(expression(code(`${settings}.?host.orValue("")`), string)),
		command: () => always(expression(code(`${settings}.?command.orValue([])`), texts)),
		port: () => ({
			term: expression(code(`(type(${port}) == string ? ${named} : ${port})`), anything),
			types: true,
			presence: code(`${settings}.?port.hasValue()`),
		}),
	});
}

function resourcesView(spec: Code, specType: Type): View {
	const type = fieldType(fieldType(specType, "resources") ?? anything, "limits") ?? anything;
	const limits = expression(orEmpty(spec, ".?resources.?limits", "{}"), type);
	const requests = expression(orEmpty(spec, ".?resources.?requests", "{}"), type);
	return viewOf("resources", {
		limits: () => always(limits),
		// Where only a limit is written, the request is the same.
		requests: () =>
			always({
				kind: "view",
				name: "requests",
				field: (key) => firstOf([readKey(requests, known(key)), readKey(limits, known(key))]),
			}),
	});
}

function variableView(each: Code): View {
	const from = `${each.text}.valueFrom`;
	const hasSource = code(`${each.text}.?valueFrom.hasValue()`);
	const pick = (say: (source: (typeof variableSources)[number]) => string): Maybe =>
		always(
			expression(
				code(`(${variableSources.map((source) => `has(${from}.${source[0]}) ? ${say(source)} : `).join("")}"")`),
				string,
			),
		);
	return viewOf("a variable", {
		name: () => always(expression(orEmpty(each, ".?name", '""'), string)),
		value: () => ({
			term: expression(orEmpty(each, ".?value", '""'), string),
			types: true,
			presence: code(`!${hasSource.text}`, levels.prefix),
		}),
		from: () => ({
			term: viewOf("a variable's source", {
				kind: () => pick(([, kind]) => `"${kind}"`),
				name: () => pick(([field, , name]) => `${from}.${field}.?${name}.orValue("")`),
				key: () => pick(([field, , , key]) => (key === "" ? '""' : `${from}.${field}.?${key}.orValue("")`)),
				optional: () =>
					always(
						boolean(
							code(
								`(${variableSources.map(([field]) => `${each.text}.?valueFrom.?${field}.?optional.orValue(false)`).join(" || ")})`,
							),
						),
					),
			}),
			types: true,
			presence: hasSource,
		}),
	});
}

function environmentSourceView(each: Code): View {
	const part = (name: string): string => `${each.text}.?secretRef.?${name}.or(${each.text}.?configMapRef.?${name})`;
	return viewOf("a source of variables", {
		kind: () => always(expression(code(`(has(${each.text}.secretRef) ? "secret" : "configMap")`), string)),
		name: () => always(expression(code(`${part("name")}.orValue("")`), string)),
		prefix: () => always(expression(orEmpty(each, ".?prefix", '""'), string)),
		optional: () => always(boolean(code(`${part("optional")}.orValue(false)`))),
	});
}

function portView(each: Code): View {
	const port = orEmpty(each, ".?containerPort", "0");
	return viewOf("a port", {
		port: () => always(expression(port, number)),
		protocol: () => always(expression(orEmpty(each, ".?protocol", '"TCP"'), string)),
		host_port: () =>
			always(
				expression(
					code(`${each.text}.?hostPort.orValue(variables.pod.?hostNetwork.orValue(false) ? ${port.text} : 0)`),
					number,
				),
			),
		name: () => readKey(expression(each, objectOfTexts), known("name")),
	});
}

function mountView(each: Code): View {
	const name = orEmpty(each, ".?name", '""');
	const volume = `variables.volumes.filter(v, v.spec.?name.orValue("") == ${name.text})`;
	return viewOf("a mount", {
		name: () => always(expression(name, string)),
		path: () => always(expression(orEmpty(each, ".?mountPath", '""'), string)),
		read_only: () => always(boolean(orEmpty(each, ".?readOnly", "false"))),
		sub_path: () => always(expression(code(`${each.text}.?subPath.or(${each.text}.?subPathExpr).orValue("")`), string)),
		volume: () => ({
			term: elementOf(volumeView)(code(`${volume}[0]`)),
			types: true,
			presence: infix(call(code(volume), "size"), ">", code("0"), levels.relation),
		}),
	});
}
