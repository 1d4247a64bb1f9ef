/**
 * What a builder recorded about a step, taken apart. Builders write freely: the classic one `/bin/sh -c #(nop) ENV a=b`,
 * BuildKit `ENV a=b` and `RUN |1 V=2 /bin/sh -c make # buildkit`, others what they like.
 */

export interface Instruction {
	readonly keyword: string;
	readonly text: string;
	readonly form: "shell" | "exec" | "";
	readonly args: Readonly<Record<string, string>>;
}

export interface RecordedStep {
	readonly builder: "buildkit" | "classic" | "other";
	readonly instruction: Instruction;
}

const buildkitMark = /\s*# buildkit\s*$/;
const shell =
	/^(?:(?:\/usr)?\/bin\/(?:sh|bash|ash|dash|zsh)(?: -\S+| pipefail)*? -\w*c|(?:[A-Za-z]:\\\S*\\)?cmd(?:\.exe)? \/S \/C|(?:\S*\\)?(?:powershell|pwsh)(?:\.exe)?(?: -\S+)*? -Command)(?:\s|$)/i;
const noOperation = /^#\(nop\)\s*/;
const keywords =
	/^(ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR)(?:\s+|$)/;

/** Takes the `created_by` and `comment` of a history entry apart. */
export function parseHistory(createdBy: string, comment: string): RecordedStep {
	const isBuildkit = comment.startsWith("buildkit") || buildkitMark.test(createdBy);
	const text = createdBy.replace(buildkitMark, "").trim();
	const keyword = keywords.exec(text)?.[1];
	if (keyword !== undefined) {
		const rest = text.slice(keyword.length).trim();
		const instruction = keyword === "RUN" ? run(rest, isBuildkit) : plain(keyword, rest);
		return { builder: isBuildkit ? "buildkit" : "other", instruction };
	}
	const { args, rest } = withoutArguments(text);
	const command = shell.exec(rest);
	if (command === null)
		return { builder: isBuildkit ? "buildkit" : "other", instruction: { keyword: "", text, form: "", args: {} } };
	const body = rest.slice(command[0].length).trim();
	if (!noOperation.test(body))
		return {
			builder: isBuildkit ? "buildkit" : "classic",
			instruction: { keyword: "RUN", text: body, form: "shell", args },
		};
	const recorded = body.replace(noOperation, "");
	const named = keywords.exec(recorded)?.[1] ?? "";
	return { builder: "classic", instruction: plain(named, recorded.slice(named.length).trim()) };
}

function plain(keyword: string, text: string): Instruction {
	const isCommand = keyword === "CMD" || keyword === "ENTRYPOINT";
	return { keyword, text, form: !isCommand ? "" : text.startsWith("[") ? "exec" : "shell", args: {} };
}

/** BuildKit writes the shell of the shell form; without one it was the exec form. Others write what the Dockerfile says. */
function run(text: string, isBuildkit: boolean): Instruction {
	const { args, rest } = withoutArguments(text);
	const command = shell.exec(rest);
	if (command !== null) return { keyword: "RUN", text: rest.slice(command[0].length).trim(), form: "shell", args };
	return { keyword: "RUN", text: rest, form: isBuildkit || rest.startsWith("[") ? "exec" : "shell", args };
}

/** `|2 A=1 B=two words /bin/sh -c …`: the arguments' number, the arguments without quotes, and what was run with them. */
function withoutArguments(text: string): { readonly args: Record<string, string>; readonly rest: string } {
	const counted = /^\|(\d+)\s+/.exec(text);
	const args: Record<string, string> = Object.create(null);
	if (counted === null) return { args: {}, rest: text };
	let rest = text.slice(counted[0].length);
	for (let left = Number(counted[1]); left > 0; left--) {
		const name = /^([A-Za-z_]\w*)=/.exec(rest)?.[1];
		if (name === undefined) break;
		const value = rest.slice(name.length + 1);
		// A value goes on to the next argument, or, for the last, to the shell.
		const end = left > 1 ? value.search(/\s+[A-Za-z_]\w*=/) : value.search(/\s+(?:\/|[A-Za-z]:\\|cmd|powershell|pwsh)/);
		args[name] = end === -1 ? value : value.slice(0, end);
		rest = end === -1 ? "" : value.slice(end).trimStart();
	}
	return { args: { ...args }, rest };
}
