/** Git for packs: in an empty folder that is gone afterwards, asking nobody, speaking only the protocols that packs come by. */
import { packSourceFailed } from "../../diagnostics/catalogue/packs.ts";
import { packLimits } from "../../sharing/archive/packLimits.ts";
import type { GitAccess } from "../../sharing/sources/git.ts";
import { PackFault } from "../../sharing/sources/packSource.ts";
import { type Host, ProgramFault } from "../host/host.ts";
import { inTemporaryFolder } from "../host/temporaryFolder.ts";

/** Milliseconds of one command. */
const TIMEOUT = 300_000;

/** No program but git is run, and a commit is the same bytes on every machine, whatever its user has set. */
const settings = [
	"core.hooksPath=/dev/null",
	"core.fsmonitor=false",
	"core.autocrlf=false",
	"core.eol=lf",
	"filter.lfs.smudge=",
	"filter.lfs.process=",
	"filter.lfs.required=false",
	"protocol.ext.allow=never",
	"gc.auto=0",
];

export function gitAccess(host: Host): GitAccess {
	const { GIT_DIR: _, GIT_WORK_TREE: __, GIT_INDEX_FILE: ___, ...own } = host.env;
	const env = { ...own, GIT_TERMINAL_PROMPT: "0", GIT_ALLOW_PROTOCOL: "https:http:ssh:file", LC_ALL: "C" };
	return {
		git: (action) =>
			inTemporaryFolder(async (cwd) => {
				try {
					return await action(async (args) => {
						const all = [...settings.flatMap((setting) => ["-c", setting]), ...args];
						const options = { cwd, env, timeout: TIMEOUT, mostOutput: packLimits.unpacked };
						const { status, stdout, stderr } = await host.runProgram("git", all, options);
						return status === 0 ? { output: stdout } : { complaint: new TextDecoder().decode(stderr) };
					});
				} catch (error) {
					if (error instanceof ProgramFault) throw new PackFault([packSourceFailed(gitFault(error))]);
					throw error;
				}
			}),
	};
}

function gitFault({ kind }: ProgramFault): Parameters<typeof packSourceFailed>[0] {
	const from = "git";
	if (kind === "missing")
		return { from, reason: "there is no git on this machine", hint: "install git, or take the pack from a registry" };
	return {
		from,
		reason:
			kind === "timeout"
				? "git took too long"
				: kind === "too-much"
					? "git gave more than a pack may have"
					: "git couldn't be started",
	};
}
