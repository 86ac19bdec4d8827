# What pkcs11-tool does with keys, each checked by OpenSSL: sh opensc_uses.sh LIBRARY PIN
# The keys are those of opensc_keys.sh; ID.der are the public ones.
set -e
library=$1
pin=$2
tool() {
    pkcs11-tool --module "$library" --login --pin "$pin" "$@" > said 2>&1 || { echo "$what: $*"; cat said; exit 1; }
}
right() { "$@" > said 2>&1 || { echo "$what: $*"; cat said; exit 1; }; }
same() { cmp -s "$1" "$2" || { echo "$what: $1 and $2 differ"; exit 1; }; }
hex() { od -An -v -tx1 "$1" | tr -d ' \n'; }
hash_of() { echo "$1" | sed -e 's/^ECDSA-//' -e 's/-RSA-PKCS.*//' -e 's/-HMAC$//' -e 's/^SHA-1$/SHA1/' | tr 'A-Z' 'a-z'; }
# MECHANISM ID, and what OpenSSL has to know besides.
verify() {
    digest=$(hash_of "$1")
    public=$2.der
    shift 2
    right openssl dgst "-$digest" -keyform DER -verify "$public" -signature signature "$@" data
}
# ID DATA, and the same.
raw() {
    public=$1.der
    signed=$2
    shift 2
    right openssl pkeyutl -verify -pubin -keyform DER -inkey "$public" -in "$signed" -sigfile signature "$@"
}
uses=0
using() { what=$*; uses=$((uses + 1)); }

echo "what is signed and encrypted, more than a block of it" > data
openssl rand -out blocks 64
openssl dgst -sha256 -binary -out digest data
hashes="SHA224 SHA256 SHA384 SHA512 SHA3-224 SHA3-256 SHA3-384 SHA3-512"
iv=00112233445566778899aabbccddeeff

# RSA signatures.
for hash in SHA1 $hashes; do
    for id in 01 02; do
        using "$hash-RSA-PKCS with $id"
        tool --sign --mechanism "$hash-RSA-PKCS" --id $id --input-file data --output-file signature
        verify "$hash-RSA-PKCS" $id -sigopt rsa_padding_mode:pkcs1
        using "$hash-RSA-PKCS-PSS with $id"
        tool --sign --mechanism "$hash-RSA-PKCS-PSS" --id $id --input-file data --output-file signature
        verify "$hash-RSA-PKCS-PSS" $id -sigopt rsa_padding_mode:pss
    done
done
using RSA-PKCS
tool --sign --mechanism RSA-PKCS --id 01 --input-file data --output-file signature
raw 01 data -pkeyopt rsa_padding_mode:pkcs1
using RSA-PKCS-PSS
tool --sign --mechanism RSA-PKCS-PSS --hash-algorithm SHA256 --id 01 --input-file digest --output-file signature
raw 01 digest -pkeyopt digest:sha256 -pkeyopt rsa_padding_mode:pss
using RSA-X-509
openssl rand -out number 255
(printf '\001'; cat number) > block
tool --sign --mechanism RSA-X-509 --id 01 --input-file block --output-file signature
right openssl pkeyutl -encrypt -pubin -keyform DER -inkey 01.der -in signature -out back -pkeyopt rsa_padding_mode:none
same block back

# ECDSA and EdDSA.
for id in 03 04 05 06 07 08 09 0a; do
    case $id in
    03 | 04) some="SHA1 $hashes" ;;
    *) some="SHA256 SHA512" ;;
    esac
    for hash in $some; do
        using "ECDSA-$hash with $id"
        tool --sign --mechanism "ECDSA-$hash" --signature-format openssl --id $id --input-file data --output-file signature
        verify "ECDSA-$hash" $id
    done
    using "ECDSA with $id"
    tool --sign --mechanism ECDSA --signature-format openssl --id $id --input-file digest --output-file signature
    raw $id digest
done
using EDDSA
tool --sign --mechanism EDDSA --id 0b --input-file data --output-file signature
raw 0b data -rawin

# Signatures of OpenSSL, verified.
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -outform DER -out rsa.key 2> /dev/null
openssl pkey -inform DER -in rsa.key -pubout -outform DER -out rsa.der
tool --write-object rsa.der --type pubkey --id 41
for hash in SHA1 $hashes; do
    using "$hash-RSA-PKCS, verified"
    openssl dgst "-$(hash_of "$hash")" -keyform DER -sign rsa.key -out signature data
    tool --verify --mechanism "$hash-RSA-PKCS" --id 41 --input-file data --signature-file signature
    grep -q "Signature is valid" said || { echo "$what"; cat said; exit 1; }
done
using "a damaged signature"
openssl dgst -sha256 -keyform DER -sign rsa.key -out signature blocks
pkcs11-tool --module "$library" --login --pin "$pin" --verify --mechanism SHA256-RSA-PKCS --id 41 --input-file data \
    --signature-file signature > said 2>&1 || true
grep -q "Invalid signature" said || { echo "$what"; cat said; exit 1; }

# Private keys of OpenSSL, written into the token.
using "an RSA key, written"
tool --write-object rsa.key --type privkey --id 41
cp rsa.der 41.der
tool --sign --mechanism SHA256-RSA-PKCS --id 41 --input-file data --output-file signature
verify SHA256-RSA-PKCS 41
for curve in P-256 P-384 P-521; do
    using "a key on $curve, written"
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:$curve -outform DER -out ec.key
    openssl pkey -inform DER -in ec.key -pubout -outform DER -out ec.der
    tool --write-object ec.key --type privkey --id "42$(echo $curve | cut -c4-5)" --usage-sign
    tool --sign --mechanism ECDSA-SHA256 --signature-format openssl --id "42$(echo $curve | cut -c4-5)" --input-file data \
        --output-file signature
    verify ECDSA-SHA256 ec
