# The source archive of a Debian package, into the present directory: sh source.sh PACKAGE
# It asks the archives that this host installs from, in a list of its own; the host's own lists stay as they are.
set -e
mkdir -p apt/lists apt/cache apt/parts
for file in /etc/apt/sources.list.d/*.sources; do
    [ -f "$file" ] && sed 's/^Types:.*/Types: deb-src/' "$file" > "apt/parts/$(basename "$file")"
done
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [ -f "$file" ] && sed -n 's/^deb /deb-src /p' "$file" > "apt/parts/$(basename "$file" .list).list"
done
cat > apt/conf <<END
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "$PWD/apt/parts";
Dir::State::lists "$PWD/apt/lists";
Dir::Cache "$PWD/apt/cache";
END
export APT_CONFIG="$PWD/apt/conf"
apt-get -qq update
# An archive that has lost the package's Debian part still has the author's.
apt-get -qq source --download-only "$1" || true
tar xf "$1"_*.orig.tar.*
