/** Whether settings of V8 that were measured may be made: other versions count otherwise. */

/** The line of V8 in Node 20. */
const MEASURED = "11.3.";

export const isMeasuredEngine: boolean = process.versions.v8.startsWith(MEASURED);
