/** `policy pack add SOURCE[@RANGE]`: a pack from elsewhere is used from now on, pinned. */
import path from "node:path";
import { Command } from "commander";
import { usageInvalid } from "../../../diagnostics/catalogue/configuration.ts";
import { packRangeInvalid, packVersionMissing } from "../../../diagnostics/catalogue/packs.ts";
import type { WantedPack } from "../../../sharing/checkLock.ts";
import { splitRange } from "../../../sharing/packLocation.ts";
import { locationOf, type PinAccess, pinPacks } from "../../../sharing/pinPacks.ts";
import type { SignedBy } from "../../../sharing/signature.ts";
import { PackFault } from "../../../sharing/sources/packSource.ts";
import { takePack } from "../../../sharing/takePack.ts";
import { anyVersion, isIn, isRange, newestFirst } from "../../../sharing/versions.ts";
import { decode } from "../../../text/decode.ts";
import { defaultPackNames } from "../../bundledPacks.ts";
import type { Host } from "../../host/host.ts";
import { addEntry, type NewEntry } from "../../packs/addEntry.ts";
import { keepTaken, pin } from "../../packs/keepPins.ts";
import { pinAccess } from "../../packs/pinAccess.ts";
import {
	addWorkspaceOptions,
	openWorkspace,
	refusing,
	type Workspace,
	type WorkspaceOptions,
} from "../../packs/workspace.ts";
import { Refusal } from "../../refusal.ts";
import { nameOf } from "../../sourceName.ts";

interface AddOptions extends WorkspaceOptions {
	readonly name?: string;
	readonly key?: string;
	readonly identity?: string;
	readonly issuer?: string;
	readonly trustRoot?: string;
	readonly allowDowngrade: boolean;
}

export function packAdd(host: Host, finish: (status: number) => void): Command {
	return addWorkspaceOptions(new Command("add"))
		.description(
			"Use a pack from elsewhere: it is fetched, verified, pinned in policy.lock and named in policy.yaml, whose comments and layout stay.",
		)
		.argument(
			"<source>",
			"oci://REGISTRY/REPOSITORY, npm:PACKAGE, git+https://ADDRESS[#TAG], https://….tgz or ./FOLDER; with @RANGE behind it the versions that will do (default: those compatible with the newest)",
		)
		.option("--name <name>", "refuse it unless it is called so")
		.option("--key <file>", "it has to be signed with this public key (PEM)")
		.option("--identity <identity>", "it has to be signed by this identity, with --issuer and --trust-root")
		.option("--issuer <issuer>", "who vouches for the identity")
		.option("--trust-root <file>", "Sigstore's trusted_root.json")
		.option("--allow-downgrade", "let other packs become older where that is needed", false)
		.addHelpText(
			"after",
			"\nExit status: 0 it is in use, 2 something is wrong; then nothing has changed.\n\nExamples:\n  policy pack add oci://registry.example/acme/images\n  policy pack add npm:@acme/policies@^2 --key acme.pub\n  policy pack add git+https://git.example/acme/policies.git@1.x",
		)
		.action(async (source: string, options: AddOptions) => finish(await refusing(() => add(host, source, options))));
}

async function add(host: Host, given: string, options: AddOptions): Promise<number> {
	const { from: source, range: asked } = splitRange(given);
	if (asked !== undefined && !isRange(asked)) throw new Refusal([packRangeInvalid({ range: asked })]);
	const workspace = await openWorkspace(host, options);
	const from = besideConfiguration(host, workspace.folder, source);
	const signedBy = signerIn(host, workspace.folder, options);
	const access = await pinAccess(host, { ...workspace, signed: workspace.signed || signedBy !== undefined }, options);
	try {
		const first = await firstLook(from, asked ?? anyVersion, signedBy, access, options.name);
		const entry = { name: first.name, from, version: asked ?? rangeFor(first.version), ...(signedBy && { signedBy }) };
		refuseTwice(workspace, entry.name);
		const { name, version: range } = entry;
		const wanted: WantedPack = { name, from, range, ...(signedBy && { signedBy }) };
		const { allowDowngrade } = options;
		const renew = new Set([name]);
		const packs = await pinPacks([...workspace.wanted, wanted], workspace.lock, access, { renew, allowDowngrade });
		const file = workspace.file ?? path.join(host.cwd, "policy.yaml");
		const text = workspace.file === undefined ? "" : textOf(host, file);
		const edited = addEntry(text, entry, defaultPackNames);
		await refuseOtherMeaning(host, workspace, file, edited, entry);
		await keepTaken(host, workspace, workspace.lock?.vendor, packs.values());
		access.end();
		// A lock with one pack more than policy.yaml asks for is no fault; the other way round it is.
		const lines = pin(host, workspace, packs.values());
		host.files.write(file, edited);
		for (const line of lines) host.stdout.write(`${line}\n`);
		host.stdout.write(`${nameOf(host.cwd, file)}: ${name} ${range}\n`);
	} finally {
		access.end();
	}
	return 0;
}

