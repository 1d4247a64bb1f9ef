# The same text for both: what conftest and policy eval find with it has to be the same.
package main

containers contains container if {
	some field in ["containers", "initContainers"]
	some container in input.spec.template.spec[field]
}

containers contains container if {
	input.kind == "Pod"
	some container in input.spec.containers
}

deny contains $"{container.name} is privileged" if {
	some container in containers
	container.securityContext.privileged
}

deny contains $"{container.name} has no memory limit" if {
	some container in containers
	not container.resources.limits.memory
}

deny contains $"{container.name} runs whatever is newest" if {
	some container in containers
	endswith(container.image, ":latest")
}

deny contains $"{container.name} has no tag" if {
	some container in containers
	not contains(container.image, "@")
	parts := split(container.image, "/")
	not contains(parts[count(parts) - 1], ":")
}

warn contains $"{container.name} may run as root" if {
	some container in containers
	not container.securityContext.runAsNonRoot
	not input.spec.template.spec.securityContext.runAsNonRoot
}
