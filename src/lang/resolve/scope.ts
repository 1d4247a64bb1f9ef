/**
 * Which variable a name means. A scope is one body: names declared in it (`:=`, `some`, arguments) hide outer ones;
 * a name that is only used belongs to the outermost body that mentions it itself (OPA: rewriteLocalVars and closures).
 */
import type { Span } from "../../text/span.ts";
import type { Local } from "../core.ts";

export class Scope {
	readonly parent: Scope | undefined;
	/** Names that stand in this body itself, not in a body nested in it. */
	readonly #mentioned: ReadonlySet<string>;
	/** Names that this body declares somewhere. */
	readonly #toDeclare: ReadonlySet<string>;
	readonly #locals = new Map<string, Local>();

	constructor(parent: Scope | undefined, mentioned: ReadonlySet<string>, toDeclare: ReadonlySet<string>) {
		this.parent = parent;
		this.#mentioned = mentioned;
		this.#toDeclare = toDeclare;
	}

	/** The local that a name means by now, here or in a scope around. */
	find(name: string): Local | undefined {
		return this.#locals.get(name) ?? this.parent?.find(name);
	}

	/** The local of this very scope. */
	own(name: string): Local | undefined {
		return this.#locals.get(name);
	}

	/** True where this or an outer body declares the name, before or after: it is no rule and no import then. */
	declares(name: string): boolean {
		return (
			this.#toDeclare.has(name) ||
			this.#locals.get(name)?.declared !== undefined ||
			(this.parent?.declares(name) ?? false)
		);
	}

	declare(name: string, span: Span, declared: NonNullable<Local["declared"]>): Local {
		const local: Local = { name, origin: "written", declared, span };
		this.#locals.set(name, local);
		return local;
	}

	/** Takes over a local of a sister scope: an argument, for each body of a clause. */
	adopt(local: Local): void {
		this.#locals.set(local.name, local);
	}

	/** The written locals of this scope, in the order they came. */
	get locals(): readonly Local[] {
		return [...this.#locals.values()];
	}

	/** The local of a name that nothing declares. */
	use(name: string, span: Span): Local {
		const found = this.find(name);
		if (found !== undefined) return found;
		const local: Local = { name, origin: "written", declared: undefined, span };
		this.#owner(name).#locals.set(name, local);
		return local;
	}

	#owner(name: string): Scope {
		let owner: Scope = this;
		for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.parent) {
			// A body that declares the name further down keeps it to itself: closures above the declaration have their own.
			if (scope.#toDeclare.has(name)) break;
			if (scope.#mentioned.has(name)) owner = scope;
		}
		return owner;
	}
}
