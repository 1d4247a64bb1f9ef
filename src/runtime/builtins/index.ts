/** Every builtin there is, by name. One line a group; a group is a file beside this one. */
import { aggregates } from "./aggregates.ts";
import { arithmetic } from "./arithmetic.ts";
import { arrays } from "./arrays.ts";
import { aws } from "./aws.ts";
import { bits } from "./bits.ts";
import type { Builtin } from "./builtin.ts";
import { comparisons } from "./comparison.ts";
import { crypto } from "./crypto.ts";
import { encoding } from "./encoding.ts";
import { glob } from "./glob.ts";
import { graph } from "./graph.ts";
import { graphql } from "./graphql.ts";
import { host } from "./host.ts";
import { jsonPatch } from "./jsonPatch.ts";
import { jsonPaths } from "./jsonPaths.ts";
import { jsonSchema } from "./jsonSchema.ts";
import { jsonText } from "./jsonText.ts";
import { tokens } from "./jwt.ts";
import { membership } from "./membership.ts";
import { network } from "./network.ts";
import { objects } from "./objects.ts";
import { random } from "./random.ts";
import { ranges } from "./ranges.ts";
import { regex } from "./regex.ts";
import { rego } from "./rego.ts";
import { semver } from "./semver.ts";
import { sets } from "./sets.ts";
import { formatting } from "./sprintf.ts";
import { strings } from "./strings.ts";
import { subset } from "./subset.ts";
import { templates } from "./templates.ts";
import { time } from "./time.ts";
import { tracing } from "./tracing.ts";
import { typeTests } from "./typeTests.ts";
import { units } from "./units.ts";
import { uri } from "./uri.ts";
import { uuid } from "./uuid.ts";
import { x509 } from "./x509.ts";
import { yaml } from "./yaml.ts";

/** The groups, in the order of their names. */
export const groups: readonly (readonly Builtin[])[] = [
	aggregates,
	arithmetic,
	arrays,
	aws,
	bits,
	comparisons,
	crypto,
	encoding,
	formatting,
	glob,
	graph,
	graphql,
	host,
	jsonPatch,
	jsonPaths,
	jsonSchema,
	jsonText,
	membership,
	network,
	objects,
	random,
	ranges,
	regex,
	rego,
	semver,
	sets,
	strings,
	subset,
	templates,
	time,
	tokens,
	tracing,
	typeTests,
	units,
	uri,
	uuid,
	x509,
	yaml,
];

export const builtins: ReadonlyMap<string, Builtin> = new Map(
	groups.flat().map((builtin) => [builtin.name, builtin] as const),
);
