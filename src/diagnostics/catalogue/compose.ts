/** What is wrong with a compose file. */
import { define } from "../diagnostic.ts";

export const composeInterpolation = define<{ text: string }>(
	{
		code: "compose-interpolation",
		severity: "error",
		title: "A variable that compose can't read",
		cause:
			"Compose fills in `${NAME}` and refuses braces behind a dollar that hold anything else. The text was taken as it stands.",
		wrong: "command: echo ${1}",
		right: "command: echo $${1}",
	},
	({ text }) => `compose can't fill in the variables of \`${text.replace(/\s+/g, " ").slice(0, 80)}\``,
	() => "write `$$` for a dollar that is meant, and close every `${`",
);

export const composeNotApplication = define<void>(
	{
		code: "compose-not-an-application",
		severity: "warning",
		title: "A compose file without services",
		cause:
			"Compose reads services from `services:` or takes them over with `include:`. Files of its first format have them at the top, and it no longer reads those.",
		wrong: "web:\n  image: web:1.0",
		right: "services:\n  web:\n    image: web:1.0",
	},
	() => "this has neither `services` nor `include`, so there is nothing to check",
	() => "put the services under `services:`",
);

export const composeFileMissing = define<{ path: string; use: "extends" | "include" }>(
	{
		code: "compose-file-missing",
		severity: "warning",
		title: "A file that another takes over isn't there",
		cause:
			"What it says isn't known, so policies about what is missing leave out what it could have said. Files outside the compose file's folder are not read.",
		wrong: "extends:\n  file: common.yml\n  service: base",
		right: "extends:\n  service: base",
	},
	({ path, use }) => `\`${path}\`, named by \`${use}\`, can't be read`,
	() => "check the path; a file above this folder is never read, and then this is nothing to worry about",
);

export const composeExtends = define<{ service: string; circular: boolean }>(
	{
		code: "compose-extends",
		severity: "error",
		title: "A service extends one that isn't there, or itself",
		cause: "Compose refuses the file. The service was read without what it extends.",
		wrong: "services:\n  web:\n    extends: base",
		right: "services:\n  base:\n    image: web:1.0\n  web:\n    extends: base",
	},
	({ service, circular }) => (circular ? `\`${service}\` extends itself` : `no service \`${service}\` to extend`),
);

export const composeInlineUnknown = define<{ service: string; needs: readonly string[] }>(
	{
		code: "compose-inline-unknown",
		severity: "warning",
		title: "A Dockerfile in a compose file depends on variables that aren't given",
		cause:
			"Compose fills in variables before the builder sees the text, and what it puts there isn't known. So no policy saw this Dockerfile. A dollar that is meant for the builder is doubled.",
		wrong: "dockerfile_inline: |\n  FROM node:${TAG}",
		right: "dockerfile_inline: |\n  ARG TAG=22\n  FROM node:$${TAG}",
	},
	({ service, needs }) =>
		`the Dockerfile of \`${service}\` depends on ${needs.map((each) => `\`${each}\``).join(", ")}, and was not checked`,
	({ needs }) =>
		`give ${needs.map((each) => `--build-arg ${each}=…`).join(" ")}, or write \`$$\` for a dollar that is the Dockerfile's`,
);
