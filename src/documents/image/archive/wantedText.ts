/** Which files of a layer are read, and what for. All others are names, modes and sizes only. */

export type TextUse =
	/** Package databases and manifests: see packages. */
	| "dpkg"
	| "apk"
	| "rpm"
	| "npm"
	| "python"
	| "composer"
	/** Accounts. */
	| "passwd"
	| "shadow"
	| "group"
	| "os-release"
	/** Settings that policies read as they are; none of them holds secrets. */
	| "settings"
	/** Whatever may hold a token. */
	| "secrets";

const exact: Readonly<Record<string, TextUse>> = {
	"/var/lib/dpkg/status": "dpkg",
	"/lib/apk/db/installed": "apk",
	"/usr/lib/apk/db/installed": "apk",
	"/etc/passwd": "passwd",
	"/etc/shadow": "shadow",
	"/etc/group": "group",
	"/etc/os-release": "os-release",
	"/usr/lib/os-release": "os-release",
	"/etc/sudoers": "settings",
	"/etc/doas.conf": "settings",
	"/etc/ld.so.preload": "settings",
};

const patterns: readonly (readonly [RegExp, TextUse])[] = [
	[/^\/var\/lib\/dpkg\/status\.d\/[^/]+$/, "dpkg"],
	[/^\/etc\/(?:sudoers\.d|doas\.d)\/[^/]+$/, "settings"],
	[/\/node_modules\/(?:@[^/]+\/)?[^/]+\/package\.json$/, "npm"],
	[/\.(?:dist-info\/METADATA|egg-info(?:\/PKG-INFO)?)$/, "python"],
	[/\/vendor\/composer\/installed\.json$/, "composer"],
	[/^(?:\/var\/lib|\/usr\/lib\/sysimage|\/usr\/share)\/rpm\/(?:rpmdb\.sqlite|Packages(?:\.db)?)$/, "rpm"],
];

/** Where distributions keep what is theirs, and no one's secrets: programs, translations, manuals. */
const uninteresting =
	/^\/(?:proc|sys|dev)\/|^\/usr\/(?:share\/(?:doc|man|info|locale|i18n|zoneinfo|terminfo|perl|perl5|licenses|common-licenses|ca-certificates|vim|bash-completion)|include|lib\/(?:locale|gcc|firmware|modules))\/|\.(?:so(?:\.[\d.]+)?|a|o|pyc|png|jpe?g|gif|webp|ico|woff2?|ttf|eot|gz|bz2|xz|zst|zip|jar|whl|mo|gmo|wasm|map|h|hpp|d\.ts)$/i;

const databases: ReadonlySet<TextUse> = new Set(["dpkg", "apk", "rpm", "composer"]);

/** What a regular file at a path is read for; undefined: not at all. */
export function wantedText(path: string): TextUse | undefined {
	if (Object.hasOwn(exact, path)) return exact[path];
	for (const [pattern, use] of patterns) if (pattern.test(path)) return use;
	return uninteresting.test(path) ? undefined : "secrets";
}

/** Whether it may be large. */
export const isDatabase = (use: TextUse | undefined): boolean => use !== undefined && databases.has(use);

/** Whether a file is what SQLite hasn't written into RPM's database yet: without it the database is out of date. */
export const isRpmJournal = (path: string): boolean => /\/rpm\/rpmdb\.sqlite-(?:wal|journal)$/.test(path);
