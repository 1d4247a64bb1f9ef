/**
 * What a Dockerfile takes from its build context, at a glance: whether anything, and whether all of it.
 * A quick scan and no parser: it looks only at COPY, ADD and bind mounts, and leaves all judgement to policies of the `dockerfile` kind.
 */

export interface ContextUse {
	/** Whether an instruction takes something from the context. */
	readonly copies: boolean;
	/** Whether one takes the context's root: `COPY . .`, `COPY * /app`. */
	readonly copiesAll: boolean;
	/** What is taken by its plain path: no pattern, no variable; without `./` and slashes at the ends. */
	readonly sources: readonly string[];
}

const everything: ReadonlySet<string> = new Set([".", "./", "/", "*", "./*", "**"]);

export function contextUse(dockerfile: string): ContextUse {
	let copies = false;
	let copiesAll = false;
	const plain = new Set<string>();
	const continuation = /^#\s*escape\s*=\s*`/im.test(dockerfile) ? "`" : "\\";
	const joined = dockerfile.replaceAll(`${continuation}\r\n`, " ").replaceAll(`${continuation}\n`, " ");
	for (const line of joined.split("\n")) {
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
		if (sources.some((source) => everything.has(source))) copiesAll = true;
		if (!/(?:^|\s)<</.test(rest))
			for (const source of sources)
				if (/^[\w./@+-]+$/.test(source)) plain.add(source.replace(/^(?:\.?\/+)+|(?:\/\.?)+$/g, ""));
	}
	return {
		copies,
		copiesAll,
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
