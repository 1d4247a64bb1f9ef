/** The most memory that runs over 100,000 documents have. */
import {
	closeSync,
	mkdirSync,
	mkdtempSync,
	openSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
	writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digits, table } from "../statistics.ts";
import { corpusFolder, policy, timed } from "./command.ts";

const DOCUMENTS = 100_000;

/** Dockerfiles of the corpus, over and over, each in a folder: a Dockerfile and a build context each. */
function writeDockerfiles(folder: string): void {
	const corpus = corpusFolder("dockerfiles");
	const texts = readdirSync(corpus).map((name) => readFileSync(join(corpus, name)));
	for (let number = 0; number < DOCUMENTS / 2; number++) {
		const own = join(folder, `service-${Math.floor(number / 100)}`, `part-${number % 100}`);
		mkdirSync(own, { recursive: true });
		writeFileSync(join(own, "Dockerfile"), texts[number % texts.length] as Buffer);
	}
}

/** One stream of Deployments: a manifest and a workload each. */
function writeStream(folder: string): void {
	const out = openSync(join(folder, "all.yaml"), "w");
	for (let number = 0; number < DOCUMENTS / 2; number += 100) {
		const block = Array.from({ length: 100 }, (_, index) => deployment(`web-${number + index}`));
		writeSync(out, block.join(""));
	}
	closeSync(out);
}

const deployment = (name: string): string => `---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: shop}
spec:
  selector:
    matchLabels: {app: ${name}}
  template:
    metadata:
      labels: {app: ${name}}
    spec:
      containers:
        - name: web
          image: registry.acme.example/shop/web:1.4.2
`;

/** A row for each: documents, findings, peak and time, with a format that is written as it comes. */
export function bulkMemory(): string {
	const rows = [["100,000 documents", "documents", "findings", "peak MB", "seconds"]];
	for (const [name, write] of [
		["50,000 Dockerfiles", writeDockerfiles],
		["one YAML stream", writeStream],
	] as const) {
		const folder = mkdtempSync(join(tmpdir(), "holystone-bulk-"));
		try {
			write(folder);
			const run = timed([...policy, "--no-cache", "--fail-on", "never", "--format", "ndjson", "."], folder);
			const last = run.stdout.trimEnd().slice(run.stdout.trimEnd().lastIndexOf("\n") + 1);
			const { documents, severities } = JSON.parse(last) as {
				readonly documents: number;
				readonly severities: Readonly<Record<string, number>>;
			};
			const findings = Object.values(severities).reduce((sum, count) => sum + count, 0);
			rows.push([name, String(documents), String(findings), digits(run.peak ?? 0), digits(run.seconds)]);
		} finally {
			rmSync(folder, { recursive: true });
		}
	}
	return table(rows);
}
