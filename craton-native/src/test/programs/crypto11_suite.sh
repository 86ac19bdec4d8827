# The tests of Go's crypto11: sh crypto11_suite.sh fetch, once, and then sh crypto11_suite.sh run LIBRARY TOKEN PIN
# Each in a process of its own, for one that fails leaves its sessions open; a line for each: passed or failed, and its name.
set -e
case $1 in
fetch)
    mkdir fetched
    cd fetched
    go mod init fetched
    go get github.com/ThalesGroup/crypto11@v1.6.2
    cp -r "$(go list -m -f '{{.Dir}}' github.com/ThalesGroup/crypto11)" ../crypto11
    cd ../crypto11
    chmod -R u+w .
    go test -c -o tests .
    ;;
run)
    cd crypto11
    echo "{\"Path\": \"$2\", \"TokenLabel\": \"$3\", \"Pin\": \"$4\"}" > config
    for name in $(./tests -test.list '^Test'); do
        if ./tests -test.timeout 100s -test.run "^$name\$" > said.txt 2>&1; then
            if grep -q "SKIP: $name " said.txt; then echo "skipped $name"; else echo "passed $name"; fi
        else
            echo "failed $name"
        fi
    done
    ;;
esac
