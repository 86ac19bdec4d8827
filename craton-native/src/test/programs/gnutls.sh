# GnuTLS signs with a key of the token, and verifies: sh gnutls.sh LIBRARY PIN
set -e
p11tool --provider "$1" --login --set-pin="$2" --test-sign "pkcs11:token=native;id=%02;type=private" 2>&1
