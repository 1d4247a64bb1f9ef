/** All lints over one module: what is allowed but hardly meant. Takes a tree that was read without mistakes; needs no other modules. */
import { at, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Module } from "../tree.ts";
import { lintAlwaysTrue } from "./alwaysTrue.ts";
import { lintComparisonsWithTrue } from "./comparisonWithTrue.ts";
import { lintDiffersFromAny } from "./differsFromAny.ts";
import { lintDoubleNegations } from "./doubleNegation.ts";
import { lintDuplicateConditions } from "./duplicateCondition.ts";
import { lintDuplicateRules } from "./duplicateRule.ts";
import { lintEmptyTests } from "./emptyTest.ts";
import { lintInvalidPatterns } from "./invalidPattern.ts";
import type { Lint } from "./lint.ts";
import { lintNeedlessDefaults } from "./needlessDefault.ts";
import { lintNeverTrue } from "./neverTrue.ts";
import { lintOutdatedBuiltins } from "./outdatedBuiltin.ts";
import { lintShadowedBuiltins } from "./shadowedBuiltin.ts";
import { lintShadowedNames } from "./shadowedName.ts";
import { lintSprintfArguments } from "./sprintfArguments.ts";
import { lintUnreachableElses } from "./unreachableElse.ts";
import { lintUnusedImports } from "./unusedImport.ts";
import { lintUnusedMembers } from "./unusedMember.ts";
import { lintUnusedVariables } from "./unusedVariable.ts";
import { lintVanishingMessages } from "./vanishingMessage.ts";

const lints: readonly Lint[] = [
	lintAlwaysTrue,
	lintComparisonsWithTrue,
	lintDiffersFromAny,
	lintDoubleNegations,
	lintDuplicateConditions,
	lintDuplicateRules,
	lintEmptyTests,
	lintInvalidPatterns,
	lintNeedlessDefaults,
	lintNeverTrue,
	lintOutdatedBuiltins,
	lintShadowedBuiltins,
	lintShadowedNames,
	lintSprintfArguments,
	lintUnreachableElses,
	lintUnusedImports,
	lintUnusedMembers,
	lintUnusedVariables,
	lintVanishingMessages,
];

/** Warnings in the order of the text, each with the edits that put it right where these are safe. */
export function lintModule(module: Module): Diagnostic[] {
	const found: Diagnostic[] = [];
	for (const lint of lints)
		lint(module, (span, message, fix) => {
			found.push({ ...at(module.source, span, message), ...(fix === undefined ? {} : { fix }) });
		});
	return found.sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
}
