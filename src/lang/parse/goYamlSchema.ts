/** What texts without quotes mean in annotations: what Go's yaml.v3 reads in them, dates as Go writes them to JSON (RFC 3339). */
import { CORE_SCHEMA, floatCoreTag, intCoreTag, mergeTag, NOT_RESOLVED, timestampTag } from "js-yaml";
import { toRegoText } from "../../runtime/values/regoText.ts";
import { plainScalar } from "../../runtime/yaml/plainScalar.ts";

const dateForm = /^(\d{4})-(\d\d?)-(\d\d?)(?:[tT ](\d\d?):(\d\d?):(\d\d?)(\.\d+)?(Z|[-+]\d\d:\d\d)?)?$/;

function dateText(text: string): string {
	const [, year, month, day, hour, minute, second, fraction = "", zone = "Z"] = dateForm.exec(text) ?? [];
	const two = (digits = "0"): string => digits.padStart(2, "0");
	const part = fraction.replace(/\.?0+$/, "");
	return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}${part}${zone}`;
}

export const goYamlSchema = CORE_SCHEMA.withTags(
	mergeTag,
	{
		...intCoreTag,
		implicitFirstChars: null,
		resolve: (text: string) => {
			const scalar = plainScalar(text);
			return scalar.tag === "int" ? Number(toRegoText(scalar.value)) : NOT_RESOLVED;
		},
	},
	{
		...floatCoreTag,
		implicitFirstChars: null,
		resolve: (text: string) => {
			const scalar = plainScalar(text);
			return scalar.tag === "float" ? scalar.value : NOT_RESOLVED;
		},
	},
	{
		...timestampTag,
		implicitFirstChars: null,
		resolve: (text: string) => (plainScalar(text).tag === "timestamp" ? dateText(text) : NOT_RESOLVED),
	},
);
