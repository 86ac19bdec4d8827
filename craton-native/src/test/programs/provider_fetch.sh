# The module of pkcs11-provider in the present directory, of Debian's release that has it: sh provider_fetch.sh RELEASE
set -e
mkdir -p apt/lists apt/cache apt/parts
for file in /etc/apt/sources.list.d/*.sources; do
    [ -f "$file" ] && sed "s/^Suites:.*/Suites: $1/" "$file" > "apt/parts/$(basename "$file")"
done
cat > apt/conf <<END
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "$PWD/apt/parts";
Dir::State::lists "$PWD/apt/lists";
Dir::Cache "$PWD/apt/cache";
END
export APT_CONFIG="$PWD/apt/conf"
apt-get -qq update || true
apt-get -qq download pkcs11-provider
dpkg-deb -x pkcs11-provider_*.deb .
find . -name pkcs11.so | grep -q ossl-modules
