# shellcheck shell=bash disable=SC2034,SC2154
# What has to be installed for which command, and how it gets there on Debian.

packages_build=(
    gcc libc6-dev pkg-config meson ninja-build python3 gettext
    libglib2.0-dev libgtk-4-dev libadwaita-1-dev libsodium-dev libsecp256k1-dev libssl-dev
    libprotobuf-c-dev protobuf-c-compiler libsnappy-dev libminiupnpc-dev libnatpmp-dev libjson-glib-dev libsoup-3.0-dev libqrencode-dev
    libsqlcipher-dev libpq-dev libxml2-utils appstream desktop-file-utils
)
# A display without a screen, and what the application looks like on it.
packages_display=(
    xvfb xauth dbus openbox xdotool imagemagick at-spi2-core gir1.2-atspi-2.0 python3-gi
    adwaita-icon-theme librsvg2-common fonts-noto-core fonts-noto-color-emoji fonts-noto-cjk
)
# A server of the tests' own, for archives in a database.
packages_database=(postgresql)
# Fetches and runs what tests/chain/package-lock.json names, where no other npm is there.
packages_chain=(nodejs npm)
packages_lint=(clang-format clang-tidy universal-ctags shellcheck)
packages_fuzz=(clang libclang-rt-dev)

# SQLCipher before 4.5 holds an SQLite too old for the store.
sqlcipher_minimum=4.5
lock_patience=300

version_of() {
    local state
    # shellcheck disable=SC2016
    state=$(dpkg-query -W -f='${db:Status-Status} ${Version}' "$1" 2>/dev/null) || return 1
    [[ $state == 'installed '* ]] && printf '%s' "${state#installed }"
}

is_installed() {
    local version
    version=$(version_of "$1") || return 1
    [[ $1 != libsqlcipher-dev ]] || dpkg --compare-versions "$version" ge "$sqlcipher_minimum"
}

