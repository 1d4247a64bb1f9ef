/** Thrown where a policy can't be said in CEL, with the reason as a person reads it: a part of a sentence about the policy. */
export class Unsayable extends Error {
	readonly reason: string;

	constructor(reason: string) {
		super(reason);
		this.reason = reason;
	}
}
