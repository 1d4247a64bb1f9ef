/** Rules, functions and parameters of a policy that nothing else in the policy names: nobody else could. */
import { unusedMember } from "../../diagnostics/catalogue/linting.ts";
import type { Module, Policy } from "../tree.ts";
import { walkTree } from "../visit.ts";
import type { Report } from "./lint.ts";

export function lintUnusedMembers({ items }: Module, report: Report): void {
	for (const item of items) if (item.kind === "policy") lintPolicy(item, report);
}

function lintPolicy(policy: Policy, report: Report): void {
	/** By name, the rules in which it stands; the empty name is a verdict. */
	const mentions = new Map<string, Set<string>>();
	for (const member of policy.members) {
		if (member.kind !== "rule" && member.kind !== "verdict") continue;
		const within = member.kind === "rule" ? member.head.name.name : "";
		const own = member.kind === "rule" ? member.head.name : undefined;
		walkTree(member, (node) => {
			if ("kind" in node && node.kind === "var" && node !== own) {
				const places = mentions.get(node.name) ?? new Set();
				mentions.set(node.name, places.add(within));
			}
			return true;
		});
	}
	const reported = new Set<string>();
	for (const member of policy.members) {
		if (member.kind !== "rule" && member.kind !== "param") continue;
		const variable = member.kind === "rule" ? member.head.name : member.name;
		const { name } = variable;
		const elsewhere = [...(mentions.get(name) ?? [])].some((place) => place !== name);
		if (elsewhere || reported.has(name)) continue;
		reported.add(name);
		const what = member.kind === "param" ? "parameter" : member.head.args === undefined ? "rule" : "function";
		report(variable.span, unusedMember({ name, what, policy: policy.name.name }));
	}
}
