/** What is wrong with serving policies: addresses, certificates, the decision log. */
import { define } from "../diagnostic.ts";

export const serveAddressUnusable = define<{ address: string; reason: string }>(
	{
		code: "serve-address-unusable",
		severity: "error",
		title: "The server can't listen at an address",
		cause: "Another program listens there, the port is one that only root may use, or the host isn't this machine.",
		wrong: "policy serve --addr 127.0.0.1:80",
		right: "policy serve --addr 127.0.0.1:8181",
	},
	({ address, reason }) => `can't listen at \`${address}\`: ${reason}`,
	() => "name another with --addr",
);

export const serveCertificateUnusable = define<{ reason: string }>(
	{
		code: "serve-certificate-unusable",
		severity: "error",
		title: "The server's certificate can't be used",
		cause: "A file can't be read, isn't PEM, or the key isn't that of the certificate.",
		wrong: "policy serve --tls-cert tls.crt --tls-key other.key",
		right: "policy serve --tls-cert tls.crt --tls-key tls.key",
	},
	({ reason }) => reason,
	() => "give a certificate and its key as PEM files",
);

export const serveLogUnusable = define<{ file: string; reason: string }>(
	{
		code: "serve-log-unusable",
		severity: "error",
		title: "The decision log can't be written",
		cause:
			"Decisions are logged before they are answered, so a log that can't be opened is told before anything is served.",
		wrong: "policy serve --decision-log /no/such/folder/decisions.ndjson",
		right: "policy serve --decision-log decisions.ndjson",
	},
	({ file, reason }) => `can't write the decision log \`${file}\`: ${reason}`,
);

export const servePoliciesFaulty = define<{ count: number }>(
	{
		code: "serve-policies-faulty",
		severity: "error",
		title: "The policies to serve have errors",
		cause:
			"A gate with a part of its policies would let through what the missing ones deny, so none is opened. When policies are loaded again and have errors, the old ones stay.",
		wrong: "policy serve --policy broken.policy",
		right: "policy check broken.policy   # then put right what it says",
	},
	({ count }) => `nothing is served: the policies have ${count === 1 ? "an error" : `${count} errors`}`,
	() => "`policy check` says the same, and more",
);

export const serveExposed = define<{ address: string }>(
	{
		code: "serve-exposed",
		severity: "warning",
		title: "The server is open to the network without TLS",
		cause: "Whoever reaches the address reads requests and answers on their way, and may ask anything.",
		wrong: "policy serve --addr 0.0.0.0:8181",
		right: "policy serve --addr 0.0.0.0:8443 --tls-cert tls.crt --tls-key tls.key --tls-ca clients.pem",
	},
	({ address }) => `\`${address}\` is open to the network, and nothing is encrypted`,
	() => "give --tls-cert and --tls-key, or an address of this machine only",
);
