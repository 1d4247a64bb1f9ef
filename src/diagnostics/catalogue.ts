/** Every diagnostic there is, in one list: `policy explain`, the docs and a test read it. One file a subject beside it. */

import * as builtins from "./catalogue/builtins.ts";
import * as compiling from "./catalogue/compiling.ts";
import * as compose from "./catalogue/compose.ts";
import * as configuration from "./catalogue/configuration.ts";
import * as dockerfile from "./catalogue/dockerfile.ts";
import * as documents from "./catalogue/documents.ts";
import * as evidence from "./catalogue/evidence.ts";
import * as files from "./catalogue/files.ts";
import * as linting from "./catalogue/linting.ts";
import * as packs from "./catalogue/packs.ts";
import * as parsing from "./catalogue/parsing.ts";
import * as registry from "./catalogue/registry.ts";
import * as serving from "./catalogue/serving.ts";
import * as signatures from "./catalogue/signatures.ts";
import * as typing from "./catalogue/typing.ts";
import type { DiagnosticKind } from "./diagnostic.ts";

/** All entries, by code. */
export const catalogue: ReadonlyMap<string, DiagnosticKind> = new Map(
	[
		parsing,
		compiling,
		builtins,
		typing,
		linting,
		documents,
		evidence,
		dockerfile,
		compose,
		files,
		configuration,
		packs,
		registry,
		serving,
		signatures,
	]
		.flatMap((subject) => Object.values(subject) as { readonly kind: DiagnosticKind }[])
		.map((entry) => [entry.kind.code, entry.kind]),
);
