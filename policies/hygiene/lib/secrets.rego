# What looks like a secret: by name, by the shape of a token, by the text of a private key.
# Whoever reports one shows only what `masked` leaves of it.
package hygiene.lib.secrets

import rego.v2

# Names whose value is a secret: DB_PASSWORD, api-key, GITHUB_TOKEN.
secret_name(name) if {
	regex.match(`(?i)(^|[^a-z])(passwd|password|passphrase|pwd|secret|token|credentials?|api_?key|apikey|access_?key|secret_?key|private_?key|auth_?key|encryption_?key|signing_?key)s?($|[^a-z])`, normal_name(name))
	not public_name(name)
}

# `githubToken` and `GITHUB-TOKEN` read like `github_token`.
normal_name(name) := lower(replace(replace(regex.replace(name, `([a-z0-9])([A-Z])`, "${1}_${2}"), "-", "_"), ".", "_"))

# Names about a secret that don't hold it: where it lies, how long it is, what it is called, which kind it is.
public_name(name) if regex.match(
	`(_(file|path|dir|folder|name|id|ids|url|uri|endpoint|host|arn|type|kind|length|len|size|min|max|ttl|expiry|expires|expiration|timeout|age|policy|rotation|enabled|disabled|required|header|prefix|suffix|field|key_name|algorithm|alg|format|version|count|limit|limits|issuer|audience|store|provider|manager|mount|ref|hash_cost|rounds|encoder|validator|class)|_(in|via|from)_[a-z_]+)$|^(public|no|use|allow|disable|enable|skip|require|max|min|is|has|with|without)_|public_key|pubkey|token_?izers?_|_per_|max_tokens|pass_?through`,
	normal_name(name),
)

# A value that stands for a secret to come: empty, a variable, a placeholder, a switch.
placeholder(value) if regex.match(
	`(?i)^\s*$|^\$|\$\{|\{\{|^<.*>$|^%.*%$|^\*+$|^x+$|^\.+$|^(true|false|yes|no|on|off|none|null|nil|undefined|unset|empty|default|required|optional|todo|tbd|n/?a)$|^(change|replace|insert|set|put|enter|fill|add)[-_ ]?(me|this|it|in|your|here)?|your[-_ ]|^(my)?(dummy|example|sample|placeholder|fake|mock|foo|bar|test|testing|redacted|not[-_ ]?used|unused|ignored?)([-_ ]?(only|key|token|secret|password|value|me|it))?$|^(dummy|fake|not[-_]?a[-_]?(real)?|insecure|placeholder)|^for[-_](pre-?compil|build|ci|test)|^/|^file:|^[0-9]{1,5}$|^vault:|^arn:|^projects/|^op://|^ref\+|^ssm:`,
	value,
)

# Tokens that can be told by their shape alone, with what they are called.
token_shapes := {
	"AWS access key id": `\b(AKIA|ASIA)[0-9A-Z]{16}\b`,
	"GitHub token": `\b(gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})\b`,
	"GitLab token": `\bglpat-[A-Za-z0-9_\-]{20,}`,
	"npm token": `\bnpm_[A-Za-z0-9]{36}\b`,
	"PyPI token": `\bpypi-[A-Za-z0-9_\-]{50,}`,
	"Slack token": `\bxox[abeprs]-[A-Za-z0-9-]{10,}`,
	"Slack webhook": `https://hooks\.slack\.com/services/T[A-Za-z0-9]+/B[A-Za-z0-9]+/[A-Za-z0-9]+`,
	"Google API key": `\bAIza[0-9A-Za-z_\-]{35}\b`,
	"Stripe key": `\b[rs]k_live_[0-9A-Za-z]{20,}`,
	"SendGrid key": `\bSG\.[A-Za-z0-9_\-]{20,}\.[A-Za-z0-9_\-]{40,}`,
	"DigitalOcean token": `\bdo[opr]_v1_[a-f0-9]{64}\b`,
	"Docker Hub token": `\bdckr_pat_[A-Za-z0-9_\-]{27}`,
	"Hugging Face token": `\bhf_[A-Za-z0-9]{34,}\b`,
	"JSON web token": `\beyJ[A-Za-z0-9_\-]{10,}\.eyJ[A-Za-z0-9_\-]{10,}\.[A-Za-z0-9_\-]{10,}`,
	"private key": `-----BEGIN ((RSA|EC|DSA|OPENSSH|ENCRYPTED|PGP) )?PRIVATE KEY( BLOCK)?-----`,
}

# What kind of token a text holds; the first by name where there are several.
token_kind(text) := min({kind | some kind, shape in token_shapes; regex.match(shape, text); not documented_example(text)})

# Tokens that vendors' manuals print, so everybody has them.
documented_example(text) if regex.match(`AKIAIOSFODNN7EXAMPLE|AKIAI44QH8DHBEXAMPLE`, text)

# The user information of a URL, where it has a password that is written out.
url_password(text) := password if {
	found := regex.find_all_string_submatch_n(`[a-zA-Z][a-zA-Z0-9+.-]*://[^/\s:@"']*:([^/\s@"']+)@`, text, 1)
	password := found[0][1]
	not placeholder(password)
}

# The first two characters, and how many there are: enough to find it, not enough to use it.
masked(value) := $"{substring(value, 0, 2)}… ({count(value)} characters)" if count(value) >= 12

masked(value) := $"({count(value)} characters)" if count(value) < 12

# Files that hold keys or credentials, by their name; `name` is a path or a pattern.
secret_file(name) if {
	regex.match(
		`(?i)(^|/)(\.env(\.(local|prod|production|staging|dev|development))?|\.npmrc|\.pypirc|\.netrc|_netrc|\.pgpass|\.git-credentials|\.htpasswd|id_(rsa|dsa|ecdsa|ed25519)|kubeconfig|\.kube/config|\.docker/config\.json|\.dockercfg|\.aws/credentials|credentials\.json|service[-_]account[a-z0-9_-]*\.json|[^/]*\.(p12|pfx|jks|keystore|kdbx|ppk)|[^/]*[-_.](key|private)\.pem|(server|client|tls|private|ssl|privkey|key)\.(key|pem))$`,
		name,
	)
}
