/** Every report format there is, in the order that help lists them. */
import type { ReportFormat } from "./format.ts";
import { json } from "./json.ts";
import { sarif } from "./sarif.ts";
import { text } from "./text.ts";

export const formats: readonly ReportFormat[] = [text, json, sarif];
