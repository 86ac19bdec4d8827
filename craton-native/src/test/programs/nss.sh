# NSS takes the module, finds keys and certificates, and makes both: sh nss.sh LIBRARY PIN
set -e
mkdir db
certutil -N -d sql:db --empty-password
modutil -dbdir sql:db -add craton -libfile "$1" -force
certutil -U -d sql:db | grep "token: native"
echo "$2" > pin
certutil -K -d sql:db -h native -f pin
head -c 64 /dev/urandom > noise
certutil -S -d sql:db -h native -f pin -n made -s CN=made -x -t C,C,C -k rsa -g 2048 -Z SHA256 -z noise
certutil -L -d sql:db -h native -f pin
certutil -L -d sql:db -h native -f pin -n native:made -a > made.pem
openssl verify -CAfile made.pem made.pem
