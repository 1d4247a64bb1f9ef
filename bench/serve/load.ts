/** A client that costs little, so that what is measured is the server: open connections, one request after the other on each, answers read by their length. */
import { connect, type Socket } from "node:net";

export interface Load {
	readonly port: number;
	readonly path: string;
	readonly body: string;
	readonly connections: number;
	readonly requests: number;
}

export interface Measured {
	/** Requests a second. */
	readonly rate: number;
	/** Milliseconds. */
	readonly p50: number;
	readonly p99: number;
	readonly failed: number;
}

export async function load({ port, path, body, connections, requests }: Load): Promise<Measured> {
	const bytes = Buffer.from(body);
	const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${bytes.length}\r\n\r\n`;
	const request = Buffer.concat([Buffer.from(head), bytes]);
	const times: number[] = [];
	let left = requests;
	let failed = 0;
	const began = performance.now();
	const run = async (socket: Socket): Promise<void> => {
		const answers = reader(socket);
		while (left > 0) {
			left--;
			const sent = performance.now();
			socket.write(request);
			if ((await answers()) !== 200) failed++;
			times.push(performance.now() - sent);
		}
		socket.destroy();
	};
	const sockets = await Promise.all(Array.from({ length: connections }, () => opened(port)));
	await Promise.all(sockets.map(run));
	const seconds = (performance.now() - began) / 1_000;
	times.sort((a, b) => a - b);
	const at = (part: number): number => times[Math.min(times.length - 1, Math.floor(times.length * part))] as number;
	return { rate: requests / seconds, p50: at(0.5), p99: at(0.99), failed };
}

function opened(port: number): Promise<Socket> {
	return new Promise((resolve, reject) => {
		const socket = connect({ port, host: "127.0.0.1", noDelay: true }, () => resolve(socket));
		socket.once("error", reject);
	});
}

/** Gives the status of the next answer, once all of it is there. */
function reader(socket: Socket): () => Promise<number> {
	let text = "";
	let given: ((status: number) => void) | undefined;
	const look = (): void => {
		const end = text.indexOf("\r\n\r\n");
		if (end === -1) return;
		const head = text.slice(0, end);
		const length = /content-length: (\d+)/i.exec(head)?.[1];
		const whole = length === undefined ? text.indexOf("\r\n0\r\n\r\n", end) + 7 : end + 4 + Number(length);
		if (whole < end + 4 || text.length < whole) return;
		text = text.slice(whole);
		given?.(Number(head.slice(9, 12)));
	};
	socket.setEncoding("latin1");
	socket.on("data", (chunk) => {
		text += String(chunk);
		look();
	});
	return () =>
		new Promise((resolve) => {
			given = resolve;
		});
}
