# gpgsm signs with an RSA key and its certificate in the token: sh gnupg.sh LIBRARY PIN
set -e
pkcs11-tool --module "$1" --login --pin "$2" --keypairgen --key-type rsa:2048 --id 03 --label mail
cat > engine.cnf <<END
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
OPENSSL_CONF=$PWD/engine.cnf openssl req -new -x509 -sha256 -engine pkcs11 -keyform engine \
    -key "pkcs11:token=native;id=%03;type=private" -subj /CN=mail -out cert.pem
openssl x509 -in cert.pem -outform DER -out cert.der
pkcs11-tool --module "$1" --login --pin "$2" --write-object cert.der --type cert --id 03 --label mail
GNUPGHOME=$(mktemp -d)
export GNUPGHOME
trap 'gpgconf --kill gpg-agent; rm -rf "$GNUPGHOME"' EXIT
cat > "$GNUPGHOME/gnupg-pkcs11-scd.conf" <<END
providers craton
provider-craton-library $1
END
cat > pinentry <<END
#!/bin/sh
echo "OK"
while read -r line; do
    case \$line in
    GETPIN*) echo "D $2"; echo "OK" ;;
    BYE*) echo "OK"; exit ;;
    *) echo "OK" ;;
    esac
done
END
chmod 700 pinentry
cat > "$GNUPGHOME/gpg-agent.conf" <<END
scdaemon-program $(command -v gnupg-pkcs11-scd)
pinentry-program $PWD/pinentry
END
fingerprint=$(openssl x509 -in cert.pem -noout -fingerprint -sha1 | cut -d= -f2)
echo "$fingerprint S relax" > "$GNUPGHOME/trustlist.txt"
gpgsm -q --batch --disable-crl-checks --learn-card
echo "signed" > text
gpgsm --batch --disable-crl-checks -a --local-user "$fingerprint" --sign text > text.p7
gpgsm --batch --disable-crl-checks --verify text.p7 2>&1
