/** What is wrong with the text of a module: tokens and grammar. */

export {};
