/**
 * What a zone is called for short at some moment (`CET`, `CEST`). Intl knows the names of the Americas only; those of the
 * rest are in the table here. A zone without one is called by its offset (`+03`), as the IANA database has it.
 */

/** Zones, by a pattern of their names, and what offsets in minutes are called there. */
const names: readonly (readonly [zones: RegExp, names: Readonly<Record<number, string>>])[] = [
	[/^(Europe\/(London|Belfast|Guernsey|Isle_of_Man|Jersey)|GB(-Eire)?)$/, { 0: "GMT", 60: "BST" }],
	[/^(Europe\/Dublin|Eire)$/, { 0: "GMT", 60: "IST" }],
	[/^(Europe\/Lisbon|Atlantic\/(Canary|Faroe|Faeroe|Madeira)|Portugal|WET)$/, { 0: "WET", 60: "WEST" }],
	[/^(Europe\/(Moscow|Kirov|Simferopol|Volgograd)|W-SU)$/, { 180: "MSK" }],
	[/^Europe\/(Istanbul|Minsk|Samara|Saratov|Ulyanovsk|Astrakhan)$/, {}],
	[/^MET$/, { 60: "MET", 120: "MEST" }],
	[/^(Europe\/.*|Poland|CET|Arctic\/Longyearbyen|Atlantic\/Jan_Mayen)$/, { 60: "CET", 120: "CEST" }],
	[/^Africa\/(Ceuta|Algiers|Tunis)$/, { 60: "CET", 120: "CEST" }],
	[
		/^(Africa\/(Cairo|Tripoli)|Asia\/(Beirut|Famagusta|Gaza|Hebron|Nicosia)|EET|Egypt|Libya)$/,
		{ 120: "EET", 180: "EEST" },
	],
	[/^Africa\/(Casablanca|El_Aaiun)$/, {}],
	[/^Africa\/(Johannesburg|Maseru|Mbabane)$/, { 120: "SAST" }],
	[/^(Africa\/.*|Atlantic\/(Reykjavik|St_Helena)|Iceland)$/, { 0: "GMT", 60: "WAT", 120: "CAT", 180: "EAT" }],
	[/^Indian\/(Antananarivo|Comoro|Mayotte)$/, { 180: "EAT" }],
	[/^(Asia\/(Jerusalem|Tel_Aviv)|Israel)$/, { 120: "IST", 180: "IDT" }],
	[/^Asia\/(Kolkata|Calcutta)$/, { 330: "IST" }],
	[/^Asia\/Karachi$/, { 300: "PKT" }],
	[/^(Asia\/(Shanghai|Chongqing|Chungking|Harbin|Macau|Macao|Taipei)|PRC|ROC)$/, { 480: "CST" }],
	[/^(Asia\/Hong_Kong|Hongkong)$/, { 480: "HKT" }],
	[/^Asia\/Manila$/, { 480: "PST" }],
	[/^(Asia\/Tokyo|Japan)$/, { 540: "JST" }],
	[/^(Asia\/(Seoul|Pyongyang)|ROK)$/, { 540: "KST" }],
	[/^Asia\/(Jakarta|Pontianak)$/, { 420: "WIB" }],
	[/^Asia\/(Makassar|Ujung_Pandang)$/, { 480: "WITA" }],
	[/^Asia\/Jayapura$/, { 540: "WIT" }],
	[/^Australia\/Perth$|^Australia\/West$/, { 480: "AWST" }],
	[/^Australia\/(Adelaide|Broken_Hill|Darwin|North|South|Yancowinna)$/, { 570: "ACST", 630: "ACDT" }],
	[
		/^(Australia\/(Brisbane|Lindeman|Hobart|Melbourne|Sydney|ACT|Canberra|Currie|NSW|Queensland|Tasmania|Victoria)|Antarctica\/Macquarie)$/,
		{ 600: "AEST", 660: "AEDT" },
	],
	[/^(Pacific\/Auckland|Antarctica\/(McMurdo|South_Pole)|NZ)$/, { 720: "NZST", 780: "NZDT" }],
	[/^Pacific\/(Guam|Saipan)$/, { 600: "ChST" }],
	[/^(Pacific\/(Midway|Pago_Pago|Samoa)|US\/Samoa)$/, { [-660]: "SST" }],
	[/^(America\/St_Johns|Canada\/Newfoundland)$/, { [-210]: "NST", [-150]: "NDT" }],
	[/^(America\/Havana|Cuba)$/, { [-300]: "CST", [-240]: "CDT" }],
	[/^(America\/Adak|US\/Aleutian)$/, { [-600]: "HST", [-540]: "HDT" }],
	[/^America\/(Dawson|Hermosillo|Mazatlan|Whitehorse)$/, { [-420]: "MST" }],
	[/^(America\/Danmarkshavn|Etc\/GMT|GMT|Greenwich)$/, { 0: "GMT" }],
	[/^Antarctica\/Troll$/, { 0: "+00" }],
];

/** Eastern Europe, which shares offsets with the centre: both names depend on what the clocks show in winter. */
const easternEurope = { 120: "EET", 180: "EEST" };
/** January and July of 2024. */
const winter = 1_705_320_000;
const summer = 1_721_044_800;

/** @param seconds since 1970 */
export function zoneAbbreviation(zone: string, seconds: number, offsetAt: (seconds: number) => number): string {
	const offset = offsetAt(seconds);
	// Offsets with odd seconds are of the time when each town had its own.
	if (offset % 60 !== 0) return "LMT";
	const listed = names.find(([zones]) => zones.test(zone))?.[1];
	const isEastern = /^(Europe\/|EET$)/.test(zone) && offsetAt(winter) === 7200;
	const known = (listed && isEastern ? { ...listed, ...easternEurope } : listed)?.[offset / 60];
	if (known !== undefined) return known;
	// For moments long past Intl has no names, but today's fit where the offset is the same.
	const alike = [seconds, winter, summer].find((at) => offsetAt(at) === offset && intlName(zone, at) !== undefined);
	return (alike === undefined ? undefined : intlName(zone, alike)) ?? digits(offset / 60);
}

/** The name that Intl has in the language of the United States, if it is one. */
function intlName(zone: string, seconds: number): string | undefined {
	const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "short" });
	const name = format.formatToParts(seconds * 1000).find(({ type }) => type === "timeZoneName")?.value;
	return name === undefined || /[^A-Z]/.test(name) ? undefined : name;
}

function digits(minutes: number): string {
	const size = Math.abs(Math.trunc(minutes));
	const pair = (number: number) => String(number).padStart(2, "0");
	return `${minutes < 0 ? "-" : "+"}${pair(Math.floor(size / 60))}${size % 60 === 0 ? "" : pair(size % 60)}`;
}
