/** What is wrong with a document: Dockerfiles, YAML, images. */

export {};
