package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/asn1"
	"fmt"
	"math/big"
	"os"

	"github.com/miekg/pkcs11"
)

func must(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

// Signs with the library, and verifies with Go's own cryptography: go run . LIBRARY PIN.
func main() {
	p := pkcs11.New(os.Args[1])
	must(p.Initialize())
	defer p.Finalize()
	slots, err := p.GetSlotList(true)
	must(err)
	session, err := p.OpenSession(slots[0], pkcs11.CKF_SERIAL_SESSION|pkcs11.CKF_RW_SESSION)
	must(err)
	must(p.Login(session, pkcs11.CKU_USER, os.Args[2]))
	curve := []byte{0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07}
	public, private, err := p.GenerateKeyPair(session,
		[]*pkcs11.Mechanism{pkcs11.NewMechanism(pkcs11.CKM_EC_KEY_PAIR_GEN, nil)},
		[]*pkcs11.Attribute{pkcs11.NewAttribute(pkcs11.CKA_EC_PARAMS, curve)},
		[]*pkcs11.Attribute{pkcs11.NewAttribute(pkcs11.CKA_SIGN, true)})
	must(err)
	data := []byte("signed")
	must(p.SignInit(session, []*pkcs11.Mechanism{pkcs11.NewMechanism(pkcs11.CKM_ECDSA_SHA256, nil)}, private))
	signature, err := p.Sign(session, data)
	must(err)
	attributes, err := p.GetAttributeValue(session, public,
		[]*pkcs11.Attribute{pkcs11.NewAttribute(pkcs11.CKA_EC_POINT, nil)})
	must(err)
	var point []byte
	_, err = asn1.Unmarshal(attributes[0].Value, &point)
	must(err)
	key := ecdsa.PublicKey{Curve: elliptic.P256(),
		X: new(big.Int).SetBytes(point[1:33]), Y: new(big.Int).SetBytes(point[33:])}
	digest := sha256.Sum256(data)
	if !ecdsa.Verify(&key, digest[:], new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])) {
		fmt.Println("the signature is wrong")
		os.Exit(1)
	}
	key2, err := p.GenerateKey(session, []*pkcs11.Mechanism{pkcs11.NewMechanism(pkcs11.CKM_AES_KEY_GEN, nil)},
		[]*pkcs11.Attribute{pkcs11.NewAttribute(pkcs11.CKA_VALUE_LEN, 32)})
	must(err)
	gcm := func() []*pkcs11.Mechanism {
		return []*pkcs11.Mechanism{pkcs11.NewMechanism(pkcs11.CKM_AES_GCM,
			pkcs11.NewGCMParams([]byte("0123456789ab"), []byte("aad"), 128))}
	}
	must(p.EncryptInit(session, gcm(), key2))
	sealed, err := p.Encrypt(session, data)
	must(err)
	must(p.DecryptInit(session, gcm(), key2))
	opened, err := p.Decrypt(session, sealed)
	must(err)
	if string(opened) != string(data) {
		os.Exit(1)
	}
	fmt.Println("all right")
}
