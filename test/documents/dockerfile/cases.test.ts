import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { dockerfileSchema } from "../../../src/documents/dockerfile/schema.ts";
import { expectGolden } from "../../golden/expectGolden.ts";
import { faultsAgainst } from "../schemaFaults.ts";
import { parse } from "./parse.ts";

const schemaFaults = faultsAgainst(dockerfileSchema);

const folder = new URL("cases/", import.meta.url);

test.each(readdirSync(folder))("%s is normalized as written down, and as the schema says", (name) => {
	const { value } = parse(readFileSync(new URL(`${name}/Dockerfile`, folder), "utf8"));
	expectGolden(new URL(`${name}/normalized.json`, folder), `${JSON.stringify(value, null, "\t")}\n`);
	expect(schemaFaults(value)).toEqual([]);
});