/** The pack that the source offers now, verified: it tells its name. */
async function firstLook(
	from: string,
	range: string,
	signedBy: SignedBy | undefined,
	{ source: sourceOf, verify, engine }: PinAccess,
	name: string | undefined,
): Promise<{ readonly name: string; readonly version: string }> {
	const source = sourceOf(locationOf(from), name ?? from);
	const offered = await source.versions();
	const version = offered === undefined ? undefined : newestFirst(offered).find((each) => isIn(each, range));
	if (offered !== undefined && version === undefined) {
		const shown = offered.length === 0 ? "none is offered" : `offered: ${newestFirst(offered).slice(0, 5).join(", ")}`;
		throw new PackFault([packVersionMissing({ name: name ?? from, from, range, offered: shown })]);
	}
	const signers = signedBy === undefined ? [] : [signedBy];
	const taking = {
		from,
		signedBy: signers,
		verify,
		engine,
		where: `\`${from}\``,
		...(name && { name }),
		...(version && { version }),
	};
	const { locked } = await takePack(await source.fetch(version), taking);
	return locked;
}

/** A folder is named as it is seen from policy.yaml, all else as it is. */
function besideConfiguration(host: Host, folder: string, from: string): string {
	const location = locationOf(from);
	if (location.kind !== "folder" || path.isAbsolute(from)) return from;
	const way = path.relative(folder, path.resolve(host.cwd, from)).split(path.sep).join("/");
	return way.startsWith("..") ? way : `./${way}`;
}

/** Versions that are compatible with this one: for 0.x those with the same second number. */
function rangeFor(version: string): string {
	return `^${version}`;
}

function signerIn(host: Host, folder: string, { key, identity, issuer, trustRoot }: AddOptions): SignedBy | undefined {
	const relative = (file: string): string =>
		path.relative(folder, path.resolve(host.cwd, file)).split(path.sep).join("/");
	if (key !== undefined && identity === undefined) return { key: relative(key) };
	if (key === undefined && identity === undefined && issuer === undefined && trustRoot === undefined) return undefined;
	if (key !== undefined || identity === undefined || issuer === undefined || trustRoot === undefined)
		throw new Refusal([
			usageInvalid({ text: "a signer is said by --key, or by --identity, --issuer and --trust-root" }),
		]);
	return { identity, issuer, trustRoot: relative(trustRoot) };
}

function refuseTwice({ configuration }: Workspace, name: string): void {
	if (!configuration.packs?.some((pack) => pack.name === name)) return;
	const hint = `change it there, then run \`policy pack update ${name}\``;
	throw new Refusal([usageInvalid({ text: `policy.yaml has a pack \`${name}\` already`, hint })]);
}

function textOf(host: Host, file: string): string {
	const decoded = decode(host.files.read(file));
	return "text" in decoded ? decoded.text : "";
}

/** What was written has to mean what it should, whatever the layout was. */
async function refuseOtherMeaning(
	host: Host,
	{ folder, configuration }: Workspace,
	file: string,
	text: string,
	{ name, from }: NewEntry,
): Promise<void> {
	const { readConfiguration } = await import("../../config/readConfiguration.ts");
	const { Source } = await import("../../../text/source.ts");
	const after = readConfiguration(new Source(nameOf(host.cwd, file), text), folder, "");
	const before = configuration.packs?.length ?? defaultPackNames.length;
	const packs = after.configuration.packs ?? [];
	const isRight = packs.length === before + 1 && packs.some((pack) => pack.name === name && pack.from === from);
	if (isRight && after.diagnostics.length === 0) return;
	const hint = `write it there by hand: \`- {name: ${name}, from: "${from}"}\`, then run \`policy pack update\``;
	throw new Refusal([
		usageInvalid({
			text: `can't add \`${name}\` to \`${nameOf(host.cwd, file)}\` without changing what it says`,
			hint,
		}),
	]);
}
