# shellcheck shell=bash disable=SC2034,SC2154
# What differs between machines: locale, runtime folder, display, and where one may write.

say() {
    printf '==> %s\n' "$*"
}

fail() {
    printf 'dev: %s\n' "$*" >&2
    exit 1
}

prepare_machine() {
    prepare_locale
    prepare_runtime_dir
    choose_build_root
}

# Tools that read UTF-8 sources must not run in the POSIX locale of a bare machine.
prepare_locale() {
    if [[ $(locale charmap 2>/dev/null) != UTF-8 ]]; then
        export LC_ALL=C.UTF-8 LANG=C.UTF-8
    fi
}

is_private_folder() {
    [[ -d $1 && ! -L $1 && -O $1 && -w $1 ]]
}

prepare_runtime_dir() {
    is_private_folder "${XDG_RUNTIME_DIR:-}" && return
    local folder
    folder=${TMPDIR:-/tmp}/sotto-runtime-$(id -u)
    mkdir -m 0700 "$folder" 2>/dev/null || true
    is_private_folder "$folder" || folder=$(mktemp -d)
    chmod 0700 "$folder"
    export XDG_RUNTIME_DIR=$folder
}

# Sets build_root, the folder in which all build folders lie: this checkout, or, where one may not
# write to it or to a build folder that somebody else (root, say) made, a folder in one's cache.
choose_build_root() {
    build_root=$top
    local folder
    for folder in "$top"/build "$top"/build-*; do
        [[ -e $folder && ! -O $folder ]] && build_root=
    done
    [[ -n $build_root && -w $top ]] && return
    build_root=${XDG_CACHE_HOME:-$HOME/.cache}/sotto-dev/$(printf '%s' "$top" | sha256sum | cut -c1-12)
    mkdir -p "$build_root"
    say "The build folder here belongs to somebody else, using $build_root"
}

# Whether somebody answers at a Unix socket.
answers() {
    [[ -x /usr/bin/python3 ]] || return 0
    /usr/bin/python3 - "$1" <<'END' 2>/dev/null
import socket, sys
socket.socket(socket.AF_UNIX).connect(sys.argv[1].replace('@', '\0', 1))
END
}

wayland_is_alive() {
    local socket=${WAYLAND_DISPLAY:-}
    [[ -n $socket ]] || return 1
    [[ $socket == /* ]] || socket=$XDG_RUNTIME_DIR/$socket
    answers "$socket"
}

x11_is_alive() {
    local display=${DISPLAY:-}
    [[ -n $display ]] || return 1
    # A display of another machine (ssh -X) is believed.
    [[ $display == :* || $display == unix:* ]] || return 0
    local number=${display#*:}
    number=${number%%.*}
    answers "/tmp/.X11-unix/X$number" || answers "@/tmp/.X11-unix/X$number"
}

# Leaves only variables of displays that answer; false when there is none.
has_display() {
    wayland_is_alive || unset WAYLAND_DISPLAY
    x11_is_alive || unset DISPLAY
    [[ -n ${WAYLAND_DISPLAY:-}${DISPLAY:-} ]]
}
