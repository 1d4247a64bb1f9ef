/** RPM's databases: SQLite, ndb and Berkeley DB. Each keeps one header a package. */
import type { PackageFacts } from "../packageFacts.ts";
import { berkeleyValues, isBerkeleyHash } from "./berkeleyHash.ts";
import { DatabaseFault } from "./databaseFault.ts";
import { isNdb, ndbValues } from "./ndb.ts";
import { packageOfHeader } from "./rpmHeader.ts";
import { isSqlite, sqliteBlobs } from "./sqlite.ts";

const formats = [
	{ is: isSqlite, values: (bytes: Uint8Array) => sqliteBlobs(bytes, "Packages") },
	{ is: isNdb, values: ndbValues },
	{ is: isBerkeleyHash, values: berkeleyValues },
];

/** The packages of a database; undefined where it is of none of the formats, or damaged. */
export function packagesOfRpmDatabase(bytes: Uint8Array): readonly PackageFacts[] | undefined {
	const format = formats.find(({ is }) => is(bytes));
	if (format === undefined) return undefined;
	try {
		const packages: PackageFacts[] = [];
		let size = 0;
		for (const value of format.values(bytes)) {
			// Values don't overlap, unless someone wants them read without end.
			size += Math.max(value.length, 16);
			if (size > bytes.length) throw new DatabaseFault("more values than bytes");
			const found = packageOfHeader(value);
			// The keys that RPM trusts are kept like packages.
			if (found !== undefined && found.name !== "gpg-pubkey") packages.push(found);
		}
		return packages;
	} catch (error) {
		// A view throws RangeError past its end.
		if (error instanceof DatabaseFault || error instanceof RangeError) return undefined;
		throw error;
	}
}
