# The tests of the Rust crate cryptoki: sh cryptoki_suite.sh fetch, once, and then sh cryptoki_suite.sh run LIBRARY
# Each in a process of its own, for they initialise one token anew; a line for each: passed, skipped or failed, and its name.
set -e
case $1 in
fetch)
    cargo init -q --name fetched fetched
    (cd fetched && cargo add -q cryptoki@=0.12.1 && cargo fetch -q)
    sources=$(find "${CARGO_HOME:-$HOME/.cargo}/registry/src" -maxdepth 2 -name cryptoki-0.12.1 | head -1)
    cp -r "$sources" cryptoki
    (cd cryptoki && cargo test -q --no-run)
    ;;
run)
    export TEST_PKCS11_MODULE="$2"
    cd cryptoki
    program() { find target/debug/deps -name "$1-*" -perm -u+x ! -name '*.d' | head -1; }
    # A hundred logins at once are the last: what waits of them keeps the token for a while.
    for file in tests/*.rs; do
        one=$(basename "$file" .rs)
        "$(program "$one")" --list 2> /dev/null | sed -n "s/: test$/ $one/p" | grep -v '^login_feast '
    done > names.txt
    echo "login_feast basic" >> names.txt
    while read -r name file; do
        timeout 300 "$(program "$file")" --exact "$name" > said.txt 2>&1 < /dev/null || true
        case $(cat said.txt) in
        *" ... ignored"*) echo "skipped $name" ;;
        *" ... ok"*) echo "passed $name" ;;
        *) echo "failed $name" ;;
        esac
    done < names.txt
    ;;
esac
