/** Every report format there is, in the order that help lists them. */
import { checkstyle } from "./checkstyle.ts";
import type { ReportFormat } from "./format.ts";
import { github } from "./github.ts";
import { gitlab } from "./gitlab.ts";
import { html } from "./html.ts";
import { json } from "./json.ts";
import { junit } from "./junit.ts";
import { markdown } from "./markdown.ts";
import { ndjson } from "./ndjson.ts";
import { sarif } from "./sarif.ts";
import { tap } from "./tap.ts";
import { text } from "./text.ts";

export const formats: readonly ReportFormat[] = [
	text,
	json,
	ndjson,
	sarif,
	junit,
	github,
	gitlab,
	checkstyle,
	tap,
	markdown,
	html,
];
