import { dockerfile } from "./src/documents/dockerfile/dockerfile.ts";
import { Source } from "./src/text/source.ts";
import { readFileSync } from "node:fs";
const s = new Source("Dockerfile", readFileSync("/tmp/ex/Dockerfile","utf8"));
const d = dockerfile.parse(s,{buildArgs:{}}).documents[0]!;
for (const p of [[],["stages",0],["stages",0,"runs",0],["stages",0,"runs",0,"commands",0]]) { const a=d.locate(p as any), b=d.scope?.(p as any); console.log(p, a && s.slice(a), "|", b&&s.slice(b)); }
