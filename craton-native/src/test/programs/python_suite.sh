# python-pkcs11's own tests: sh python_suite.sh fetch, once, and then sh python_suite.sh run LIBRARY TOKEN PIN SO_PIN
# In the present directory lies an environment of Python's with what they need, and the tests, from its source archive.
set -e
case $1 in
fetch)
    python3 -m venv python
    python/bin/pip -q install python-pkcs11==0.10.1 parameterized pytest cryptography
    python/bin/pip -q download --no-deps --no-binary python-pkcs11 python-pkcs11==0.10.1
    tar xf python_pkcs11-0.10.1.tar.gz python_pkcs11-0.10.1/tests
    ;;
run)
    export PKCS11_MODULE="$2" PKCS11_TOKEN_LABEL="$3" PKCS11_TOKEN_PIN="$4" PKCS11_TOKEN_SO_PIN="$5"
    cd python_pkcs11-0.10.1
    ../python/bin/python -m pytest -q -p no:cacheprovider -rfE --tb=short tests 2>&1 || true
    ;;
esac
