#!/bin/sh
# Makes the certificates that the tests use, with openssl; they hold for a hundred years.
set -e
cd "$(dirname "$0")"
days=36500
authority() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days $days -keyout "$1.key" -out "$1.crt" -subj "/CN=$2" 2>/dev/null
}
signed() {
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -out "$1.csr" -subj "/CN=$2" 2>/dev/null
	printf 'subjectAltName=%s\n' "$4" > "$1.ext"
	openssl x509 -req -in "$1.csr" -CA "$3.crt" -CAkey "$3.key" -CAcreateserial -days $days -extfile "$1.ext" -out "$1.crt" 2>/dev/null
	rm "$1.csr" "$1.ext"
}
authority authority "test authority"
authority stranger "another authority"
signed server localhost authority "DNS:localhost,IP:127.0.0.1"
signed server2 "localhost, renewed" authority "DNS:localhost,IP:127.0.0.1"
signed client apiserver authority "DNS:apiserver.example"
signed intruder apiserver stranger "DNS:apiserver.example"
rm -f ./*.srl stranger.key authority.key
