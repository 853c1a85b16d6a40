# shellcheck shell=bash disable=SC2034,SC2154
# The build folders: one with gcc, one with its sanitizers, one with clang for the fuzz targets.

build_jobs() {
    nproc
}

# with_ccache COMPILER: the compiler behind its cache where there is one.
with_ccache() {
    if command -v ccache >/dev/null; then
        printf 'ccache %s' "$1"
    else
        printf '%s' "$1"
    fi
}

# The compiler of Debian 12 is the one that has nothing to say about this code; a newer one may.
werror_option() {
    if [[ $(gcc -dumpversion) == 12* ]]; then
        printf -- '--werror'
    fi
}

# configure FOLDER COMPILER OPTION...: only when something about it is new. Meson neither sees a new
# folder by itself nor takes every option when it is told to configure again.
configure() {
    local folder=$1 compiler=$2 options folders old_options='' old_folders='' again=()
    shift 2
    options="$compiler $*"
    folders=$(printf '%s ' src/*/ tests/*/meson.build)
    if [[ -e $folder/build.ninja ]]; then
        again=(--wipe)
        { read -r old_options && read -r old_folders; } 2>/dev/null <"$folder/.configured" || true
        [[ $options != "$old_options" ]] || again=(--reconfigure)
        [[ "$options|${folders% }" != "$old_options|$old_folders" ]] || return 0
    fi
    say "Configuring ${folder##*/}"
    CC=$(with_ccache "$compiler") quietly "$folder" /usr/bin/meson setup "${again[@]}" "$folder" "$@"
    printf '%s\n%s\n' "$options" "${folders% }" >"$folder/.configured"
}

# quietly FOLDER COMMAND...: shows the output of a configuration only when it fails.
quietly() {
    local folder=$1 log
    shift
    log=$(mktemp)
    "$@" >"$log" 2>&1 || {
        tail -n 40 "$log" >&2
        fail "meson could not configure ${folder##*/}"
    }
    rm -f "$log"
}

compile() {
    local folder=$1
    quietly "$folder" ninja -C "$folder" build.ninja
    say "Building ${folder##*/}"
    ninja -C "$folder" -j "$(build_jobs)" --quiet || fail "the build in ${folder##*/} failed"
}

# Each of these sets the folder that the commands after it use.

build_main() {
    ensure_packages build
    build_folder=$build_root/build
    # shellcheck disable=SC2046
    configure "$build_folder" gcc $(werror_option)
    compile "$build_folder"
}

build_sanitized() {
    sanitize_folder=$build_root/build-sanitize
    configure "$sanitize_folder" gcc -Dsanitize=true -Dapp=false
    compile "$sanitize_folder"
}

build_fuzzing() {
    ensure_packages build fuzz
    fuzz_folder=$build_root/build-fuzz
    # Which warnings count is decided by the build with gcc.
    configure "$fuzz_folder" clang -Dfuzzing=true -Dsanitize=true -Dapp=false -Dc_args=-w
    compile "$fuzz_folder"
}

cmd_clean() {
    local folder
    for folder in "$build_root"/build "$build_root"/build-*; do
        [[ ! -e $folder ]] || rm -rf "$folder"
    done
}
