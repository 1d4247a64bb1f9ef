/** The elliptic curves of FIPS 186: what a point on them is. */
import { inverse, modulo } from "./modular.ts";

export interface Curve {
	/** As JSON Web Keys name it. */
	readonly name: string;
	readonly objectIdentifier: string;
	/** Of a coordinate. */
	readonly bytes: number;
	readonly prime: bigint;
	/** In y² = x³ - 3x + b. */
	readonly b: bigint;
	readonly order: bigint;
	readonly generator: Point;
}

export interface Point {
	readonly x: bigint;
	readonly y: bigint;
}

const hex = (digits: string): bigint => BigInt(`0x${digits.replace(/\s+/g, "")}`);

const p224: Curve = {
	name: "P-224",
	objectIdentifier: "1.3.132.0.33",
	bytes: 28,
	prime: 2n ** 224n - 2n ** 96n + 1n,
	b: hex("b4050a85 0c04b3ab f5413256 5044b0b7 d7bfd8ba 270b3943 2355ffb4"),
	order: hex("ffffffff ffffffff ffffffff ffff16a2 e0b8f03e 13dd2945 5c5c2a3d"),
	generator: {
		x: hex("b70e0cbd 6bb4bf7f 321390b9 4a03c1d3 56c21122 343280d6 115c1d21"),
		y: hex("bd376388 b5f723fb 4c22dfe6 cd4375a0 5a074764 44d58199 85007e34"),
	},
};

const p256: Curve = {
	name: "P-256",
	objectIdentifier: "1.2.840.10045.3.1.7",
	bytes: 32,
	prime: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
	b: hex("5ac635d8 aa3a93e7 b3ebbd55 769886bc 651d06b0 cc53b0f6 3bce3c3e 27d2604b"),
	order: hex("ffffffff 00000000 ffffffff ffffffff bce6faad a7179e84 f3b9cac2 fc632551"),
	generator: {
		x: hex("6b17d1f2 e12c4247 f8bce6e5 63a440f2 77037d81 2deb33a0 f4a13945 d898c296"),
		y: hex("4fe342e2 fe1a7f9b 8ee7eb4a 7c0f9e16 2bce3357 6b315ece cbb64068 37bf51f5"),
	},
};

const p384: Curve = {
	name: "P-384",
	objectIdentifier: "1.3.132.0.34",
	bytes: 48,
	prime: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
	b: hex("b3312fa7 e23ee7e4 988e056b e3f82d19 181d9c6e fe814112 0314088f 5013875a c656398d 8a2ed19d 2a85c8ed d3ec2aef"),
	order: hex(
		"ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff c7634d81 f4372ddf 581a0db2 48b0a77a ecec196a ccc52973",
	),
	generator: {
		x: hex(
			"aa87ca22 be8b0537 8eb1c71e f320ad74 6e1d3b62 8ba79b98 59f741e0 82542a38 5502f25d bf55296c 3a545e38 72760ab7",
		),
		y: hex(
			"3617de4a 96262c6f 5d9e98bf 9292dc29 f8f41dbd 289a147c e9da3113 b5f0b8c0 0a60b1ce 1d7e819d 7a431d7c 90ea0e5f",
		),
	},
};

const p521: Curve = {
	name: "P-521",
	objectIdentifier: "1.3.132.0.35",
	bytes: 66,
	prime: 2n ** 521n - 1n,
	b: hex(
		`051 953eb961 8e1c9a1f 929a21a0 b68540ee a2da725b 99b315f3 b8b48991 8ef109e1 56193951 ec7e937b
		1652c0bd 3bb1bf07 3573df88 3d2c34f1 ef451fd4 6b503f00`,
	),
	order: hex(
		`1ff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff fffffffa 51868783 bf2f966b
		7fcc0148 f709a5d0 3bb5c9b8 899c47ae bb6fb71e 91386409`,
	),
	generator: {
		x: hex(
			`c6 858e06b7 0404e9cd 9e3ecb66 2395b442 9c648139 053fb521 f828af60 6b4d3dba a14b5e77 efe75928
			fe1dc127 a2ffa8de 3348b3c1 856a429b f97e7e31 c2e5bd66`,
		),
		y: hex(
			`118 39296a78 9a3bc004 5c8a5fb4 2c7d1bd9 98f54449 579b4468 17afbd17 273e662c 97ee7299 5ef42640
			c550b901 3fad0761 353c7086 a272c240 88be9476 9fd16650`,
		),
	},
};

