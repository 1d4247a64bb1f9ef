/** What a key may be used for (RFC 5280, 4.2.1.12), by object identifier, as Go numbers it. */
export const extendedKeyUsages: ReadonlyMap<string, number> = new Map(
	[
		"2.5.29.37.0",
		...["1", "2", "3", "4", "5", "6", "7", "8", "9"].map((last) => `1.3.6.1.5.5.7.3.${last}`),
		"1.3.6.1.4.1.311.10.3.3",
		"2.16.840.1.113730.4.1",
		"1.3.6.1.4.1.311.2.1.22",
		"1.3.6.1.4.1.311.61.1.1",
	].map((identifier, number) => [identifier, number]),
);

export const anyUsage = 0;
export const serverAuthentication = 1;

/** What policies call them, in the same order. */
export const usageNames: readonly string[] = [
	"KeyUsageAny",
	"KeyUsageServerAuth",
	"KeyUsageClientAuth",
	"KeyUsageCodeSigning",
	"KeyUsageEmailProtection",
	"KeyUsageIPSECEndSystem",
	"KeyUsageIPSECTunnel",
	"KeyUsageIPSECUser",
	"KeyUsageTimeStamping",
	"KeyUsageOCSPSigning",
	"KeyUsageMicrosoftServerGatedCrypto",
	"KeyUsageNetscapeServerGatedCrypto",
	"KeyUsageMicrosoftCommercialCodeSigning",
	"KeyUsageMicrosoftKernelCodeSigning",
];
