/** Evaluates a file and takes note of what of the world around it that asked: what has to be the same for the result to be. */
import { evaluateFile, type FileResult } from "../../engine/evaluateFile.ts";
import type { InputFile } from "../../engine/options.ts";
import type { Run } from "../../engine/run.ts";
import type { UseRecorder, Uses } from "./recordUses.ts";

/** Without a recorder nobody wants to know. Uses are undefined where the result can't be known beforehand. */
export function evaluateWithUses(
	input: InputFile,
	run: Run,
	recorder: UseRecorder | undefined,
): { readonly result: FileResult; readonly uses: Uses | undefined } {
	if (recorder === undefined) return { result: evaluateFile(input, run), uses: undefined };
	recorder.begin();
	const result = evaluateFile(input, {
		...run,
		options: { ...run.options, onChance: recorder.onChance, onDay: recorder.onDay },
	});
	return { result, uses: recorder.usesOf(input) };
}
