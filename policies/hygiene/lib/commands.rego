# What a command of a RUN is told to do: its operands, its options, the packages that it installs.
package hygiene.lib.commands

import rego.v2

# The words of a command that stand for its `args`: the last ones; wrappers and the program come before.
arg_words(command) := array.slice(command.words, count(command.words) - count(command.args), count(command.words))

# Arguments that are neither options nor the values of the options named in `valued`: `["install", "curl"]`.
operands(command, valued) := [arg |
	some i, arg in command.args
	not startswith(arg, "-")
	not command.args[i - 1] in valued
]

# Whether an option is given, alone, with a value (`--option=value`), or in a cluster of short ones (`-qy` for `-y`).
has_option(command, names) if {
	some arg in command.args
	split(arg, "=")[0] in names
}

has_option(command, names) if {
	some arg in command.args
	regex.match(`^-[A-Za-z]{2,}$`, arg)
	some letter in regex.find_n(`[A-Za-z]`, substring(arg, 1, -1), -1)
	$"-{letter}" in names
}

# Options that take the next argument as their value, by package manager.
valued_options := {
	"apt": {"-o", "--option", "-t", "--target-release", "--default-release", "-c", "--config-file", "-a", "--host-architecture"},
	"apk": {"-t", "--virtual", "-X", "--repository", "-p", "--root", "--arch", "--keys-dir", "--repositories-file", "--cache-dir", "--wait"},
	"rpm": {"--setopt", "--enablerepo", "--disablerepo", "--repo", "--repoid", "--installroot", "--releasever", "-c", "--config", "-x", "--exclude", "--forcearch"},
	"zypper": {"-r", "--repo", "--from", "-t", "--type", "-R", "--root", "-C", "--capability"},
	"pacman": {"-r", "--root", "-b", "--dbpath", "--config", "--cachedir", "--ignore"},
	"pip": {
		"-r", "--requirement", "-c", "--constraint", "-e", "--editable", "-t", "--target", "-i", "--index-url", "--extra-index-url",
		"-f", "--find-links", "--prefix", "--root", "--platform", "--python-version", "--abi", "--implementation", "--src",
		"--no-binary", "--only-binary", "--progress-bar", "--trusted-host", "--proxy", "--timeout", "--retries", "--cert",
		"--client-cert", "--cache-dir", "--log", "--python", "-C", "--config-settings", "--global-option", "--build-option",
		"--upgrade-strategy", "--root-user-action", "--exists-action",
	},
	"npm": {"--registry", "--prefix", "-C", "--cache", "--omit", "--include", "--loglevel", "--tag", "-w", "--workspace", "--userconfig", "--fetch-timeout", "--network-timeout", "--cwd", "--filter"},
	"gem": {"-v", "--version", "-i", "--install-dir", "-n", "--bindir", "-s", "--source", "-P", "--trust-policy", "--platform"},
	"cargo": {"--version", "--vers", "--git", "--branch", "--tag", "--rev", "--path", "--root", "--features", "-F", "--index", "--registry", "-j", "--jobs", "--profile", "--target", "--target-dir", "--bin", "--example", "--config", "-Z"},
	"go": {"-tags", "-ldflags", "-gcflags", "-mod", "-modfile", "-o", "-p", "-overlay", "-C"},
	"conda": {"-n", "--name", "-p", "--prefix", "-c", "--channel", "-f", "--file"},
}

# What one program asks of a package manager: {"manager", "verb", "packages"}; undefined for anything else.
# `verb` is one word for one thing: install, update (the index), upgrade (all packages), remove, clean.
request(command) := {"manager": "apt", "verb": verb, "packages": array.slice(found, 1, count(found))} if {
	command.name in {"apt-get", "apt", "aptitude"}
	found := operands(command, valued_options.apt)
	verb := {
		"install": "install", "update": "update", "upgrade": "upgrade", "safe-upgrade": "upgrade", "dist-upgrade": "dist-upgrade",
		"full-upgrade": "dist-upgrade", "remove": "remove", "purge": "remove", "autoremove": "remove", "clean": "clean",
		"autoclean": "clean", "distclean": "clean", "build-dep": "install",
	}[found[0]]
}

