# nginx serves TLS with a key of the token: sh nginx.sh LIBRARY PIN PORT
# Its workers are the ones that sign: they need the two variables, and their user the right to speak to the daemon.
set -e
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
init = 1
END
key="pkcs11:token=native;id=%02;type=private"
OPENSSL_CONF=$PWD/engine.cnf openssl req -new -x509 -sha256 -engine pkcs11 -keyform engine -key "$key" -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost -out cert.pem
cat > nginx.conf <<END
user $(id -un);
pid nginx.pid;
error_log error.log;
daemon off;
env CRATON_HSM_SOCKET;
env OPENSSL_CONF;
events {}
http {
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    server {
        listen 127.0.0.1:$3 ssl;
        ssl_certificate cert.pem;
        ssl_certificate_key "engine:pkcs11:$key";
        location / { return 200 "served by nginx\n"; }
    }
}
END
OPENSSL_CONF=$PWD/engine.cnf nginx -p "$PWD" -c nginx.conf &
trap 'kill $!' EXIT
for _ in 1 2 3; do
    curl -sS --retry 20 --retry-connrefused --retry-delay 1 --cacert cert.pem "https://localhost:$3/"
done
