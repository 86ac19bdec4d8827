# OpenSSL 3 with pkcs11-provider: sh provider.sh LIBRARY PIN PORT MODULE
# A certificate, a request, signatures, and TLS with the key at both ends.
set -e
cat > provider.cnf <<END
openssl_conf = start
[start]
providers = providers
[providers]
default = default_provider
pkcs11 = pkcs11_provider
[default_provider]
activate = 1
[pkcs11_provider]
module = $4
pkcs11-module-path = $1
pkcs11-module-token-pin = $2
activate = 1
END
key="pkcs11:token=native;id=%02;type=private"
with() { OPENSSL_CONF=$PWD/provider.cnf "$@"; }
with openssl req -new -x509 -sha256 -key "$key" -subj /CN=localhost -addext subjectAltName=DNS:localhost -out cert.pem
openssl verify -CAfile cert.pem cert.pem
with openssl req -new -key "$key" -subj /CN=request -out request.pem
openssl req -in request.pem -verify -noout 2>&1
echo "signed" > data
with openssl dgst -sha256 -sign "$key" -out signature data
openssl x509 -in cert.pem -pubkey -noout > public.pem
openssl dgst -sha256 -verify public.pem -signature signature data
with openssl s_server -accept "$3" -cert cert.pem -key "$key" -CAfile cert.pem -Verify 1 -verify_return_error -www -quiet &
trap 'kill $!' EXIT
sleep 1
(echo "GET / HTTP/1.0"; echo; sleep 2) |
    with openssl s_client -quiet -connect "localhost:$3" -cert cert.pem -key "$key" -CAfile cert.pem -verify_return_error \
        2> /dev/null | grep "Cipher is"
