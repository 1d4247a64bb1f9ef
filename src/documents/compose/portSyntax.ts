/** The short syntax of ports: `[[HOST:]PUBLISHED:]TARGET[/PROTOCOL]`, with ranges (compose-spec, services, ports). */
import { findNode } from "../yaml/locateNode.ts";
import {
	implied,
	type MapNode,
	mapNode,
	type Node,
	partOf,
	pointerOf,
	type ScalarNode,
	textOf,
} from "./composeNode.ts";
import { asInteger } from "./fieldShapes.ts";

/** Two ports are the same thing where address, both numbers and protocol are. */
export function portKey(item: Node): string {
	const field = (key: string) => (item.kind === "map" ? (textOf(item.entries.get(key)) ?? "") : "");
	return ["host_ip", "published", "published_end", "target", "target_end", "protocol"].map(field).join(" ");
}

export function readPort(node: ScalarNode): MapNode | undefined {
	const text = textOf(node);
	if (text === undefined || text === "") return undefined;
	const slash = text.indexOf("/");
	const end = slash === -1 ? text.length : slash;
	const lastColon = text.lastIndexOf(":", end - 1);
	const host = lastColon === -1 ? undefined : hostPart(text, lastColon);
	return mapNode(
		[
			...range("target", partOf(node, lastColon + 1, end)),
			...(host === undefined || host.colon + 1 === lastColon
				? []
				: range("published", partOf(node, host.colon + 1, lastColon))),
			[
				"host_ip",
				host === undefined || host.address === undefined
					? undefined
					: partOf(node, host.address.start, host.address.end),
			],
			["protocol", slash === -1 ? implied("tcp", node.origin) : partOf(node, slash + 1, text.length)],
			["base60", isBase60(node, text) ? implied(true, node.origin) : undefined],
		],
		node.origin,
	);
}

/** Where the address ends; an IPv6 address has colons itself, mostly in brackets. */
function hostPart(
	text: string,
	lastColon: number,
): { readonly colon: number; readonly address?: { readonly start: number; readonly end: number } } {
	const colon = text.lastIndexOf(":", lastColon - 1);
	if (lastColon === 0 || colon === -1) return { colon: -1 };
	const bracketed = text.startsWith("[") && text.charAt(colon - 1) === "]";
	return { colon, address: bracketed ? { start: 1, end: colon - 1 } : { start: 0, end: colon } };
}

function range(name: string, part: ScalarNode): (readonly [string, ScalarNode | undefined])[] {
	const text = textOf(part) ?? "";
	const dash = text.indexOf("-");
	if (dash === -1) return [[name, asInteger(part)]];
	return [
		[name, asInteger(partOf(part, 0, dash))],
		[`${name}_end`, asInteger(partOf(part, dash + 1, text.length))],
	];
}

/** YAML 1.1 takes digits with colons for a number in base 60 (yaml.org/type/int): `22:22` is 1342. */
function isBase60(node: ScalarNode, text: string): boolean {
	if (!/^[1-9]\d*(?::[0-5]?\d)+$/.test(text) || node.written !== text) return false;
	const { tree } = node.origin.document;
	const found = tree === undefined ? undefined : findNode(tree, pointerOf(node.origin)).node;
	const scalar = found?.kind === "alias" ? found.target : found;
	return scalar?.kind === "scalar" && scalar.style === "plain";
}
