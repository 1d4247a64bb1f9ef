/** Signals for a command that runs until it is told to end: its own handlers take the place of those that end the process at once. */
export interface SignalHandlers {
	/** Somebody wants an orderly end. A second time, the process ends. */
	readonly end: () => void;
	/** Everything is to be read again. */
	readonly hangUp: () => void;
}

export function takeSignals({ end, hangUp }: SignalHandlers): void {
	for (const [signal, number] of [
		["SIGINT", 2],
		["SIGTERM", 15],
	] as const) {
		process.removeAllListeners(signal);
		let isEnding = false;
		process.on(signal, () => {
			if (isEnding) process.exit(128 + number);
			isEnding = true;
			end();
		});
	}
	process.on("SIGHUP", hangUp);
}

/** Where a log goes that is read by whoever started the process. */
export const standardOutput = (): NodeJS.WritableStream => process.stdout;
