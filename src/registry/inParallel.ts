/** Many things, a few at a time. */

/** Requests to a registry at a time. */
export const WIDTH = 4;

/** Does something for each. Results are in the order of what was given; the first fault ends it. */
export async function inParallel<Item, Result>(
	items: readonly Item[],
	width: number,
	action: (item: Item) => Promise<Result>,
): Promise<Result[]> {
	const results: Result[] = [];
	let next = 0;
	const work = async (): Promise<void> => {
		while (next < items.length) {
			const index = next++;
			try {
				results[index] = await action(items[index] as Item);
			} catch (error) {
				next = items.length;
				throw error;
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(width, items.length) }, work));
	return results;
}