export const curves: readonly Curve[] = [p224, p256, p384, p521];

export function isOnCurve({ prime, b }: Curve, { x, y }: Point): boolean {
	if (x < 0n || y < 0n || x >= prime || y >= prime) return false;
	return modulo(y * y - (x * x * x - 3n * x + b), prime) === 0n;
}

/** The point that a private key stands for. Takes time that depends on the scalar: for reading keys, not for signing. */
export const publicPoint = (curve: Curve, scalar: bigint): Point =>
	multiplied(curve, curve.generator, scalar) ?? curve.generator;

/** A point added to itself so many times; undefined for the point at infinity. Takes time that depends on the scalar. */
export function multiplied(curve: Curve, point: Point, scalar: bigint): Point | undefined {
	const { prime } = curve;
	let sum: Projective | undefined;
	let power: Projective | undefined = { ...point, z: 1n };
	for (let bits = scalar; bits > 0n; bits >>= 1n) {
		if ((bits & 1n) === 1n) sum = projectiveSum(prime, sum, power);
		power = power && doubled(prime, power);
	}
	if (sum === undefined) return undefined;
	// Not zero, and the modulus is prime.
	const inverted = inverse(sum.z, prime) as bigint;
	const square = modulo(inverted * inverted, prime);
	return { x: modulo(sum.x * square, prime), y: modulo(sum.y * square * inverted, prime) };
}

/** A point as (x / z², y / z³): adding such takes no division, which is what takes time. */
interface Projective extends Point {
	readonly z: bigint;
}

function doubled(prime: bigint, { x, y, z }: Projective): Projective | undefined {
	if (y === 0n) return undefined;
	const delta = modulo(z * z, prime);
	const gamma = modulo(y * y, prime);
	const beta = modulo(x * gamma, prime);
	const alpha = modulo(3n * (x - delta) * (x + delta), prime);
	const next = modulo(alpha * alpha - 8n * beta, prime);
	return {
		x: next,
		y: modulo(alpha * (4n * beta - next) - 8n * gamma * gamma, prime),
		z: modulo((y + z) * (y + z) - gamma - delta, prime),
	};
}

function projectiveSum(
	prime: bigint,
	left: Projective | undefined,
	right: Projective | undefined,
): Projective | undefined {
	if (left === undefined || right === undefined) return left ?? right;
	const leftSquare = modulo(left.z * left.z, prime);
	const rightSquare = modulo(right.z * right.z, prime);
	const start = modulo(left.x * rightSquare, prime);
	const run = modulo(right.x * leftSquare - start, prime);
	const height = modulo(left.y * rightSquare * right.z, prime);
	const rise = modulo(right.y * leftSquare * left.z - height, prime);
	if (run === 0n) return rise === 0n ? doubled(prime, left) : undefined;
	const square = modulo(run * run, prime);
	const cube = modulo(square * run, prime);
	const along = modulo(start * square, prime);
	const x = modulo(rise * rise - cube - 2n * along, prime);
	return { x, y: modulo(rise * (along - x) - height * cube, prime), z: modulo(left.z * right.z * run, prime) };
}

/** Undefined stands for the point at infinity. */
export function sumOf({ prime }: Curve, left: Point | undefined, right: Point | undefined): Point | undefined {
	if (left === undefined || right === undefined) return left ?? right;
	const isSame = left.x === right.x;
	if (isSame && modulo(left.y + right.y, prime) === 0n) return undefined;
	const [rise, run] = isSame ? [3n * left.x * left.x - 3n, 2n * left.y] : [right.y - left.y, right.x - left.x];
	// The run is not zero, and the modulus is prime.
	const slope = modulo(rise * (inverse(run, prime) as bigint), prime);
	const x = modulo(slope * slope - left.x - right.x, prime);
	return { x, y: modulo(slope * (left.x - x) - left.y, prime) };
}
