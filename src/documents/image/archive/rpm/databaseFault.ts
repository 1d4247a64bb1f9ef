/** A database that is malformed; thrown within this folder only. */
export class DatabaseFault extends Error {}
