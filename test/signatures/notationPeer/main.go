// Signs and verifies with Notary Project's own library, for a test that holds ours to it. Not part of the product.
//
//	notationpeer sign jws|cose KEY.pem CHAIN.pem DIGEST SIZE > ENVELOPE
//	notationpeer verify jws|cose FOLDER REFERENCE DIGEST SIZE < ENVELOPE
//
// FOLDER has trustpolicy.json and truststore. Prints `accepted`, or the reason.
package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"

	"github.com/notaryproject/notation-core-go/signature/cose"
	"github.com/notaryproject/notation-core-go/signature/jws"
	"github.com/notaryproject/notation-go"
	"github.com/notaryproject/notation-go/dir"
	"github.com/notaryproject/notation-go/signer"
	"github.com/notaryproject/notation-go/verifier"
	"github.com/notaryproject/notation-go/verifier/trustpolicy"
	"github.com/notaryproject/notation-go/verifier/truststore"
	"github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

func mediaType(format string) string {
	if format == "cose" {
		return cose.MediaTypeEnvelope
	}
	return jws.MediaTypeEnvelope
}

func descriptor(hash, size string) ocispec.Descriptor {
	number, err := strconv.ParseInt(size, 10, 64)
	check(err)
	return ocispec.Descriptor{MediaType: ocispec.MediaTypeImageManifest, Digest: digest.Digest(hash), Size: number}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func sign(format, keyFile, chainFile, hash, size string) {
	pair, err := tls.LoadX509KeyPair(chainFile, keyFile)
	check(err)
	var chain []*x509.Certificate
	for _, der := range pair.Certificate {
		certificate, err := x509.ParseCertificate(der)
		check(err)
		chain = append(chain, certificate)
	}
	generic, err := signer.NewGenericSigner(pair.PrivateKey, chain)
	check(err)
	envelope, _, err := generic.Sign(context.Background(), descriptor(hash, size),
		notation.SignerSignOptions{SignatureMediaType: mediaType(format)})
	check(err)
	_, err = io.Copy(os.Stdout, bytes.NewReader(envelope))
	check(err)
}

func verify(format, folder, reference, hash, size string) {
	text, err := os.ReadFile(folder + "/trustpolicy.json")
	check(err)
	var document trustpolicy.Document
	check(json.Unmarshal(text, &document))
	checking, err := verifier.New(&document, truststore.NewX509TrustStore(dir.NewSysFS(folder)), nil)
	if err != nil {
		fmt.Println("refused: " + err.Error())
		return
	}
	envelope, err := io.ReadAll(os.Stdin)
	check(err)
	outcome, err := checking.Verify(context.Background(), descriptor(hash, size), envelope,
		notation.VerifierVerifyOptions{ArtifactReference: reference, SignatureMediaType: mediaType(format)})
	if err != nil {
		fmt.Println("refused: " + err.Error())
		return
	}
	warned := ""
	for _, result := range outcome.VerificationResults {
		if result.Error != nil {
			warned += ", warned: " + string(result.Type)
		}
	}
	fmt.Println("accepted" + warned)
}

func main() {
	arguments := os.Args[1:]
	if len(arguments) == 6 && arguments[0] == "sign" {
		sign(arguments[1], arguments[2], arguments[3], arguments[4], arguments[5])
	} else if len(arguments) == 6 && arguments[0] == "verify" {
		verify(arguments[1], arguments[2], arguments[3], arguments[4], arguments[5])
	} else {
		check(fmt.Errorf("see main.go for the arguments"))
	}
}
