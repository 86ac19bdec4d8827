# A key pair on P-256 with the id 02: sh key.sh LIBRARY PIN
exec pkcs11-tool --module "$1" --login --pin "$2" --keypairgen --key-type EC:prime256v1 --id 02 --label web
