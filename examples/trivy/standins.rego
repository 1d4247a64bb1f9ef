# METADATA
# description: |
#   Functions that stand in for what Trivy brings to its checks, as far as their tests and findings need it.
package standins.trivy

import rego.v1

# What a finding is about comes along as it is: its place is told by its `__defsec_metadata`, where it has some.
result_new(message, cause) := object.union(place(cause), {"msg": message})

place(cause) := {key: value |
	some key in ["startline", "endline", "filepath", "resource", "managed", "explicit", "sourceprefix"]
	value := metadata(cause)[key]
}

metadata(cause) := object.get(cause, "__defsec_metadata", cause) if is_object(cause)

default is_managed(_) := true

is_managed(resource) := resource.__defsec_metadata.managed

# Commands are told apart by what stands between them. Quoted text is kept in one piece only where it has no such sign in it.
parse_commands(script) := [words |
	some command in regex.split(`&&|\|\||[;|\n]`, script)
	words := [word | some word in regex.split(`\s+`, trim_space(command)); word != ""]
	count(words) > 0
]

count_addresses("*") := 18446744073709551615

count_addresses(range) := bits.lsh(1, width(range) - prefix(range)) if {
	range != "*"
	contains(range, "/")
}

count_addresses(range) := 1 if {
	range != "*"
	not contains(range, "/")
}

prefix(range) := to_number(split(range, "/")[1])

width(range) := 128 if {
	contains(range, ":")
} else := 32

private := {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16", "fc00::/7", "fe80::/10", "::1/128"}

is_public("*") := true

is_public(range) := not_private if {
	range != "*"
	net.cidr_is_valid(whole(range))
	not_private := count([block | some block in private; net.cidr_contains(block, range)]) == 0
}

# An address is a range of one.
whole(range) := range if contains(range, "/")

whole(range) := $"{range}/{width(range)}" if not contains(range, "/")

secrets := {
	`(?i)(passw(or)?d|secret|token|api_?key|private_?key|access_?key)[\w-]*["']?\s*[:=]\s*\\?["']?[^\s"'\\]{6,}`,
	`AKIA[0-9A-Z]{16}`,
	`ghp_[0-9A-Za-z]{36}`,
	`-----BEGIN [A-Z ]*PRIVATE KEY-----`,
}

scan_string(text) := {"transgressionFound": true, "description": "it looks like a secret"} if {
	some secret in secrets
	regex.match(secret, text)
} else := {"transgressionFound": false, "description": ""}
