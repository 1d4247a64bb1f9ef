# Which stages matter, and what is known of the images they build on.
package hygiene.lib.stages

import rego.v2

# The stage that is built unless another target is asked for.
final := input.stages[input.final]

# Where the file says which image the final stage has at its root.
root_from := input.stages[final.chain[0]].from

# The repository as it is looked up: official images without `library/`.
short_repository(image) := trim_prefix(image.repository, "library/") if image.registry == "docker.io"

short_repository(image) := $"{image.registry}/{image.repository}" if image.registry != "docker.io"

# The words of a tag: `22-bookworm-slim` has three.
tag_words(image) := split(lower(image.tag), "-")

# Whether a tag names a slim flavour of an image that also has a full one.
slim(image) if {
	some word in tag_words(image)
	regex.match(`^(slim|alpine[0-9.]*|minimal|micro|chisel(l)?ed|distroless|busybox|nanoserver|jre)$`, word)
}
