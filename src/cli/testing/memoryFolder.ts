/** Files in memory, as the folder around an example. */
import type { Siblings } from "../../documents/document.ts";
import { compareText } from "../../findings/order.ts";

/** The files below `folder` (empty, or with `/` at its end), as that folder's own. */
export function memoryFolder(files: Readonly<Record<string, string>>, folder: string): Siblings {
	const own = new Map(
		Object.entries(files)
			.filter(([name]) => name.startsWith(folder))
			.map(([name, text]) => [name.slice(folder.length), text]),
	);
	return {
		read: (name) => own.get(name),
		open: (name) => {
			const bytes = own.has(name) ? new TextEncoder().encode(own.get(name)) : undefined;
			return bytes && { size: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) };
		},
		list: () => {
			const folders = new Set<string>();
			for (const name of own.keys())
				for (let at = name.indexOf("/"); at !== -1; at = name.indexOf("/", at + 1)) folders.add(name.slice(0, at + 1));
			const entries = [
				...[...folders].map((path) => ({ path, size: 0 })),
				...[...own].map(([path, text]) => ({ path, size: new TextEncoder().encode(text).length })),
			];
			return entries.sort(
				(a, b) => Number(b.path.endsWith("/")) - Number(a.path.endsWith("/")) || compareText(a.path, b.path),
			);
		},
	};
}
