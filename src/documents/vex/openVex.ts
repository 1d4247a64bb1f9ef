/** OpenVEX 0.0.1 to 0.2.0. github.com/openvex/spec */
import type { PlainObject, Value } from "../../runtime/values/value.ts";
import { asObject, listOf, objectOf, textOf, textsOf } from "../fields.ts";
import type { Origins } from "../origins.ts";
import { defined, timeOf } from "../scan/report.ts";
import { statuses } from "./schema.ts";

export function readOpenVex(root: PlainObject, origins: Origins): PlainObject {
	const created = timeOf(root, "last_updated") ?? timeOf(root, "timestamp");
	const statements = listOf(root, "statements").flatMap((each, index) => {
		const written = asObject(each);
		const status = textOf(written, "status") ?? "";
		if (!(statuses as readonly string[]).includes(status)) return [];
		const named = objectOf(written, "vulnerability");
		const id = textOf(named, "name") ?? textOf(named, "@id") ?? textOf(written, "vulnerability") ?? "";
		const made: PlainObject = {
			vulnerability: id,
			aliases: textsOf(named, "aliases"),
			status,
			...defined({
				justification: textOf(written, "justification"),
				impact: textOf(written, "impact_statement"),
				action: textOf(written, "action_statement"),
				time: timeOf(written, "last_updated") ?? timeOf(written, "timestamp") ?? created,
			}),
			products: listOf(written, "products").map(productOf),
		};
		return [
			origins.of(made, ["statements", index], {
				"": "status",
				vulnerability: "vulnerability",
				status: "status",
				justification: "justification",
				impact: "impact_statement",
				action: "action_statement",
				products: "products",
				time: "timestamp",
			}),
		];
	});
	const value: PlainObject = {
		format: "openvex",
		id: textOf(root, "@id") ?? "",
		author: textOf(root, "author") ?? "",
		...defined({ created }),
		statements,
	};
	return origins.of(value, [], {
		"": "@id",
		id: "@id",
		author: "author",
		created: "timestamp",
		statements: "statements",
	});
}

function productOf(each: Value): PlainObject {
	const written = typeof each === "string" ? { "@id": each } : asObject(each);
	const id = textOf(written, "@id") ?? "";
	const identifiers = objectOf(written, "identifiers");
	const purl = textOf(identifiers, "purl") ?? (id.startsWith("pkg:") ? id : undefined);
	const hash = textOf(objectOf(written, "hashes"), "sha-256");
	return {
		id: id === "" ? (purl ?? "") : id,
		...defined({ purl }),
		digests: hash === undefined ? [] : [`sha256:${hash}`],
		components: listOf(written, "subcomponents").flatMap((each) => {
			if (typeof each === "string") return [each];
			const component = asObject(each);
			return textOf(objectOf(component, "identifiers"), "purl") ?? textOf(component, "@id") ?? [];
		}),
	};
}
