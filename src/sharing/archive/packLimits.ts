/** How large a pack may be. Policies are text: each limit is far above what a pack needs, and far below what a machine can't stand. */

export const packLimits = {
	/** Bytes of an archive as it travels. */
	packed: 16 * 2 ** 20,
	/** Bytes of its files, all together. */
	unpacked: 64 * 2 ** 20,
	/** Unpacked bytes for each packed one, once there are more than `ratioFrom`. */
	ratio: 100,
	ratioFrom: 2 ** 20,
	/** Bytes of one file. */
	file: 8 * 2 ** 20,
	/** Files and folders. */
	files: 4000,
	/** Characters of a name with its folders, and how many folders may be in one another. */
	name: 240,
	depth: 16,
} as const;
