# p11-kit serves the token to another process: sh p11kit.sh LIBRARY PIN
# It hands on the mechanisms that it knows; ECDSA with SHA-256 in one is none of those of 0.24.
set -e
mkdir -m 700 run
export XDG_RUNTIME_DIR=$PWD/run
eval "$(p11-kit server --provider "$1" "pkcs11:token=native")"
trap 'kill $P11_KIT_SERVER_PID' EXIT
client=$(find /usr/lib -name p11-kit-client.so | head -1)
pkcs11-tool --module "$client" --login --pin "$2" --list-objects --type privkey
echo "signed" > data
openssl dgst -sha256 -binary data > hash
pkcs11-tool --module "$client" --login --pin "$2" --sign --mechanism ECDSA --signature-format openssl --id 02 \
    --input-file hash --output-file signature
pkcs11-tool --module "$1" --read-object --type pubkey --id 02 --output-file public.der
openssl dgst -sha256 -keyform DER -verify public.der -signature signature data
