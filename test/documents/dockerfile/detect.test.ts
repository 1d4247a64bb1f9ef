import { expect, test } from "vitest";
import { dockerfile } from "../../../src/documents/dockerfile/dockerfile.ts";

const detect = (path: string, head: string): boolean => dockerfile.detect({ path, head });

test.each([
	"Dockerfile",
	"dockerfile",
	"a/b/Containerfile",
	"Dockerfile.prod",
	"Containerfile.debian-13",
	"app.Dockerfile",
	"app.dockerfile",
	"x.containerfile",
])("%s is one by its name", (path) => {
	expect(detect(path, "anything at all")).toBe(true);
});

test.each([
	"Dockerfile.md",
	"Dockerfile.dockerignore",
	"Dockerfile.prod.dockerignore",
	".dockerignore",
	"Dockerfile.tmpl",
	"Dockerfile.j2",
	"notes.txt",
	"main.go",
])("%s is none by its name, whatever is in it", (path) => {
	expect(detect(path, "FROM alpine\n")).toBe(false);
});

test.each([
	["build/image", "FROM alpine:3.22\nRUN make\n"],
	["image", "\ufeff# syntax=docker/dockerfile:1\n\n# about\nARG A=1\nARG B\nFROM --platform=linux/amd64 alpine AS a\n"],
	["image", "from alpine\n"],
	["Dockerfile-alpine-3.22", "FROm alpine as x\r\n"],
	["web_Dockerfile.dev", "FROM alpine:3.22\n"],
	["shop-1.2-Dockerfile", "FROM alpine:3.22\n"],
	["Dockerfile_windows", "# escape=`\nFROM mcr.microsoft.com/windows/nanoserver:ltsc2025\n"],
])("%s is one by how it begins", (path, head) => {
	expect(detect(path, head)).toBe(true);
});

test.each([
	["about_Dockerfile.md", "FROM alpine:3.22\n"],
	["dockerfiles.conf", "FROM alpine:3.22\n"],
	["letter", "From here on all is prose\n"],
	["mail", "From ada@example.org Mon Nov 23\n"],
	["query", "SELECT *\nFROM table\n"],
	["Dockerfile-notes", "Some notes on it\n"],
	["empty", ""],
])("%s is none by how it begins", (path, head) => {
	expect(detect(path, head)).toBe(false);
});
