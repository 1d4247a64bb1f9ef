import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Lexer, parseAllDocuments } from "yaml";
import { type CommentSyntax, findComments } from "../../src/findings/comments.ts";
import { Source } from "../../src/text/source.ts";

const texts = (syntax: CommentSyntax, text: string): string[] =>
	findComments(new Source("x", text), syntax).map((comment) => comment.text);

describe("comments of a Dockerfile", () => {
	it.each<[string, string, string[]]>([
		["lines that begin with #", "# a\nFROM x\n  # b\n", ["a", "b"]],
		["between continued lines", "RUN a \\\n# b\n  && c\n", ["b"]],
		["not after an instruction", "USER root # no\n", []],
		["not in a heredoc", "RUN <<EOF\n# no\nEOF\n# yes\n", ["yes"]],
		["not in the second of two heredocs", "COPY <<A <<'B.x' /x/\n# no\nA\n# nor\nB.x\n# yes\n", ["yes"]],
		["a heredoc with <<- ends at an indented word", "RUN <<-EOF\n\t# no\n\tEOF\n# yes\n", ["yes"]],
		["a heredoc that never ends hides nothing", "RUN <<EOF\n# yes\n", ["yes"]],
		["a shift is no heredoc", "RUN echo $((1<<A))\n# yes\nA\n", ["yes"]],
		["a heredoc on a continued line", "RUN x \\\n  && cat <<EOF\n# no\nEOF\n# yes\n", ["yes"]],
		["the escape directive is honoured", "# escape=`\nRUN a `\n# b\n<<EOF\n", ["escape=`", "b"]],
		["in ONBUILD too", "ONBUILD RUN <<E\n# no\nE\n", []],
	])("%s", (_, text, expected) => {
		expect(texts("dockerfile", text)).toEqual(expected);
	});
});

describe("comments of YAML", () => {
	it.each<[string, string, string[]]>([
		["alone and at the end of a line", "# a\nx: 1 # b\n", ["a", "b"]],
		["# within a word is none", "x: a#b\n", []],
		["not in quotes", 'x: \'a # b\'\ny: "c # \\" d" # e\n', ["e"]],
		["not in quotes over several lines", "x: 'a\n  # b\n  c' # d\n", ["d"]],
		["an apostrophe in a word opens nothing", "x: it's # a\n", ["a"]],
		["not in a block scalar", "x: |\n  # a\n  b\n# c\n", ["c"]],
		["the header of a block scalar may have one", "x: | # a\n  # b\ny: 1 # c\n", ["a", "c"]],
		["a block scalar in a sequence", "- |\n # a\n- >-\n  # b\n# c\n", ["c"]],
		["a block scalar under a key in a sequence", "- k: |\n    # a\n  l: 1 # b\n", ["b"]],
		["a folded scalar after a tag", "x: !t >\n  # a\ny: 1 # b\n", ["b"]],
		["flow collections", "x: [a, 'b # c', {d: \"e # f\"}] # g\n", ["g"]],
		["a | in a word is a letter", "x: a |\n# b\n", ["b"]],
	])("%s", (_, text, expected) => {
		expect(texts("yaml", text)).toEqual(expected);
	});

	const folder = new URL("../../../shared/corpus/k8s/", import.meta.url);
	it.skipIf(!existsSync(folder))(
		`finds the comments that the yaml package finds in ../shared/corpus/k8s${existsSync(folder) ? "" : " (missing)"}`,
		() => {
			const differing: string[] = [];
			let seen = 0;
			for (const name of readdirSync(folder)
				.filter((file) => /\.ya?ml$/.test(file))
				.slice(0, 400)) {
				const text = readFileSync(new URL(name, folder), "utf8");
				// Templates aren't YAML, and the lexer's idea of them is no better than ours.
				if (text.length > 200_000 || text.includes("{{")) continue;
				if ([...parseAllDocuments(text)].some((document) => document.errors.length > 0)) continue;
				const expected = [...new Lexer().lex(text)]
					.filter((token) => token.startsWith("#"))
					.map((token) => token.slice(1).trim());
				const found = texts("yaml", text);
				seen += expected.length;
				if (JSON.stringify(found) !== JSON.stringify(expected)) differing.push(name);
			}
			expect(seen).toBeGreaterThan(100);
			expect(differing).toEqual([]);
		},
	);

	it("takes time in proportion to the text, whatever it holds", () => {
		for (const part of ["'", '"', "[", ": |", "- ", "# ", "!", "a:"]) {
			const started = performance.now();
			texts("yaml", part.repeat(100_000));
			expect(performance.now() - started, part).toBeLessThan(1000);
		}
	});
});
