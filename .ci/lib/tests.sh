# shellcheck shell=bash disable=SC2034,SC2154
# What has to hold, how long it may take, and the counts.

# Seconds that each part may take before it is ended; the whole has to stay under 25 minutes.
declare -A budget=([unit]=240 [wire]=240 [chain]=600 [crash]=480 [ui]=480 [fuzz]=120 [sanitized]=480)

start_counting() {
    passed=0 failed=0 skipped=0
}

count_one() {
    local -n counter=$1
    counter=$((counter + 1))
}

finish_counting() {
    printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
    ((failed == 0))
}

# count_log LOG: adds the cases of a meson log, which is missing when no test ran at all.
count_log() {
    local counts more_passed more_failed more_skipped
    [[ -s $1 ]] || return 0
    counts=$(/usr/bin/python3 -B .ci/lib/count.py "$1")
    read -r more_passed more_failed more_skipped <<<"${counts%%$'\n'*}"
    passed=$((passed + more_passed)) failed=$((failed + more_failed))
    skipped=$((skipped + more_skipped))
    [[ $counts != *$'\n'* ]] || printf '%s\n' "${counts#*$'\n'}" | sed 's/^/    FAILED /'
}

suites_of() {
    meson introspect --tests "$1" | /usr/bin/python3 -c '
import json, sys
print(*sorted({suite.split(":")[-1] for test in json.load(sys.stdin) for suite in test["suite"]}))'
}

has_suite() {
    [[ " $(suites_of "$1") " == *" $2 "* ]]
}

# A test in a suite that nobody runs would look like one that passes.
check_suites() {
    local suite
    for suite in $(suites_of "$build_folder"); do
        [[ -n ${budget[$suite]:-} ]] || fail "./dev test knows no suite named $suite"
    done
}

# run_suite FOLDER SUITE BUDGET: a test may take longer than meson thinks, on a machine that is busy.
run_suite() {
    local folder=$1 suite=$2 seconds=$3 log status=0 slower=3 started=$SECONDS
    has_suite "$folder" "$suite" || return 0
    log=$folder/meson-logs/$suite
    [[ $folder != *-sanitize ]] || slower=8
    rm -f "$log.json"
    say "Testing: $suite (${folder##*/})"
    timeout --kill-after=20 "$seconds" meson test -C "$folder" --no-rebuild --suite "$suite" \
        --logbase "$suite" --num-processes "$(build_jobs)" --print-errorlogs \
        --timeout-multiplier "$slower" >"$log.out" 2>&1 || status=$?
    local failed_before=$failed
    count_log "$log.json"
    # A suite that was ended, or failed before its first case, has failed.
    ((status == 0 || failed > failed_before)) || count_one failed
    ((failed == failed_before)) || tail -n 200 "$log.out"
    say "        $suite took $((SECONDS - started)) s, exit $status"
}

run_sanitized() {
    local suite
    build_sanitized
    export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0 UBSAN_OPTIONS=print_stacktrace=1
    for suite in unit wire; do
        run_suite "$sanitize_folder" "$suite" "${budget[sanitized]}"
    done
    unset ASAN_OPTIONS UBSAN_OPTIONS
}

# fuzz_one TARGET SECONDS: replays the committed corpus, then searches on from it.
fuzz_one() {
    local target=$1 seconds=$2 name=${1##*/fuzz-} found
    found=$fuzz_folder/corpus/$name
    mkdir -p "$found"
    "$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$fuzz_folder/crash-$name-" "$found" "tests/fuzz/corpus/$name" \
        >"$fuzz_folder/$name.log" 2>&1
}

# fuzz_all SECONDS TARGET...: as many at once as there are cores; counts each target.
fuzz_all() {
    local seconds=$1 target name
    shift
    # shellcheck disable=SC2016
    printf '%s\n' "$@" | xargs -P "$(build_jobs)" -I{} bash -c \
        'fuzz_one "$1" "$2"; echo $? >"$fuzz_folder/${1##*/fuzz-}.status"' _ {} "$seconds"
    for target in "$@"; do
        name=${target##*/fuzz-}
        if [[ $(cat "$fuzz_folder/$name.status" 2>/dev/null) == 0 ]]; then
            count_one passed
        else
            count_one failed
            say "fuzz $name: FAILED"
            tail -n 40 "$fuzz_folder/$name.log"
        fi
    done
}

fuzz_targets() {
    local folder=$fuzz_folder/tests/fuzz
    [[ ! -d $folder ]] || find "$folder" -maxdepth 1 -type f -executable -name "fuzz-$1" | sort
}

run_fuzz() {
    local seconds=$1 pattern=$2 targets=() started=$SECONDS
    build_fuzzing
    mapfile -t targets < <(fuzz_targets "$pattern")
    [[ ${#targets[@]} -gt 0 ]] || return 1
    say "Fuzzing ${#targets[@]} targets, $seconds s each"
    export fuzz_folder
    export -f fuzz_one
    fuzz_all "$seconds" "${targets[@]}"
    say "        fuzzing took $((SECONDS - started)) s"
}

cmd_fuzz() {
    local pattern='*' seconds=300
    if [[ ${1:-} =~ ^[0-9]+$ ]]; then
        seconds=$1
    elif [[ -n ${1:-} ]]; then
        pattern=${1#fuzz-} seconds=${2:-300}
    fi
    start_counting
    run_fuzz "$seconds" "$pattern" || fail "there is no fuzz target named $pattern"
    finish_counting
}

# The node and the compiler of the suite 'chain', just as tests/chain/package-lock.json says. Without
# them that suite is skipped.
ensure_chain() {
    local folder=$build_root/build-chain
    cmp -s tests/chain/package-lock.json "$folder/installed" && return
    if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
        ensure_packages chain
    fi
    say 'Installing a node of Ethereum for tests'
    mkdir -p "$folder"
    cp tests/chain/package.json tests/chain/package-lock.json "$folder"
    if npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund >"$folder/log" 2>&1; then
        cp tests/chain/package-lock.json "$folder/installed"
    else
        say "        npm could not; see $folder/log"
    fi
}

cmd_test() {
    local suite
    exec </dev/null
    ensure_packages build display database lint fuzz
    ensure_chain
    build_main
    check_suites
    start_counting
    run_lint format words licence data shell tidy
    for suite in unit wire chain crash fuzz ui; do
        run_suite "$build_folder" "$suite" "${budget[$suite]}"
    done
    run_sanitized
    run_fuzz 10 '*' || say 'There are no fuzz targets'
    say "Everything took $SECONDS s"
    finish_counting
}
