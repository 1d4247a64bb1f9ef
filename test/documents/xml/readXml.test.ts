import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readXml, type XmlElement } from "../../../src/documents/xml/readXml.ts";
import { Source } from "../../../src/text/source.ts";

const read = (text: string) => readXml(new Source("a.xml", text));
const outline = ({ name, text, attributes, children }: XmlElement): unknown => [
	name,
	...(attributes.size === 0 ? [] : [Object.fromEntries(attributes)]),
	...(text === "" ? [] : [text]),
	...children.map(outline),
];
/** Code and underlined text of each diagnostic. */
const faults = (text: string) =>
	read(text).diagnostics.map(({ kind, source, span }) => [kind.code, span && source?.slice(span)]);

describe("what is read", () => {
	test.each<[string, string, unknown]>([
		["elements", "<a><b/><c> x </c></a>", ["a", ["b"], ["c", "x"]]],
		["attributes", `<a b="1" c='&lt;2&gt;' xml:lang="en"/>`, ["a", { b: "1", c: "<2>" }]],
		["prefixes", '<p:a xmlns:p="urn:p"><p:b/></p:a>', ["a", ["b"]]],
		["characters", "<a>&amp;&#x41;<![CDATA[<&>]]></a>", ["a", "&A<&>"]],
		["comments and instructions", '<?xml version="1.0"?><!-- c --><a><?x y?><!-- d -->t</a>', ["a", "t"]],
		["a byte order mark", "\ufeff<a/>", ["a"]],
	])("%s", (_, text, wanted) => {
		const { root, diagnostics } = read(text);
		expect(diagnostics).toEqual([]);
		expect(root && outline(root)).toEqual(wanted);
	});

	test("where it stands", () => {
		const text = '<a>\r\n  <b c="&gt;1">\r\n    x</b>\n</a>';
		const source = new Source("a.xml", text);
		const [b] = readXml(source).root?.children ?? [];
		expect(b && source.slice(b.tag)).toBe('<b c="&gt;1">');
		expect(b && source.slice(b.span)).toBe('<b c="&gt;1">\r\n    x</b>');
	});
});

describe("what is refused", () => {
	const laughs = Array.from({ length: 9 }, (_, at) => `<!ENTITY e${at + 1} "${`&e${at};`.repeat(10)}">`).join("");
	test.each([
		["entities that grow", `<!DOCTYPE a [<!ENTITY e0 "ha">${laughs}]><a>&e9;</a>`, "xml-doctype", "<!DOCTYPE"],
		["a file that is fetched", '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "xml-doctype", "<!DOCTYPE"],
		["an entity of nobody's", "<a>&x;</a>", "xml-syntax", ";"],
		["a tag that isn't closed", "<a><b></a>", "xml-syntax", ">"],
		["text that is cut off", "<a><b>", "xml-syntax", ">"],
		["nothing", "", "xml-syntax", ""],
		["a prefix of nobody's", "<p:a/>", "xml-syntax", ">"],
		["elements without end", "<a>".repeat(100_000), "xml-syntax", "<a>"],
	])("%s", (_, text, code, place) => {
		const begin = performance.now();
		expect(read(text).root).toBeUndefined();
		expect(faults(text)).toEqual([[code, place]]);
		expect(performance.now() - begin).toBeLessThan(2000);
	});
});

test("no text breaks it", () => {
	const token = fc.constantFrom(
		"<a>",
		"</a>",
		"<b c='",
		"'",
		">",
		"/>",
		"&amp;",
		"&",
		"<![CDATA[",
		"]]>",
		"<!--",
		"-->",
		"<?",
		"?>",
		"<!DOCTYPE",
		"x",
		"\n",
		"\u0000",
		"é",
		"\ud83d",
	);
	fc.assert(
		fc.property(fc.array(token, { maxLength: 30 }), (tokens) => {
			const text = tokens.join("");
			const { root, diagnostics } = read(text);
			expect(root === undefined).toBe(diagnostics.length > 0);
			for (const { span } of diagnostics) expect(span?.end).toBeLessThanOrEqual(text.length);
		}),
		{ numRuns: 500 },
	);
});
