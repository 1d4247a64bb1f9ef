/** What results of other threads and of earlier runs are put together with in this one. */
import type { Run } from "../../engine/run.ts";
import type { Parts } from "./plainResult.ts";

export async function partsOf({ policies, policiesOf, share }: Run): Promise<Parts> {
	// All that any diagnostic says: a run that stays alone doesn't load it.
	const { catalogue } = await import("../../diagnostics/catalogue.ts");
	return { policies: new Map(policies.map(({ info }) => [info.id, info])), catalogue, policiesOf, share };
}
