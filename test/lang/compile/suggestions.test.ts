/** A slip in a name is told with the name that is nearest, whatever the name is of; where nothing is near there is no suggestion. */
import { describe, expect, test } from "vitest";
import { kinds } from "../../../src/documents/kinds.ts";
import { compile } from "../../../src/lang/compile.ts";
import { parseModule } from "../../../src/lang/parse/parseModule.ts";
import { fromJsonSchema } from "../../../src/runtime/types/fromJsonSchema.ts";
import { Source } from "../../../src/text/source.ts";

const inputTypes = new Map(kinds.map((kind) => [kind.id, fromJsonSchema(kind.schema)]));

const library = "package lib.images\n\nallowed := 1\n\npinned(x) if x";

/** What is said of `«…»` in the text, which stands beside a library. */
function hints(text: string): readonly (string | undefined)[] {
	const start = text.indexOf("«");
	const source = new Source("a.policy", text.replace(/[«»]/g, ""));
	const parsed = [source, new Source("lib.policy", library)].map((each) => parseModule(each, { dialect: "policy" }));
	const modules = parsed.flatMap(({ module }) => module ?? []);
	return [...parsed.flatMap(({ diagnostics }) => diagnostics), ...compile(modules, { inputTypes }).diagnostics]
		.filter((each) => each.source === source && each.span?.start === start)
		.map(({ hint }) => hint);
}

const policy = (member: string): string =>
	`package t\n\npolicy p on dockerfile {\n\ttitle: "t"\n\tcode: "T1"\n\tseverity: low\n\t${member}\n}\n`;
const module = (text: string): string => `package t\n\nimport data.lib.images\n\n${text}\n`;

describe("the nearest name", () => {
	test.each<[string, string, string]>([
		["field of input", policy('deny because "x" if input.«stagess»'), "stages"],
		["field of an element", policy('deny because "x" if input.stages[0].«frm»'), "from"],
		["field of a policy", policy('«titel»: "t"\n\tdeny because "x" if input.stages'), "title"],
		["severity", policy('deny because "x" if input.stages').replace("low", "«lwo»"), "low"],
		["kind", policy('deny because "x" if input.stages').replace("dockerfile", "«dockerfiel»"), "dockerfile"],
		["parameter", policy('param limit: number = 1\n\tdeny because "x" if count(input.stages) > «limt»'), "limit"],
		["type of a parameter", policy('param n: «nubmer» = 1\n\tdeny because "x" if input.stages[n]'), "number"],
		["edit", policy('deny because "x" fix «relpace»(input.stages[0], "a") if input.stages'), "replace"],
		["builtin", module('p if «startwith»("a", images.allowed)'), "startswith"],
		["function", module("f_of(x) if x\n\np if «f_fo»(images.allowed)"), "f_of"],
		["function of a package", module("p if «images.pined»(1)"), "images.pinned"],
		["function by its whole name", module("p if «data.lib.images.pined»(images.allowed)"), "data.lib.images.pinned"],
		["rule", module("limit := images.allowed\n\np if «limti» > 1"), "limit"],
		["rule of a package", module("p if images.«alowed»"), "allowed"],
		["import", module("p if «imgaes».allowed"), "images"],
		["imported package", "package t\n\np if data.lib.«imagse».allowed", "images"],
		["variable", module("p if { some stage in images.allowed; «stgae».from }"), "stage"],
		["argument", module("f(stage) if «stgae».from == images.allowed"), "stage"],
	])("%s", (_, text, meant) => expect(hints(text)).toContain(`did you mean \`${meant}\`?`));
});

test("nothing is suggested that isn't near", () => {
	expect(hints(module("p if «elsewhere».allowed"))).toEqual(["there is no rule, import or variable of this name"]);
});