# ensure_packages SET...: installs what is missing of the named sets; asks no network otherwise.
ensure_packages() {
    local set package missing=()
    command -v dpkg-query >/dev/null || leave_without_apt "$@"
    for set in "$@"; do
        local -n packages=packages_$set
        for package in "${packages[@]}"; do
            is_installed "$package" || missing+=("$package")
        done
    done
    [[ ${#missing[@]} -eq 0 ]] || install_packages "${missing[@]}"
}

leave_without_apt() {
    local set
    printf 'dev: this is no Debian. The packages to install are, by their names there:\n' >&2
    for set in "$@"; do
        local -n packages=packages_$set
        printf '  %s\n' "${packages[*]}" >&2
    done
    exit 77
}

# The way to become root: nothing, sudo, or sudo that may ask because somebody is there to answer.
root_prefix() {
    if [[ $(id -u) -eq 0 ]]; then
        printf 'env'
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        printf 'sudo -n'
    elif command -v sudo >/dev/null && [[ -t 0 && -t 2 ]]; then
        printf 'sudo'
    else
        return 1
    fi
}

install_packages() {
    local root
    root=$(root_prefix) || leave_without_root "$@"
    say "Installing $# packages: $*"
    if [[ " $* " == *' libsqlcipher-dev '* ]]; then
        add_backports "$root"
    fi
    apt_get "$root" update || say 'Some package lists could not be fetched, going on with the others'
    local wanted=("${@/%libsqlcipher-dev/$(sqlcipher_choice)}")
    apt_get "$root" install -y --no-install-recommends "${wanted[@]}" ||
        fail 'the packages could not be installed; what apt-get says is above'
}

leave_without_root() {
    {
        printf 'dev: some packages are missing and neither root nor sudo is at hand. As root, type:\n\n'
        if needs_backports; then
            printf '%s\n' 'cat >/etc/apt/sources.list.d/sotto-backports.sources <<END'
            backports_source
            printf 'END\n'
        fi
        printf 'apt-get update\napt-get install --no-install-recommends %s\n' \
            "${*/%libsqlcipher-dev/$(sqlcipher_choice)}"
    } >&2
    exit 77
}

# apt-get waits by itself for dpkg's lock, but not for the one on the package lists.
apt_get() {
    local root=$1 log status waited=0
    shift
    log=$(mktemp)
    while true; do
        status=0
        # shellcheck disable=SC2086
        $root env DEBIAN_FRONTEND=noninteractive apt-get -q -o "DPkg::Lock::Timeout=$lock_patience" \
            -o Dpkg::Use-Pty=0 "$@" </dev/null >"$log" 2>&1 || status=$?
        if ((status == 0 || waited >= lock_patience)) || ! grep -q 'Could not get lock' "$log"; then
            break
        fi
        ((waited > 0)) || say 'Waiting for another package manager to finish'
        sleep 5
        waited=$((waited + 5))
    done
    ((status == 0)) || tail -n 30 "$log" >&2
    rm -f "$log"
    return "$status"
}

codename() {
    # shellcheck source=/dev/null
    (. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
}

# Prints `URI<tab>SIGNED-BY` of each active source whose suites contain $1.
sources_with_suite() {
    deb822_sources_with_suite "$1"
    one_line_sources_with_suite "$1"
}

deb822_sources_with_suite() {
    local file
    for file in /etc/apt/sources.list.d/*.sources; do
        [[ -r $file ]] || continue
        # Comment lines may stand between the fields; a stanza ends at an empty line.
        grep -v '^[[:space:]]*#' "$file" | awk -v suite="$1" '
            function emit() {
                if (types ~ / deb / && suites ~ " " suite " " && enabled != "no" && split(uris, u) > 0)
                    printf "%s\t%s\n", u[1], (key ~ "^/[^\n]*$" ? key : "")
                types = suites = uris = key = enabled = ""
            }
            /^[ \t]*$/ { emit(); next }
            /^[^ \t]/ { field = tolower($1); sub(/^[^:]*:/, "") }
            field == "types:" { types = types " " $0 " " }
            field == "suites:" { suites = suites " " $0 " " }
            field == "uris:" { uris = uris " " $0 }
            field == "signed-by:" { key = key (key ? "\n" : "") $1 }
            field == "enabled:" { enabled = tolower($1) }
            END { emit() }'
    done
}

one_line_sources_with_suite() {
    cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null | sed 's/#.*//' |
        awk -v suite="$1" '
            $1 != "deb" { next }
            {
                key = ""
                if (match($0, /\[[^]]*\]/)) {
                    options = substr($0, RSTART + 1, RLENGTH - 2)
                    if (match(options, /signed-by=[^ ]+/))
                        key = substr(options, RSTART + 10, RLENGTH - 10)
                    sub(/\[[^]]*\]/, "")
                }
                if ($3 == suite) printf "%s\t%s\n", $2, key
            }' || true
}

needs_backports() {
    [[ $(codename) == bookworm && -z $(sources_with_suite bookworm-backports) ]]
}

# The stanza for the suite, from the mirror and with the key that this machine already trusts.
backports_source() {
    local uri key
    IFS=$'\t' read -r uri key < <(sources_with_suite bookworm | grep -E '^(https?|mirror)' || true) || true
    [[ -n $uri ]] || fail 'none of the package sources of this machine has the suite bookworm'
    printf 'Types: deb\nURIs: %s\n' "$uri"
    printf 'Suites: bookworm-backports\nComponents: main\n'
    # A key may also be a block of lines there, or not be named at all.
    if [[ $key == /* ]]; then
        printf 'Signed-By: %s\n' "$key"
    elif [[ -e /usr/share/keyrings/debian-archive-keyring.gpg ]]; then
        printf 'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg\n'
    fi
}

add_backports() {
    needs_backports || return 0
    say 'Adding the suite bookworm-backports, for SQLCipher'
    # shellcheck disable=SC2086
    backports_source | $1 tee /etc/apt/sources.list.d/sotto-backports.sources >/dev/null
}

# `libsqlcipher-dev=VERSION` of the newest version known, which on Debian 12 apt would not choose.
sqlcipher_choice() {
    local version best=
    while read -r version; do
        dpkg --compare-versions "$version" ge "${best:-$sqlcipher_minimum}" && best=$version
    done < <(apt-cache madison libsqlcipher-dev 2>/dev/null | cut -d'|' -f2)
    if [[ -n $best ]]; then
        printf 'libsqlcipher-dev=%s' "$best"
    elif [[ $(codename) == bookworm ]]; then
        printf 'libsqlcipher-dev/bookworm-backports'
    else
        printf 'libsqlcipher-dev'
    fi
}
