/** Pages of `policy explain`: a diagnostic or a policy as text for eyes. */
import type { DiagnosticKind } from "../diagnostics/diagnostic.ts";
import type { Painter } from "../diagnostics/render.ts";
import type { PolicyInfo } from "../findings/finding.ts";
import type { PolicyExample } from "./examples.ts";

export function explainDiagnostic(kind: DiagnosticKind, painter: Painter): string {
	return page([
		`${painter.bold(kind.code)} ${painter.dim(`(${kind.severity})`)}\n${kind.title}`,
		kind.cause,
		sample("wrong", kind.wrong, painter.error),
		sample("right", kind.right, painter.info),
	]);
}

export function explainPolicy(policy: PolicyInfo, examples: readonly PolicyExample[], painter: Painter): string {
	const facts = [
		policy.id,
		policy.severity,
		...(policy.on === undefined ? [] : [`on ${policy.on}`]),
		`pack ${policy.pack}`,
	];
	return page([
		`${painter.bold(policy.code)} ${policy.title}\n${painter.dim(facts.join(" · "))}`,
		policy.about,
		...examples.map((example) => {
			const paint = example.verdict === "bad" ? painter.error : painter.info;
			return sample(
				example.title === undefined ? example.verdict : `${example.verdict}: ${example.title}`,
				exampleText(example),
				paint,
			);
		}),
		policy.see.length === 0 ? "" : `see\n${policy.see.map((link) => `  ${link}`).join("\n")}`,
		policy.equivalents.length === 0 ? "" : `the same check elsewhere\n  ${policy.equivalents.join(", ")}`,
		`to ignore it in one place\n  # policy: ignore ${policy.code} -- reason`,
	]);
}

function exampleText({ files }: PolicyExample): string {
	return Object.entries(files)
		.map(([name, text]) => (name === "" ? text : `${name}:\n${indent(text)}`))
		.join("\n");
}

function sample(label: string, text: string, paint: (text: string) => string): string {
	return `${paint(label)}\n${indent(text.replace(/\s+$/, ""))}`;
}

function indent(text: string): string {
	return text.replace(/^(?=.)/gm, "  ");
}

function page(blocks: readonly string[]): string {
	return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}