done

# Decryption.
using RSA-PKCS
openssl pkeyutl -encrypt -pubin -keyform DER -inkey 01.der -in data -out sealed
tool --decrypt --mechanism RSA-PKCS --id 01 --input-file sealed --output-file opened
same data opened
for hash in SHA-1 SHA256 SHA384 SHA512; do
    using "RSA-PKCS-OAEP with $hash"
    name=$(hash_of $hash)
    openssl pkeyutl -encrypt -pubin -keyform DER -inkey 01.der -in data -out sealed -pkeyopt rsa_padding_mode:oaep \
        -pkeyopt "rsa_oaep_md:$name" -pkeyopt "rsa_mgf1_md:$name"
    tool --decrypt --mechanism RSA-PKCS-OAEP --hash-algorithm $hash --id 01 --input-file sealed --output-file opened
    same data opened
done
using RSA-X-509
openssl pkeyutl -encrypt -pubin -keyform DER -inkey 01.der -in block -out sealed -pkeyopt rsa_padding_mode:none
tool --decrypt --mechanism RSA-X-509 --id 01 --input-file sealed --output-file opened
same block opened

# Agreement.
agreed() {
    using "ECDH1-DERIVE with $1"
    openssl genpkey -algorithm EC -pkeyopt "ec_paramgen_curve:$2" -outform DER -out peer.key
    openssl pkey -inform DER -in peer.key -pubout -outform DER -out peer.der
    tool --derive --mechanism ECDH1-DERIVE --id "$1" --input-file peer.der --output-file secret
    openssl pkeyutl -derive -keyform DER -inkey peer.key -peerform DER -peerkey "$1.der" -out theirs
    same secret theirs
}
agreed 03 P-256
agreed 04 P-384
agreed 05 P-521
agreed 06 secp256k1
agreed 07 brainpoolP256r1
agreed 09 brainpoolP384r1
agreed 0a brainpoolP512r1

# AES, both ways.
aes() {
    using "$2 with $1 bytes"
    mechanism=$2
    cipher=$3
    shift 3
    tool --encrypt --mechanism "$mechanism" --iv $iv --id "50$bytes" --input-file blocks --output-file sealed
    openssl enc "-aes-$((bytes * 8))-$cipher" -K "$(hex key)" "$@" -in blocks -out theirs
    same sealed theirs
    tool --decrypt --mechanism "$mechanism" --iv $iv --id "50$bytes" --input-file theirs --output-file opened
    same blocks opened
}
for bytes in 16 24 32; do
    openssl rand -out key $bytes
    tool --write-object key --type secrkey --key-type AES:$bytes --id 50$bytes --usage-decrypt
    aes $bytes AES-CBC-PAD cbc -iv $iv
    aes $bytes AES-CBC cbc -iv $iv -nopad
    aes $bytes AES-ECB ecb -nopad
    # A generated key, whose value nobody has.
    using "a generated key of $bytes bytes"
    tool --encrypt --mechanism AES-CBC-PAD --iv $iv --id "20$bytes" --input-file data --output-file sealed
    tool --decrypt --mechanism AES-CBC-PAD --iv $iv --id "20$bytes" --input-file sealed --output-file opened
    same data opened
done

# MACs and digests.
openssl rand -out mac.key 32
tool --write-object mac.key --type secrkey --id 60 --usage-sign
for hash in SHA-1 $hashes; do
    using "$hash-HMAC"
    tool --sign --mechanism "$hash-HMAC" --id 60 --input-file data --output-file mac
    openssl mac -digest "$(hash_of $hash)" -macopt "hexkey:$(hex mac.key)" -in data -binary -out theirs HMAC
    same mac theirs
    using "$hash"
    tool --hash --mechanism "$hash" --input-file data --output-file hashed
    openssl dgst "-$(hash_of $hash)" -binary -out theirs data
    same hashed theirs
done

# Wrapped keys: what OpenSSL wraps is used here, what is wrapped here OpenSSL opens.
openssl rand -out key 16
wrapped_by_them() {
    tool --unwrap --mechanism "$1" --id "$2" --input-file wrapped --key-type AES: --application-id "$3" --usage-decrypt \
        --extractable
    tool --encrypt --mechanism AES-ECB --id "$3" --input-file blocks --output-file sealed
    openssl enc -aes-128-ecb -nopad -K "$(hex key)" -in blocks -out theirs
    same sealed theirs
}
using "a key wrapped with RSA-PKCS"
openssl pkeyutl -encrypt -pubin -keyform DER -inkey 0c.der -in key -out wrapped
wrapped_by_them RSA-PKCS 0c 71
openssl rand -out wrapping 32
tool --write-object wrapping --type secrkey --key-type AES:32 --id 70 --usage-wrap
using "a key wrapped with AES-KEY-WRAP"
openssl enc -id-aes256-wrap -K "$(hex wrapping)" -iv A6A6A6A6A6A6A6A6 -in key -out wrapped
wrapped_by_them AES-KEY-WRAP 70 72
using "a key to wrap with AES-KEY-WRAP"
tool --wrap --mechanism AES-KEY-WRAP --id 70 --application-id 72 --output-file ours
same ours wrapped
using "a key wrapped with AES-CBC-PAD"
openssl enc -aes-256-cbc -K "$(hex wrapping)" -iv $iv -in key -out wrapped
tool --unwrap --mechanism AES-CBC-PAD --iv $iv --id 70 --input-file wrapped --key-type AES: --application-id 73 --usage-decrypt
using "a key to wrap with RSA-PKCS"
tool --wrap --mechanism RSA-PKCS --id 0c --application-id 72 --output-file wrapped
wrapped_by_them RSA-PKCS 0c 75
echo "$uses uses are right"
