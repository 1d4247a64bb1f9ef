import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "vitest";
import { expectGolden } from "../golden/expectGolden.ts";
import { parseScenario, playScenario, printScenario } from "./scenario.ts";

const folder = new URL("./", import.meta.url);

describe("the command line", () => {
	it.each(readdirSync(folder).filter((name) => name.endsWith(".scenario")))("%s", async (name) => {
		const file = new URL(name, folder);
		expectGolden(file, printScenario(await playScenario(parseScenario(readFileSync(file, "utf8")))));
	});
});
