/** The names that compose looks for by itself, in its order, and those by which people tell compose files. */
export const defaultNames: readonly string[] = [
	"compose.yaml",
	"compose.yml",
	"docker-compose.yml",
	"docker-compose.yaml",
];
export const overrideNames: readonly string[] = [
	"compose.override.yml",
	"compose.override.yaml",
	"docker-compose.override.yml",
	"docker-compose.override.yaml",
];
/** `compose.prod.yaml`, `docker-compose-test.yml` and the like. */
export const namedCompose = /^(?:docker-|podman-)?compose(?:[._-].*)?\.ya?ml$/i;
