/** `--kind` names a kind of document, or one of the shape in use. */
import { unknownKind } from "../diagnostics/catalogue/configuration.ts";
import { kinds } from "../documents/kinds.ts";
import type { Shape } from "../documents/shapes/shape.ts";
import { kindsIn } from "../documents/shapes/shapes.ts";
import { Refusal } from "./refusal.ts";

/** @throws {Refusal} where there is no such kind */
export function refuseUnknownKind(name: string | undefined, shape?: Shape): void {
	const known = [...new Set([...kinds, ...kindsIn(shape)].map(({ id }) => id))];
	if (name !== undefined && !known.includes(name)) throw new Refusal([unknownKind({ name, known })]);
}
