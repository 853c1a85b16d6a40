# shellcheck shell=bash disable=SC2034,SC2154
# What a machine can judge about the sources.

checked_files() {
    find src tests -name '*.[ch]' ! -path 'tests/vectors/*' | sort
}

all_text_files() {
    find . -type f ! -path './.git*' ! -path './build*' ! -path './tests/vectors/*' \
        ! -path './tests/fuzz/corpus/*' ! -name '*.png' ! -name LICENSE ! -path './.ci/lib/lint.sh' |
        sed 's,^\./,,' | sort
}

# Other versions lay some lines out in other ways and have checks that GLib's macros trip over.
is_deciding_version() {
    if [[ $("$1" --version) != *' 14.'* ]]; then
        printf '%s 14 decides, and this is another version\n' "$1"
        return 77
    fi
}

lint_format() {
    is_deciding_version clang-format || return
    checked_files | xargs clang-format --dry-run -Werror
}

lint_tidy() {
    is_deciding_version clang-tidy || return
    /usr/bin/python3 -B .ci/lib/tidy.py "$build_folder" "$(build_jobs)"
}

lint_layers() {
    /usr/bin/python3 -B tests/layers/test-layers.py .
}

lint_sizes() {
    /usr/bin/python3 -B tests/layers/test-sizes.py .
}

lint_translations() {
    /usr/bin/python3 -B tests/layers/test-translations.py .
}

lint_data() {
    local id=im.sotto.Sotto.Devel
    desktop-file-validate "$build_folder/data/$id.desktop" &&
        appstreamcli validate --no-net --no-color "$build_folder/data/$id.metainfo.xml"
}

# forbid WHY PATTERN FILE...: fails and shows the lines where the pattern occurs.
forbid() {
    local why=$1 pattern=$2
    shift 2
    if grep -HnE "$pattern" "$@" /dev/null; then
        printf '%s\n' "$why"
        return 1
    fi
}

lint_words() {
    local status=0 sources engine texts
    mapfile -t texts < <(all_text_files)
    mapfile -t sources < <(find src -name '*.[ch]' | sort)
    mapfile -t engine < <(find src -name '*.[ch]' ! -path 'src/base/*' ! -path 'src/app/*' | sort)
    forbid 'Work left to do belongs into docs/known-limits.md.' \
        '\b(TODO|FIXME|XXX)\b' "${texts[@]}" || status=1
    forbid 'A file must not name folders of one machine.' \
        '(^|[^[:alnum:]._-])/(root|work|home/[a-z]+)/' "${texts[@]}" || status=1
    forbid 'These functions have bounded or seeded sisters.' \
        '\b(strcpy|strcat|sprintf|vsprintf|gets|s?rand|random)[[:space:]]*\(' "${sources[@]}" || status=1
    forbid 'Time, timers and entropy come from SottoClock and SottoRandom.' \
        '\bg_(random_|get_real_time|get_monotonic_time|timeout_add|timeout_source_new|date_time_new_now)' \
        "${engine[@]}" || status=1
    mapfile -t engine < <(find src -name '*.[ch]' ! -path 'src/daemon/*' ! -path 'src/cli/*' | sort)
    forbid 'Only a program'"'"'s main file runs a loop.' \
        '\bg_main_(loop_run|context_iteration)\b' "${engine[@]}" || status=1
    return "$status"
}

lint_licence() {
    local file status=0
    while read -r file; do
        if [[ $(head -n 1 "$file") != '/* SPDX-License-Identifier: GPL-3.0-or-later */' ]]; then
            printf '%s does not begin with the licence line\n' "$file"
            status=1
        fi
    done < <(checked_files)
    return "$status"
}

lint_shell() {
    shellcheck dev .ci/run .ci/lib/*.sh
}

# check NAME: runs lint_NAME, shows what it says only when it fails, and counts it.
check() {
    local name=$1 log status=0
    log=$build_folder/lint/$name.log
    mkdir -p "${log%/*}"
    "lint_$name" >"$log" 2>&1 || status=$?
    case $status in
    0) count_one passed ;;
    77)
        count_one skipped
        say "lint $name: skipped, $(head -n 1 "$log")"
        ;;
    *)
        count_one failed
        say "lint $name: FAILED"
        tail -n 100 "$log"
        ;;
    esac
}

run_lint() {
    local name
    say 'Linting'
    for name in "$@"; do
        check "$name"
    done
}

cmd_lint() {
    ensure_packages build lint
    build_main
    start_counting
    run_lint format layers sizes words licence translations data shell tidy
    finish_counting
}

cmd_format() {
    ensure_packages build lint
    checked_files | xargs clang-format -i
    /usr/bin/python3 -B tests/layers/test-translations.py . --write
}
