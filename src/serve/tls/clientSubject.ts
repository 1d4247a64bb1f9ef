/** Who a client is, by its certificate. */
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";

/** The common name of a client's certificate that was checked; undefined without one. */
export function clientSubject(socket: Socket): string | undefined {
	return namesOfClient(socket)[0];
}

/** The common name and the other names of a client's certificate that was checked; none without one. */
export function namesOfClient(socket: Socket): readonly string[] {
	if (!(socket instanceof TLSSocket) || !socket.authorized) return [];
	const certificate = socket.getPeerX509Certificate();
	if (certificate === undefined) return [];
	const common = /^CN=(.*)$/m.exec(certificate.subject)?.[1];
	const others = (certificate.subjectAltName ?? "").split(", ").flatMap((name) => {
		const [, value] = /^(?:DNS|email|URI|IP Address):(.*)$/.exec(name) ?? [];
		return value === undefined ? [] : [value];
	});
	return [...(common === undefined ? [] : [common]), ...others];
}
