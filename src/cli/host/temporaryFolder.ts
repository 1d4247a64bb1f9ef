/** An empty folder for as long as something is done with it. */
import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** @param action gets the folder's path; it is gone when that has ended, whatever came of it */
export async function inTemporaryFolder<Result>(action: (folder: string) => Promise<Result>): Promise<Result> {
	const folder = fs.mkdtempSync(path.join(tmpdir(), "holystone-"));
	try {
		return await action(folder);
	} finally {
		fs.rmSync(folder, { recursive: true, force: true });
	}
}
