/** The formats of reports, in the order in which they are asked. */
import { anchore } from "./anchore.ts";
import { artifactAnalysis } from "./artifactAnalysis.ts";
import { clair } from "./clair.ts";
import { dependabot } from "./dependabot.ts";
import { ecr } from "./ecr.ts";
import { gitlab } from "./gitlab.ts";
import { grype } from "./grype.ts";
import { harbor } from "./harbor.ts";
import { osvScanner } from "./osvScanner.ts";
import type { ReportFormat } from "./report.ts";
import { sarif } from "./sarif.ts";
import { snyk } from "./snyk.ts";
import { trivy } from "./trivy.ts";

export const formats: readonly ReportFormat[] = [
	trivy,
	grype,
	sarif,
	dependabot,
	clair,
	ecr,
	harbor,
	artifactAnalysis,
	osvScanner,
	gitlab,
	snyk,
	anchore,
];
