/** Every fuzzer there is. */
import { builtins } from "./builtins.ts";
import { calls } from "./calls.ts";
import { differential } from "./differential.ts";
import { documents } from "./documents.ts";
import type { Fuzzer } from "./fuzzer.ts";
import { lawful } from "./laws.ts";
import { programs } from "./programs.ts";
import { verdicts } from "./verdicts.ts";

export const fuzzers: readonly Fuzzer[] = [programs, differential, verdicts, builtins, lawful, calls, documents];
