/** Users, groups and whether they have passwords: passwd(5), group(5), shadow(5). What a password hashes to is never kept. */
import type { PlacedEntry } from "./layerTree.ts";

/** `none`: anybody may log in; `locked`: nobody; `set`: whoever knows it; `shadow`: the shadow file says. */
export type Password = "none" | "locked" | "set" | "shadow";

export interface Accounts {
	readonly users: readonly {
		readonly name: string;
		readonly uid: number;
		readonly gid: number;
		readonly home: string;
		readonly shell: string;
		readonly layer: number;
	}[];
	readonly groups: readonly { readonly name: string; readonly gid: number; readonly layer: number }[];
	readonly passwords: readonly {
		readonly name: string;
		readonly password: Password;
		readonly path: string;
		readonly layer: number;
	}[];
}

export function readAccounts(entries: readonly PlacedEntry[]): Accounts {
	const users: Accounts["users"][number][] = [];
	const groups: Accounts["groups"][number][] = [];
	const passwords: Accounts["passwords"][number][] = [];
	for (const { entry, layer, hiddenIn } of entries) {
		const { path, text } = entry;
		if (text === undefined || hiddenIn !== undefined) continue;
		for (const line of text.value.split("\n")) {
			// NIS has lines that begin so and name nobody of this image.
			if (line.trim() === "" || /^[#+-]/.test(line)) continue;
			const [name = "", second = "", third = "", fourth = "", , home = "", shell = ""] = line.trim().split(":");
			if (text.use === "passwd") {
				users.push({ name, uid: wholeNumber(third), gid: wholeNumber(fourth), home, shell, layer });
				passwords.push({ name, password: passwordOf(second), path, layer });
			} else if (text.use === "shadow") passwords.push({ name, password: passwordOf(second), path, layer });
			else if (text.use === "group") groups.push({ name, gid: wholeNumber(third), layer });
		}
	}
	return { users, groups, passwords };
}

function passwordOf(field: string): Password {
	if (field === "") return "none";
	if (field === "x") return "shadow";
	return /^[!*]/.test(field) ? "locked" : "set";
}

/** −1 where it is none. */
const wholeNumber = (text: string): number => (/^\d{1,10}$/.test(text) ? Number(text) : -1);
