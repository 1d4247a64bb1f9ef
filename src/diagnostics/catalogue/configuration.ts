/** What is wrong with policy.yaml, pack.yaml, a command line or an ignore comment. */

export {};
