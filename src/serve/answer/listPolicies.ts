/** `/v1/policies`: the modules that were loaded, as texts. What comes with Holystone isn't repeated here. */
import type { Answer, Job } from "../job.ts";
import { jsonAnswer, opaError } from "./opaAnswer.ts";
import type { Policies } from "./policies.ts";

export function listPolicies({ modules }: Policies, { id }: Extract<Job, { readonly task: "policies" }>): Answer {
	const listed = modules.map(({ source }) => ({ id: source.name, raw: source.text }));
	if (id === undefined) return jsonAnswer(JSON.stringify({ result: listed }));
	const found = listed.find((each) => each.id === id);
	return found === undefined
		? opaError(404, "resource_not_found", `storage_not_found_error: policy id ${JSON.stringify(id)}`)
		: jsonAnswer(JSON.stringify({ result: found }));
}
