/** Objects whose fields hold anything: what a policy says of them shows whether its export means the same. */

const simple = [null, true, false, 0, 1, 2, 1.5, -1, "", "x", "y", "x-y", "xy", "xx", "X", "b", "app"];
let state = 20261128;

/** Always the same numbers. */
function random(below: number): number {
	state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
	return Math.floor((state / 2 ** 32) * below);
}
function madeUpValue(depth: number): unknown {
	const sort = random(depth > 2 ? 5 : 8);
	if (sort < 5) return simple[random(simple.length)];
	const values = Array.from({ length: random(4) }, () => madeUpValue(depth + 1));
	if (sort < 7) return values;
	return Object.fromEntries(values.map((value) => [["a", "b", "c", "x", "1"][random(5)], value]));
}

/** A line of JSON: an object of a kind whose fields the API leaves open. */
export function madeUpObject(): string {
	const labels = Object.fromEntries(
		["app", "app.kubernetes.io/name", "tier"]
			.filter(() => random(2) === 0)
			.map((key) => [key, ["x", "y", ""][random(3)]]),
	);
	const fields = Object.fromEntries(["a", "b", "c"].filter(() => random(4) > 0).map((key) => [key, madeUpValue(0)]));
	const metadata = { name: "m", ...(random(3) === 0 ? {} : { labels }) };
	return JSON.stringify({
		apiVersion: "security.openshift.io/v1",
		kind: "SecurityContextConstraints",
		metadata,
		...fields,
	});
}
