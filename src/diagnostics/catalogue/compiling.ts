/** What is wrong with a program as a whole: names, safety, recursion, conflicts, arity. */

export {};
