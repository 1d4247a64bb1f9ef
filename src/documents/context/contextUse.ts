/**
 * What a Dockerfile takes from its build context, at a glance: whether anything, and whether all of it.
 * A quick scan and no parser: it looks only at COPY, ADD and bind mounts, and leaves all judgement to policies of the `dockerfile` kind.
 */
import type { Span } from "../../text/span.ts";

export interface ContextUse {
	/** Whether an instruction takes something from the context. */
	readonly copies: boolean;
	/** Whether one takes the context's root: `COPY . .`, `COPY * /app`. */
	readonly copiesAll: boolean;
	/** The first instruction that does. */
	readonly copyOfAll?: Span;
	/** What is taken by its plain path: no pattern, no variable; without `./` and slashes at the ends. */
	readonly sources: readonly string[];
}

const everything: ReadonlySet<string> = new Set([".", "./", "/", "*", "./*", "**"]);

export function contextUse(dockerfile: string): ContextUse {
	let copies = false;
	let copyOfAll: Span | undefined;
	const plain = new Set<string>();
	const continuation = /^#\s*escape\s*=\s*`/im.test(dockerfile) ? "`" : "\\";
	// As long as what was there, so that places stay what they are.
	const joined = dockerfile.replaceAll(`${continuation}\r\n`, "   ").replaceAll(`${continuation}\n`, "  ");
	let next = 0;
	for (const line of joined.split("\n")) {
		const start = next;
		next += line.length + 1;
		const instruction = /^\s*(?:ONBUILD\s+)?(COPY|ADD|RUN)\s+(.*)$/i.exec(line);
		if (instruction === null) continue;
		const [, keyword = "", rest = ""] = instruction;
		if (keyword.toUpperCase() === "RUN") {
			const mounts = rest.match(/--mount=\S+/g) ?? [];
			if (mounts.some((mount) => !/[=,]from=/.test(mount) && (/type=bind/.test(mount) || !/type=/.test(mount))))
				copies = true;
			continue;
		}
		if (/(?:^|\s)--from=/.test(rest)) continue;
		const sources = sourcesOf(rest).filter((source) => !/^(?:https?:\/\/|git@|git:\/\/|ssh:\/\/|<<)/.test(source));
		if (sources.length > 0) copies = true;
		if (sources.some((source) => everything.has(source)))
			copyOfAll ??= { start: start + line.search(/\S/), end: start + line.trimEnd().length };
		if (!/(?:^|\s)<</.test(rest))
			for (const source of sources)
				if (/^[\w./@+-]+$/.test(source)) plain.add(source.replace(/^(?:\.?\/+)+|(?:\/\.?)+$/g, ""));
	}
	return {
		copies,
		copiesAll: copyOfAll !== undefined,
		...(copyOfAll === undefined ? {} : { copyOfAll }),
		sources: [...plain].filter((path) => path !== "" && path !== "." && !path.includes("..")),
	};
}

function sourcesOf(rest: string): string[] {
	const words = rest.replace(/^(?:--\S+\s+)+/, "").trim();
	const list = words.startsWith("[")
		? (words.match(/"(?:[^"\\]|\\.)*"/g) ?? []).map((word) => word.slice(1, -1))
		: words.split(/\s+/);
	return list.slice(0, -1);
}
