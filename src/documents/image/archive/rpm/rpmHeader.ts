/**
 * A header of RPM as its databases keep it (rpm's docs/manual/hregions.md and format_header.md): the number of entries and of data
 * bytes, entries of tag, type, offset and count, and the data. All numbers big-endian.
 */
import type { PackageFacts } from "../packageFacts.ts";

const tags = { name: 1000, version: 1001, release: 1002, epoch: 1003, license: 1014, architecture: 1022, source: 1044 };
const INT32 = 4;
const STRING = 6;
const I18N = 9;
const ENTRY = 16;
const MOST_ENTRIES = 65_535;
const utf8 = new TextDecoder();

/** The package that a header describes; undefined where it is none, or malformed. */
export function packageOfHeader(bytes: Uint8Array): PackageFacts | undefined {
	if (bytes.length < 8) return undefined;
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	const count = view.getUint32(0);
	const start = 8 + count * ENTRY;
	if (count > MOST_ENTRIES || start + view.getUint32(4) > bytes.length) return undefined;
	const places = new Map<number, readonly [type: number, offset: number]>();
	for (let at = 8; at < start; at += ENTRY)
		places.set(view.getUint32(at), [view.getUint32(at + 4), start + view.getUint32(at + 8)]);
	const text = (tag: number): string | undefined => {
		const [type, offset] = places.get(tag) ?? [];
		if (offset === undefined || (type !== STRING && type !== I18N)) return undefined;
		const end = bytes.indexOf(0, offset);
		return end === -1 ? undefined : utf8.decode(bytes.subarray(offset, end));
	};
	const [name, version, release] = [text(tags.name), text(tags.version), text(tags.release)];
	if (!name || !version || !release) return undefined;
	const [type, offset = bytes.length] = places.get(tags.epoch) ?? [];
	const epoch = type === INT32 && offset + 4 <= bytes.length ? view.getUint32(offset) : 0;
	// `bash-5.1.8-6.el9.src.rpm`: the name ends two hyphens before.
	const source = /^(.+)-[^-]+-[^-]+\.(?:no)?src\.rpm$/.exec((text(tags.source) ?? "").slice(0, 255))?.[1];
	const [architecture, license] = [text(tags.architecture), text(tags.license)];
	return {
		type: "rpm",
		name,
		version: `${epoch === 0 ? "" : `${epoch}:`}${version}-${release}`,
		...(architecture && { architecture }),
		...(source && { source }),
		...(license && { license }),
	};
}
