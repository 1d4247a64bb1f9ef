/** Go templates as a tree. Positions are UTF-16 offsets into the template's text. Go docs: package text/template. */

export interface Pipe {
	readonly kind: "pipe";
	readonly at: number;
	/** `$x := …` declares, `$x = …` assigns; range may declare two. */
	readonly variables: readonly string[];
	readonly assigns: boolean;
	readonly commands: readonly Command[];
}
/** A function or a value, and what it is called with. */
export interface Command {
	readonly at: number;
	readonly words: readonly Word[];
	/** As errors show it. */
	readonly text: string;
}
export type Word =
	| { readonly kind: "function"; readonly at: number; readonly name: string }
	| { readonly kind: "dot"; readonly at: number }
	| { readonly kind: "nil"; readonly at: number }
	| { readonly kind: "variable"; readonly at: number; readonly name: string; readonly fields: readonly string[] }
	| { readonly kind: "field"; readonly at: number; readonly fields: readonly string[] }
	| { readonly kind: "chain"; readonly at: number; readonly pipe: Pipe; readonly fields: readonly string[] }
	| { readonly kind: "string"; readonly at: number; readonly value: string }
	| { readonly kind: "boolean"; readonly at: number; readonly value: boolean }
	| { readonly kind: "integer"; readonly at: number; readonly value: bigint }
	| { readonly kind: "float"; readonly at: number; readonly value: number };

export type Part =
	| { readonly kind: "text"; readonly text: string }
	| { readonly kind: "output"; readonly pipe: Pipe }
	| {
			readonly kind: "if" | "with" | "range";
			readonly pipe: Pipe;
			readonly body: readonly Part[];
			readonly otherwise: readonly Part[];
	  }
	| { readonly kind: "break" | "continue" }
	| { readonly kind: "template"; readonly at: number; readonly name: string; readonly pipe: Pipe | undefined };

export interface Template {
	readonly text: string;
	readonly parts: readonly Part[];
	/** What `define` and `block` named. */
	readonly named: ReadonlyMap<string, readonly Part[]>;
}
