/** What the person who runs a command declares for policies besides their texts: the builtins of a host that isn't here, and schemas. */
import path from "node:path";
import { builtinDeclaration } from "../../diagnostics/catalogue/builtins.ts";
import { usageInvalid } from "../../diagnostics/catalogue/configuration.ts";
import { fileNotText } from "../../diagnostics/catalogue/files.ts";
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Shape } from "../../documents/shapes/shape.ts";
import type { PackOptions } from "../../packs/compilePack.ts";
import type { Builtin } from "../../runtime/builtins/builtin.ts";
import { builtins as own } from "../../runtime/builtins/index.ts";
import type { Type } from "../../runtime/types.ts";
import { decode } from "../../text/decode.ts";
import { Source } from "../../text/source.ts";
import { type Host, HostError } from "../host/host.ts";
import { Refusal } from "../refusal.ts";
import { nameOf } from "../sourceName.ts";
import { readSchemas } from "./readSchemas.ts";

export interface DeclarationOptions {
	/** Files that declare builtins. */
	readonly builtins: readonly string[];
	/** A schema of `input`, or a folder of schemas that annotations name. */
	readonly schema?: string;
	/** The tool that policies are written for; absent for that of the configuration, or none. */
	readonly shape?: Shape;
}

export interface Declarations {
	/** All that policies may call. */
	readonly builtins: ReadonlyMap<string, Builtin>;
	/** Texts of functions that stand in for declared builtins: compiled with whatever is compiled. */
	readonly modules: readonly Source[];
	/** Absent where none are given. */
	readonly schemas?: ReadonlyMap<string, Type>;
	readonly diagnostics: readonly Diagnostic[];
}

export const noDeclarations: Declarations = { builtins: own, modules: [], diagnostics: [] };

/** @throws {Refusal} where a file that was named can't be read */
export async function readDeclarations(
	host: Host,
	{ builtins, schema, shape }: DeclarationOptions,
): Promise<Declarations> {
	const declared =
		builtins.length === 0 && shape === undefined
			? noDeclarations
			: await declaredBuiltins(host, builtins, shape?.functions ?? []);
	return schema === undefined ? declared : { ...declared, schemas: readSchemas(host, schema) };
}

/** What a file declares replaces what the shape brings. */
async function declaredBuiltins(
	host: Host,
	files: readonly string[],
	brought: readonly Builtin[],
): Promise<Declarations> {
	// Only those who declare something need the compiler and a YAML reader with places for it.
	const { readBuiltins } = await import("./readBuiltins.ts");
	const { addBuiltins } = await import("../../lang/resolve/addBuiltins.ts");
	const diagnostics: Diagnostic[] = [];
	const declared: Builtin[] = [];
	const modules: Source[] = [];
	for (const name of files) {
		const file = path.resolve(host.cwd, name);
		const source = read(
			host,
			file,
			(reason) => new Refusal([usageInvalid({ text: `can't read \`${name}\`: ${reason}` })]),
		);
		const found = readBuiltins(source);
		declared.push(...found.builtins);
		diagnostics.push(...found.diagnostics);
		for (const module of found.modules) {
			const fault = (text: string): Diagnostic => at(source, module.span, builtinDeclaration({ text }));
			const inside = path.relative(path.dirname(file), path.resolve(path.dirname(file), module.name));
			if (inside.startsWith("..") || path.isAbsolute(inside)) {
				diagnostics.push(fault(`\`${module.name}\` lies outside of this file's folder`));
				continue;
			}
			try {
				modules.push(read(host, path.resolve(path.dirname(file), inside), (reason) => new ModuleFault(reason)));
			} catch (error) {
				if (!(error instanceof ModuleFault)) throw error;
				diagnostics.push(fault(`can't read \`${module.name}\`: ${error.message}`));
			}
		}
	}
	const names = new Set(declared.map(({ name }) => name));
	const table = addBuiltins([...brought.filter(({ name }) => !names.has(name)), ...declared]);
	return { builtins: table.builtins, modules, diagnostics: [...diagnostics, ...table.diagnostics] };
}

class ModuleFault extends Error {}

function read(host: Host, file: string, refusal: (reason: string) => Error): Source {
	try {
		const decoded = decode(host.files.read(file));
		if ("text" in decoded) return new Source(nameOf(host.cwd, file), decoded.text);
		throw refusal(fileNotText(decoded).text);
	} catch (error) {
		if (error instanceof HostError) throw refusal(error.reason);
		throw error;
	}
}

/** What compiling takes of declarations. */
export function compileOptions({ builtins, schemas }: Declarations): Pick<PackOptions, "builtins" | "schemas"> {
	return { builtins, ...(schemas === undefined ? {} : { schemas }) };
}

/** The texts with those of the stand-ins, each once: a folder that is given may hold a stand-in's file too. */
export function withStandIns(sources: readonly Source[], { modules }: Declarations): readonly Source[] {
	const names = new Set(sources.map(({ name }) => name));
	return [...sources, ...modules.filter(({ name }) => !names.has(name))];
}
