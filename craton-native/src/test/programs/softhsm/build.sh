# SoftHSM's own tests, made to load a library: sh build.sh LIBRARY SOURCES PROGRAM [FLAGS]
# SOURCES is src/lib of SoftHSM. The sources are as they come; config.h is what its configure would write.
set -e
library=$1 sources=$2 program=$3
shift 3
mkdir -p "$program.build"
cd "$program.build"
cat > config.h <<END
#define HAVE_PTHREAD_H 1
#define HAVE_UNISTD_H 1
#define HAVE_DLFCN_H 1
#define HAVE_AES_KEY_WRAP 1
#define HAVE_AES_KEY_WRAP_PAD 1
#define WITH_ECC 1
#define WITH_EDDSA 1
#define WITH_AES_GCM 1
#define WITH_RAW_PSS 1
END
includes="-I. -I$sources -I$sources/common -I$sources/pkcs11 -I$sources/test"
ls "$sources"/test/*.cpp "$sources/common/log.cpp" "$sources/common/osmutex.cpp" |
    xargs -P 2 -I{} g++ -O0 -w -c "-DP11M=\"$library\"" "$@" $includes {}
g++ -o "$program" ./*.o -lcppunit -ldl -lpthread
