/** One cause, one finding: where several places say the same because of one thing, the first of them is reported. */
import { expect, test } from "vitest";
import { alone, compiled, policyFiles, reportOn } from "./bundledPolicies.ts";

const pack = compiled(policyFiles);

test.each<[string, string, readonly string[]]>([
	["hygiene/base_tag_moving", "ARG TAG=edge\nFROM acme/app:$TAG AS a\nFROM acme/app:$TAG\n", ["2:6"]],
	["hygiene/base_tag_moving", "FROM acme/app:edge AS a\nFROM acme/app:edge\n", ["1:6", "2:6"]],
	["hygiene/base_tag_latest", "ARG TAG=latest\nFROM a:$TAG AS a\nFROM b:$TAG AS b\nFROM a:$TAG\n", ["2:6", "3:6"]],
	["hygiene/base_tag_missing", "ARG BASE=acme/app\nFROM $BASE AS a\nFROM $BASE\n", ["2:6"]],
	[
		"hygiene/base_not_digest_pinned",
		"ARG BASE=acme/app:1.2\nFROM $BASE AS unused\nFROM $BASE AS a\nFROM $BASE\nCOPY --from=a /x /x\n",
		["3:6"],
	],
	[
		"hygiene/apt_lists_left",
		"FROM debian:12\nRUN apt-get update && apt-get install x\nRUN rm -r /var/lib/apt/lists\n",
		[],
	],
	["dockerfile/copy_relative_dest_no_workdir", "FROM debian:12\nCOPY a .\nCOPY b .\nADD c d\n", ["2:1"]],
	["dockerfile/label_empty", 'FROM debian:12\nLABEL a.b="" a.c=1 a.d=\nLABEL a.e=""\n', ["2:7", "3:7"]],
])("%s in %j", (name, text, places) => {
	const file = policyFiles.find((each) => each.name === name);
	if (file === undefined) throw new Error(`there is no policy ${name}`);
	const { findings } = reportOn({ Dockerfile: text }, "dockerfile", alone(pack, file));
	const found = findings.map(({ place }) => place.source.position(place.span?.start ?? -1));
	expect(found.map(({ line, column }) => `${line}:${column}`)).toEqual(places);
});
