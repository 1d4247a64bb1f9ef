// biome-ignore-all lint/suspicious/noTemplateCurlyInString: text that looks like code is what is tried
/** Small random harm to texts: pieces dropped, doubled, swapped, taken from elsewhere, or replaced by what is hostile. */
import type { Random } from "./random.ts";

/** Texts that mean something to JavaScript, JSON, YAML, shells, terminals or readers of bytes. */
export const hostileTexts: readonly string[] = [
	"__proto__",
	"constructor",
	"toString",
	"hasOwnProperty",
	"length",
	"then",
	"\0",
	"\u2028",
	"\u2029",
	"\ufeff",
	"\ud800",
	"\r",
	"\r\n",
	"\t",
	"\u001b[2J",
	"${process.exit(1)}",
	"*/",
	"/*",
	"//",
	"</script>",
	"`",
	'"',
	"'",
	"\\",
	"\\u0000",
	"\\ud800",
	"\\x",
	"é",
	"🐳",
	"1e999",
	"1e-999",
	"-0",
	"0x10",
	"00",
	"9007199254740993",
	"9".repeat(400),
	"_",
	"$",
	"#",
	"%",
	"%s",
	"[",
	"]",
	"{",
	"}",
	"(",
	")",
	"<<",
	"<<:",
	"&a",
	"*a",
	"---",
	"!!binary",
	"- ",
	": ",
	"? ",
	"|",
	">",
	"\n",
	"\n\n",
	"\\\n",
	" ",
];

const pieces = (text: string): string[] =>
	text.match(/"(?:\\.|[^"\\\n])*"|`[^`]*`|[\p{L}\p{N}_]+|\n[ \t]*|[ \t]+|./gsu) ?? [];

/** The text with a few pieces changed; `others` are texts that pieces are taken from. */
export function mutateText(random: Random, text: string, others: readonly string[]): string {
	if (random.chance(0.15)) return mutateLines(random, text, others);
	const parts = pieces(text);
	for (let left = 1 + random.below(4); left > 0; left--) {
		const at = random.below(parts.length + 1);
		switch (random.below(7)) {
			case 0:
				parts.splice(at, 1 + random.below(3));
				break;
			case 1:
				parts.splice(at, 0, ...parts.slice(at, at + 1 + random.below(6)));
				break;
			case 2: {
				const other = random.below(parts.length + 1);
				[parts[at], parts[other]] = [parts[other] ?? "", parts[at] ?? ""];
				break;
			}
			case 3:
				parts[at] = random.pick(pieces(random.pick(others)));
				break;
			case 4:
				parts.splice(at, 0, random.pick(hostileTexts));
				break;
			case 5:
				parts[at] = random.pick(hostileTexts);
				break;
			default:
				// A name for another of the same text keeps most programs whole.
				parts[at] = random.pick(parts) ?? "";
		}
	}
	return parts.join("");
}

function mutateLines(random: Random, text: string, others: readonly string[]): string {
	const lines = text.split("\n");
	const at = random.below(lines.length + 1);
	const taken = random.pick(others).split("\n");
	const from = random.below(taken.length);
	lines.splice(at, random.below(3), ...taken.slice(from, from + random.below(5)));
	return lines.join("\n");
}
