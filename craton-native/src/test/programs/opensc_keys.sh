# Every kind of key that pkcs11-tool generates, each with an id: sh opensc_keys.sh LIBRARY PIN
set -e
library=$1
pin=$2
tool() {
    pkcs11-tool --module "$library" --login --pin "$pin" "$@" > said 2>&1 || { cat said; exit 1; }
}
pair() { tool --keypairgen --id "$1" --key-type "$2" --label "$2"; }
pair 01 rsa:2048
pair 02 rsa:3072
pair 03 EC:secp256r1
pair 04 EC:secp384r1
pair 05 EC:secp521r1
pair 06 EC:secp256k1
pair 07 EC:brainpoolP256r1
pair 08 EC:brainpoolP320r1
pair 09 EC:brainpoolP384r1
pair 0a EC:brainpoolP512r1
pair 0b EC:edwards25519
tool --keypairgen --id 0c --key-type rsa:2048 --usage-wrap
for length in 16 24 32; do
    tool --keygen --id "20$length" --key-type "AES:$length" --label "AES:$length"
done
for length in 16 32 64; do
    tool --keygen --id "30$length" --key-type "GENERIC:$length" --label "GENERIC:$length"
done
tool --list-objects

# What it reads of a public key. It cannot with curves of 384 bits, of any module (it uses memory that it has freed), and
# with edwards25519 it wants the DER of older releases of the standard.
for id in 01 02 03 05 06 07 08 0a 0c; do
    tool --read-object --type pubkey --id $id --output-file read-$id.der
done
