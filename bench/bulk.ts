/** Many files: speed against hadolint and conftest where they are on PATH, and the memory that 100,000 documents take. */
import { existsSync } from "node:fs";
import { corpusFolder } from "./bulk/command.ts";
import { bulkMemory } from "./bulk/memory.ts";
import { dockerfileSpeed, manifestSpeed } from "./bulk/speed.ts";

/** The tables as they come, which takes minutes; says so where the corpus is missing. */
export function* bulk(rounds = 3): Generator<string> {
	if (!existsSync(corpusFolder("dockerfiles"))) yield "bulk: ../shared/corpus is not there";
	else {
		yield* dockerfileSpeed(rounds);
		yield manifestSpeed(rounds);
		yield bulkMemory();
	}
}
