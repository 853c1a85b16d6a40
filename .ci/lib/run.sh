# shellcheck shell=bash disable=SC2034,SC2154
# Sotto itself: at hand, in the demo, in figures and for hours.

relay_is_running() {
    local pid
    pid=$(cat "$relay_folder/pid" 2>/dev/null) || return 1
    [[ $(readlink "/proc/$pid/exe" 2>/dev/null) == "$build_folder"/src/daemon/sottod* ]]
}

# A relay on a free loopback port; prints nothing, leaves pid and enode in relay_folder.
start_relay() {
    local enode
    mkdir -p "$relay_folder"
    rm -f "$relay_folder/enode"
    mkfifo "$relay_folder/enode.pipe" 2>/dev/null || true
    "$build_folder/src/daemon/sottod" --listen 127.0.0.1 --port 0 --no-lan \
        --data-dir "$relay_folder" >"$relay_folder/enode.pipe" 2>"$relay_folder/log" &
    relay_pid=$!
    if ! read -r -t 20 enode <"$relay_folder/enode.pipe" || [[ $enode != enode://* ]]; then
        tail -n 20 "$relay_folder/log" >&2
        fail 'the relay did not start'
    fi
    printf '%s\n' "$relay_pid" >"$relay_folder/pid"
    printf '%s\n' "$enode" >"$relay_folder/enode"
}

stop_relay() {
    rm -f "$relay_folder/pid"
    kill "$relay_pid" 2>/dev/null || true
    wait "$relay_pid" 2>/dev/null || true
}

# Two profiles on one machine meet at the relay: the second run finds the first one's.
cmd_run() {
    # Whether a display answers can only be told for sure with Python there.
    has_display && ensure_packages build
    if ! has_display; then
        say 'There is no display, so this is the demo'
        cmd_demo "$@"
        return
    fi
    build_main
    relay_folder=$build_folder/relay
    if ! relay_is_running; then
        start_relay
        trap stop_relay EXIT
    fi
    say "Relay: $(cat "$relay_folder/enode")"
    run_application "$@"
}

# In the background, so that a signal to this script ends it at once and not when the window closes.
run_application() {
    local pid status=0
    GSETTINGS_SCHEMA_DIR=$build_folder/data "$build_folder/src/app/sotto" \
        --node "$(cat "$relay_folder/enode")" "$@" &
    pid=$!
    # shellcheck disable=SC2064
    trap "kill $pid 2>/dev/null || true; exit 130" INT TERM
    wait "$pid" || status=$?
    return "$status"
}

# A display, session bus and home of its own, which end with the command.
with_display() {
    /usr/bin/python3 -B tests/ui/with-display.py --window-manager "$@"
}

cmd_demo() {
    ensure_packages build display
    build_main
    [[ -x tests/demo/run ]] || fail 'tests/demo/run is missing in this checkout'
    ensure_chain
    SOTTO_TEST_NODE_MODULES=$build_root/build-chain/node_modules with_display tests/demo/run "$build_folder" "$@"
}

cmd_vectors() {
    [[ -d ${1:-} ]] || fail 'usage: ./dev vectors DIR'
    local folder
    folder=$(cd "$1" && pwd)
    build_main
    "$build_folder/tests/vectors-runner/sotto-vectors" "$folder"
}

# bench archive [--ten-million]: only the archive, and with ten times as much after the million.
# bench scale: only the simulation of many users, whose page is written anew.
cmd_bench() {
    case ${1:-} in
    archive | scale)
        "bench_$1" "${@:2}"
        return
        ;;
    esac
    ensure_packages build display database
    build_main
    has_suite_benchmarks || fail 'there are no benchmarks in this checkout'
    with_display meson test -C "$build_folder" --no-rebuild --benchmark --num-processes 1 --verbose
}

bench_archive() {
    local rows=(1000000)
    case ${1:-} in
    --ten-million) rows+=(10000000) ;;
    '') ;;
    *) fail 'usage: ./dev bench archive [--ten-million]' ;;
    esac
    ensure_packages build database
    build_main
    "$build_folder/tests/bench/bench-archive" "${rows[@]}"
}

bench_scale() {
    ensure_packages build
    build_main
    /usr/bin/python3 -B tests/bench/scale/draw-scaling.py \
        "$build_folder/tests/bench/scale/bench-scale" docs
}

has_suite_benchmarks() {
    [[ $(meson introspect --benchmarks "$build_folder") != '[]' ]]
}
