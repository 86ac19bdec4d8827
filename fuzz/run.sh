#!/usr/bin/env bash
# Runs one fuzzer for some time, after a build: fuzz/run.sh NAME [SECONDS]. './craton fuzz' builds first.
set -euo pipefail

here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)

names() {
    sed -n '/^[^#]/s/ .*//p' "$here/targets"
}

usage() {
    {
        echo "fuzz: $1"
        echo "Usage: ./craton fuzz NAME [SECONDS]    (60 seconds by default)"
        echo "Names: $(names | tr '\n' ' ')"
    } >&2
    exit 2
}

if [ "${1:-}" = --names ]; then
    names
    exit
fi
[ $# -ge 1 ] || usage "say which fuzzer to run"
[ $# -le 2 ] || usage "that is one argument too many"
name=$1 seconds=${2:-60}
names | grep -qxF -e "$name" || usage "there is no fuzzer '$name'"
[[ $seconds =~ ^[1-9][0-9]{0,6}$ ]] || usage "SECONDS is a whole number from 1 on, not '$seconds'"
read -r _ class kept < <(grep "^$name " "$here/targets")

[ -f "$here/target/fuzz.jar" ] && [ -d "$here/target/lib" ] || {
    echo "fuzz: it is not built; './craton fuzz $name' does that" >&2
    exit 1
}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
# Outside of src and of target: what a long run has found outlives 'mvn clean'.
work=${CRATON_FUZZ_WORK:-$here/work}/$name
mkdir -p "$work/corpus" "$work/finds"
before=$(find "$work/corpus" -type f | wc -l)
touch "$work/started"

code=0
"$java" -Xmx1g -XX:+EnableDynamicAgentLoading -cp "$here/target/fuzz.jar:$here/target/lib/*" \
    com.code_intelligence.jazzer.Jazzer --target_class="$class" --instrumentation_includes='io.craton.**' \
    --reproducer_path="$work/finds" -artifact_prefix="$work/finds/" -max_total_time="$seconds" \
    "$work/corpus" "$here/$kept" || code=$?

if [ "$code" -ne 0 ]; then
    find=$(find "$work/finds" -type f ! -name '*.java' -newer "$work/started" | head -1)
    if [ -n "$find" ]; then
        echo "fuzz: '$name' has found an input that breaks it: $find; mend the code and keep the input in $here/$kept" >&2
    else
        echo "fuzz: '$name' ended with code $code and without a find; what is above says why" >&2
    fi
    exit 1
fi
after=$(find "$work/corpus" -type f | wc -l)
echo "fuzz: '$name' ran for $seconds seconds and found nothing; $((after - before)) new inputs, $after in $work/corpus" >&2
