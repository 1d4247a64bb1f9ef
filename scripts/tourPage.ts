/** docs/tour.md: the scenario `tour`, which a test plays, as a page. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseScenario } from "../test/scenarios/scenario.ts";

export function tourPage(root: string): string {
	const { comment, sections } = parseScenario(readFileSync(join(root, "test/scenarios/tour.scenario"), "utf8"));
	let typed = "";
	const blocks = sections.map(({ verb, argument, text }) => {
		switch (verb) {
			case "file":
				return `\`${argument}\`:\n\n${fenced(text)}`;
			case "stdin":
				typed = text;
				return "";
			case "run": {
				const lines = argument.startsWith("repl") ? `\nTyped at it:\n\n${fenced(typed)}` : "";
				return `### \`policy ${argument}\`\n${lines}`;
			}
			case "status":
				return `Exit status ${argument}.`;
			default:
				return fenced(text);
		}
	});
	return [
		"<!-- Made from test/scenarios/tour.scenario by `npm run docs`. -->",
		"# A tour",
		`${comment.trim()} All of it is as it was printed: a test plays it again.`,
		...blocks.filter((block) => block !== ""),
	]
		.join("\n\n")
		.replace(/\n{3,}/g, "\n\n")
		.concat("\n");
}

const fenced = (text: string): string => `\`\`\`\`text\n${text.replace(/\n$/, "")}\n\`\`\`\``;
