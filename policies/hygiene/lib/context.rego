# What the ignore rules of a build context let in.
package hygiene.lib.context

import rego.v2

# The well-known names of a topic that would be sent if they were there: [".env"].
let_in(topic) := sort([name | some name in names_let_in(topic)])

names_let_in(topic) := {covered.name |
	some covered in input.covers
	covered.topic == topic
	covered.depth == "root"
	not covered.ignored
}

# Whether a build takes the context as a whole: it does, or nobody knows which build it is for.
copied_whole(context) if context.copies_all

copied_whole(context) if count(context.dockerfiles) == 0

# The files of the tree that would be sent and whose path matches; none where the tree is not known.
sent(pattern) := [file.path |
	some file in input.files
	not file.ignored
	regex.match(pattern, file.path)
]
