/**
 * Has a scanner look at the images of a run: Trivy or Grype, as it lies on PATH. It is run once for each image, without a shell, and what it reports is read like a
 * report in a file. It fetches images by itself, with its own credentials: those of a registry by digest, so that it sees the ones that are checked.
 */
import path from "node:path";
import { scannerFailed, scannerMissing } from "../../diagnostics/catalogue/evidence.ts";
import type { Message } from "../../diagnostics/diagnostic.ts";
import { isImageArchive } from "../../documents/image/archive/detectArchive.ts";
import { parseImageReference } from "../../documents/image-reference/parseImageReference.ts";
import { isLocalHost } from "../../registry/http.ts";
import { inParallel } from "../../registry/inParallel.ts";
import { nameOfRepository } from "../../registry/repository.ts";
import { type Host, HostError, ProgramFault } from "../host/host.ts";
import { progressOn } from "../host/progress.ts";
import type { Mount } from "../registry/mount.ts";
import { type ScannerId, type ScanTarget, scanners } from "./scanners.ts";

export interface ScanOptions {
	/** Empty for whichever is there. */
	readonly scan: ScannerId | "";
	/** os/arch[/variant] */
	readonly platform?: string;
	readonly plainHttp?: boolean;
	readonly quiet?: boolean;
}

/** Scans at a time: scanners lock their database, and take all processors. */
const WIDTH = 2;
/** A first scan fetches a database of vulnerabilities. */
const TIMEOUT = 15 * 60_000;
const MOST_REPORT = 256 * 1024 * 1024;
/** Of what a scanner complains, in UTF-16 units. */
const SHOWN = 300;
const HEAD = 512;

/** What is to be scanned: images of registries that could be had, layouts and archives among the files. */
export function scanTargets(
	{ files, cwd }: Pick<Host, "files" | "cwd">,
	mounts: Iterable<Mount>,
	found: readonly { readonly path: string }[],
): ScanTarget[] {
	const remote = [...mounts].flatMap(({ name, digest }): ScanTarget[] => {
		const reference = digest === undefined ? undefined : parseImageReference(name);
		if (reference === undefined) return [];
		const isPlain = isLocalHost(reference.registry);
		return [{ kind: "registry", name, reference: `${nameOfRepository(reference)}@${digest}`, isPlain }];
	});
	const local = found.flatMap(({ path: name }): ScanTarget[] => {
		if (path.posix.basename(name) === "oci-layout")
			return [{ kind: "layout", name, folder: path.dirname(path.resolve(cwd, name)) }];
		const isArchive = /\.(?:tar|tgz|gz|zst)$/.test(name) && isImageArchive({ path: name, start: startOf(files, name) });
		return isArchive ? [{ kind: "archive", name, file: path.resolve(cwd, name) }] : [];
	});
	return [...remote, ...local];
}

function startOf(files: Host["files"], name: string): Uint8Array {
	try {
		return files.readAt(name, 0, HEAD);
	} catch (error) {
		if (error instanceof HostError) return new Uint8Array(0);
		throw error;
	}
}

/** One report for each image, as a file of its own name; or why there is none. */
export async function scanImages(host: Host, targets: readonly ScanTarget[], options: ScanOptions): Promise<Mount[]> {
	const scanner = targets.length === 0 ? undefined : await chooseScanner(host, options.scan);
	if (scanner === undefined || typeof scanner !== "string")
		return targets.map((target) => failed(target, scanner ?? scannerMissing({ names: [] })));
	const progress = progressOn(host, options.quiet);
	let done = 0;
	try {
		return await inParallel(targets, WIDTH, async (target) => {
			progress.show(done, targets.length, `${scanner} ${target.name}`);
			const report = await scanOne(host, scanner, target, options);
			done++;
			return report;
		});
	} finally {
		progress.end();
	}
}

/** The one that was asked for, or the first that is there. */
async function chooseScanner(host: Host, asked: ScannerId | ""): Promise<ScannerId | Message> {
	const candidates = asked === "" ? (Object.keys(scanners) as ScannerId[]) : [asked];
	for (const id of candidates) {
		try {
			await host.runProgram(id, ["--version"], { env: host.env });
			return id;
		} catch (error) {
			if (!(error instanceof ProgramFault)) throw error;
			if (error.kind !== "missing") return scannerFailed({ scanner: id, reason: "it doesn't even tell its version" });
		}
	}
	return scannerMissing({ names: candidates });
}

async function scanOne(host: Host, id: ScannerId, target: ScanTarget, options: ScanOptions): Promise<Mount> {
	const { args, env } = scanners[id].call(target, options);
	const fault = (reason: string): Mount => failed(target, scannerFailed({ scanner: id, reason }));
	try {
		const { status, stdout, stderr } = await host.runProgram(id, args, {
			timeout: TIMEOUT,
			mostOutput: MOST_REPORT,
			env: { ...host.env, ...env },
		});
		const text = new TextDecoder().decode(stdout);
		if (status !== 0) return fault(`${complaintIn(stderr)} (status ${status})`);
		if (!text.trimStart().startsWith("{")) return fault("it writes no JSON");
		return { name: `${target.name}.${id}.json`, text };
	} catch (error) {
		if (!(error instanceof ProgramFault)) throw error;
		const reasons = {
			missing: "it isn't there any more",
			failed: "it can't be started",
			timeout: `it takes more than ${TIMEOUT / 60_000} minutes`,
			"too-much": `its report has more than ${MOST_REPORT / 2 ** 20} MiB`,
		};
		return fault(reasons[error.kind]);
	}
}

/** What scanners say last is why they end. */
function complaintIn(stderr: Uint8Array): string {
	const lines = new TextDecoder().decode(stderr).split("\n");
	const last = lines.map((line) => line.trim()).findLast((line) => line !== "");
	return last === undefined ? "it says nothing of why it failed" : last.slice(0, SHOWN);
}

function failed(target: ScanTarget, message: Message): Mount {
	return { name: `${target.name}.scan`, faults: [message] };
}