request(command) := {"manager": "apk", "verb": verb, "packages": array.slice(found, 1, count(found))} if {
	command.name == "apk"
	found := operands(command, valued_options.apk)
	verb := {"add": "install", "update": "update", "upgrade": "upgrade", "del": "remove", "cache": "clean"}[found[0]]
}

request(command) := {"manager": "rpm", "verb": verb, "packages": array.slice(found, 1, count(found))} if {
	command.name in {"yum", "dnf", "microdnf", "tdnf", "dnf5"}
	found := operands(command, valued_options.rpm)
	verb := {
		"install": "install", "localinstall": "install", "groupinstall": "install", "reinstall": "install", "builddep": "install",
		"makecache": "update", "check-update": "update", "update": "upgrade", "upgrade": "upgrade", "distro-sync": "dist-upgrade",
		"remove": "remove", "erase": "remove", "autoremove": "remove", "clean": "clean",
	}[found[0]]
}

request(command) := {"manager": "zypper", "verb": verb, "packages": array.slice(found, 1, count(found))} if {
	command.name == "zypper"
	found := operands(command, valued_options.zypper)
	verb := {
		"install": "install", "in": "install", "refresh": "update", "ref": "update", "update": "upgrade", "up": "upgrade",
		"dist-upgrade": "dist-upgrade", "dup": "dist-upgrade", "remove": "remove", "rm": "remove", "clean": "clean", "cc": "clean",
	}[found[0]]
}

request(command) := {"manager": "pip", "verb": "install", "packages": array.slice(found, 1, count(found))} if {
	regex.match(`^pip[0-9.]*$`, command.name)
	found := operands(command, valued_options.pip)
	found[0] == "install"
}

request(command) := {"manager": "pip", "verb": "install", "packages": array.slice(found, 2, count(found))} if {
	regex.match(`^python[0-9.]*$`, command.name)
	command.args[0] == "-m"
	command.args[1] == "pip"
	found := operands(command, valued_options.pip)
	found[1] == "install"
}

request(command) := {"manager": "npm", "verb": "install", "packages": array.slice(found, 1, count(found))} if {
	command.name in {"npm", "pnpm", "yarn", "cnpm"}
	found := operands(command, valued_options.npm)
	found[0] in {"install", "i", "add", "ci", "clean-install"}
}

request(command) := {"manager": "gem", "verb": "install", "packages": array.slice(found, 1, count(found))} if {
	command.name == "gem"
	found := operands(command, valued_options.gem)
	found[0] in {"install", "i"}
}

# Whether an operand is a package by name: not a path, an archive, a URL, or something that only the shell knows.
names_package(operand) if {
	not regex.match(`^[./~]|^[a-z+]+://|^git\+|\$|\*|\.(deb|rpm|apk|whl|tgz|tar|tar\.[a-z0-9]+|zip|gem)$|^@|^%`, operand)
}

# Commands of a RUN in the same script that come after one.
later(run, command) := [other | some other in run.commands; other.index > command.index]

# Whether a folder is kept out of the layer: a cache or tmpfs mount covers it.
mounted(run, folders) if {
	some mount in run.mounts
	mount.type in {"cache", "tmpfs"}
	some folder in folders
	startswith($"{folder}/", $"{trim_suffix(mount.target, "/")}/")
}

# Whether a script removes a path: `rm -r…` of it or of a folder above it.
removes(commands, path) if {
	some command in commands
	command.name == "rm"
	some arg in command.args
	startswith(path, trim_right(arg, "/*"))
	trim_right(arg, "/*") != ""
}

# The same where `find … -delete` or `find … -exec rm` does it.
removes(commands, path) if {
	some command in commands
	command.name == "find"
	some arg in command.args
	startswith(path, trim_right(arg, "/*"))
	some action in command.args
	action in {"-delete", "rm"}
}
