/** What the type checker finds. */

export {};
