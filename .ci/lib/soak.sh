# shellcheck shell=bash disable=SC2034,SC2154
# The big counts. They take hours and are run by hand; what came out is written to docs/soak.md.

soak_kills=${SOTTO_CRASH_KILLS:-500}
soak_seeds=${SOTTO_SIMULATION_SEEDS:-10000}
soak_meshes=${SOTTO_MESH_REPEATS:-20}
soak_keccak_inputs=${SOTTO_KECCAK_INPUTS:-1000000}
soak_load_seconds=${SOTTO_LOAD_SECONDS:-600}
soak_fuzz_seconds=${SOTTO_FUZZ_SECONDS:-3600}

soak_report=docs/soak.md

# soak_row WHAT HOW_MUCH RESULT: takes the place of the row about the same, or comes behind the others.
soak_row() {
    local row
    row="| $1 | $2 | $3 | $(date -u +%Y-%m-%d), $soak_revision |"
    SOAK_WHAT="| $1 |" SOAK_ROW=$row awk '
        index($0, ENVIRON["SOAK_WHAT"]) == 1 { print ENVIRON["SOAK_ROW"]; found = 1; next }
        { print }
        END { if (!found) print ENVIRON["SOAK_ROW"] }' "$soak_report" >"$soak_report.new"
    mv "$soak_report.new" "$soak_report"
}

begin_soak_report() {
    soak_revision=$(git rev-parse --short HEAD 2>/dev/null || printf 'unknown')
    [[ -f $soak_report ]] || {
        printf '# The last soak\n\n'
        printf 'Written by ./dev soak: each row by the last run of it.\n\n'
        printf '| what | how much | result | when |\n| --- | --- | --- | --- |\n'
    } >"$soak_report"
}

soak_crash() {
    local status=0 started=$SECONDS
    say "Crash: $soak_kills kills"
    SOTTO_CRASH_KILLS=$soak_kills meson test -C "$build_folder" --no-rebuild --suite crash \
        --logbase soak-crash --timeout-multiplier 100 --print-errorlogs || status=$?
    ((status == 0)) || soak_failed=1
    soak_row 'SIGKILL of a client under messages both ways' \
        "$soak_kills kills, $((SECONDS - started)) s" "$(soak_word "$status")"
}

soak_payments() {
    local status=0 started=$SECONDS
    ensure_chain
    say "Payments: $soak_kills kills"
    SOTTO_PAYMENT_KILLS=$soak_kills meson test -C "$build_folder" --no-rebuild chain-payments \
        --logbase soak-payments --timeout-multiplier 100 --print-errorlogs || status=$?
    ((status == 0)) || soak_failed=1
    soak_row 'SIGKILL of somebody who pays in a chat' \
        "$soak_kills kills, $((SECONDS - started)) s" "$(soak_word "$status")"
}

soak_simulation() {
    local status=0 started=$SECONDS
    say "Simulation: $soak_seeds networks"
    SOTTO_SIMULATION_SEEDS=$soak_seeds meson test -C "$build_folder" --no-rebuild waku-simulation \
        --logbase soak-simulation --timeout-multiplier 100 --print-errorlogs || status=$?
    ((status == 0)) || soak_failed=1
    soak_row 'networks of twelve nodes with faults, liars and a partition' \
        "$soak_seeds seeds, $((SECONDS - started)) s" "$(soak_word "$status")"
}

soak_mesh() {
    local status=0 started=$SECONDS
    say "Mesh: $soak_meshes times twelve relays"
    meson test -C "$build_folder" --no-rebuild wire-mesh --repeat "$soak_meshes" \
        --logbase soak-mesh --print-errorlogs || status=$?
    ((status == 0)) || soak_failed=1
    soak_row 'twelve relays as processes behind a proxy with faults' \
        "$soak_meshes times, $((SECONDS - started)) s" "$(soak_word "$status")"
}

soak_history() {
    local status=0 started=$SECONDS
    say 'History: a month of 100,000 envelopes'
    "$build_folder/tests/bench/bench-history" 100000 --strict >"$build_folder/history.log" || status=$?
    ((status == 0)) || soak_failed=1
    soak_row 'a client away for 30 days with 100,000 archived envelopes on its topics' \
        "$(tail -n 3 "$build_folder/history.log" | tr '\n' ';'), $((SECONDS - started)) s" \
        "$(soak_word "$status")"
}

soak_keccak() {
    local status=0 started=$SECONDS result='all the same'
    say "Keccak: $soak_keccak_inputs inputs"
    SOTTO_KECCAK_INPUTS=$soak_keccak_inputs meson test -C "$build_folder" --no-rebuild \
        crypto-keccak-lanes --logbase soak-keccak --timeout-multiplier 100 --print-errorlogs || status=$?
    if ((status != 0)); then
        result=FAILED
        soak_failed=1
    fi
    soak_row 'random messages and nonces, by each way of hashing that the processor has' \
        "$soak_keccak_inputs of each, $((SECONDS - started)) s" "$result"
}

soak_load() {
    local name=$1 status=0 started=$SECONDS
    shift
    say "Load: $name"
    "$build_folder/tests/bench/load/bench-load" "$build_folder/src/daemon/sottod" "$@" \
        >"$build_folder/load.log" || status=$?
    cat "$build_folder/load.log"
    ((status == 0)) || soak_failed=1
    soak_row "$name" "$(tr '\n' ';' <"$build_folder/load.log"), $((SECONDS - started)) s" \
        "$(soak_word "$status")"
}

soak_word() {
    if (($1 == 0)); then printf 'nothing lost, nothing doubled'; else printf 'FAILED'; fi
}

soak_fuzz() {
    local name runs
    start_counting
    run_fuzz "$soak_fuzz_seconds" '*' || fail 'there are no fuzz targets'
    for name in "$fuzz_folder"/*.status; do
        name=$(basename "$name" .status)
        runs=$(awk '/stat::number_of_executed_units/ { print $2 }' "$fuzz_folder/$name.log")
        if [[ $(cat "$fuzz_folder/$name.status") == 0 ]]; then
            soak_row "fuzz $name" "${runs:-0} runs, $soak_fuzz_seconds s" 'no finding'
        else
            soak_row "fuzz $name" "$soak_fuzz_seconds s" 'FAILED'
            soak_failed=1
        fi
    done
}

soak_relay() {
    soak_load 'a relay with 200 neighbours' --seconds "$soak_load_seconds"
    soak_load 'the same, stopped and started in the middle' --seconds "$soak_load_seconds" --restart
}

# cmd_soak [PART...]: all of it, or the parts that are named.
cmd_soak() {
    local part parts=(keccak crash payments simulation mesh history relay fuzz)
    soak_failed=0
    for part in "$@"; do
        [[ " ${parts[*]} " == *" $part "* ]] || fail "soak has the parts: ${parts[*]}"
    done
    (($# == 0)) || parts=("$@")
    build_main
    begin_soak_report
    for part in "${parts[@]}"; do
        "soak_$part"
    done
    say "The results are in $soak_report"
    return "$soak_failed"
}
