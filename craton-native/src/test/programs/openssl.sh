# A certificate of a key in the token, and a TLS client with both: sh openssl.sh LIBRARY PIN PORT
set -e
cat > ssl.cnf <<END
openssl_conf = start
[start]
engines = engines
[engines]
pkcs11 = pkcs11
[pkcs11]
engine_id = pkcs11
MODULE_PATH = $1
PIN = $2
init = 0
END
key="pkcs11:token=native;id=%02;type=private"
OPENSSL_CONF=$PWD/ssl.cnf openssl req -new -x509 -sha256 -engine pkcs11 -keyform engine -key "$key" -subj /CN=native -out cert.pem
openssl verify -CAfile cert.pem cert.pem

# A server that takes nobody but the owner of that key.
openssl req -x509 -newkey rsa:2048 -nodes -keyout server.key -out server.pem -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost 2> /dev/null
openssl s_server -accept "$3" -cert server.pem -key server.key -CAfile cert.pem -Verify 1 -verify_return_error -www -quiet &
trap 'kill $!' EXIT
OPENSSL_CONF=$PWD/ssl.cnf curl -sS --retry 20 --retry-connrefused --retry-delay 1 --engine pkcs11 --key-type ENG --key "$key" \
    --cert cert.pem --cacert server.pem "https://localhost:$3/" | grep "Cipher is"
