# Sourced by the commands of scripts/: installs the Debian packages that are missing and prepares the environment of a build.
# It asks dpkg first, so that a machine that has everything needs neither the network nor any rights.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

build_packages=(
    g++ cmake ninja-build ccache python3 pkg-config
    libboost1.81-dev libyaml-cpp-dev libspdlog-dev libfmt-dev libsystemd-dev nlohmann-json3-dev libpugixml-dev
    libsqlite3-dev libcli11-dev libcoap3-dev libcbor-dev libssl-dev libcurl4-openssl-dev
    libgtest-dev libgmock-dev libbenchmark-dev
)
test_packages=(clang-format libcoap3-bin tshark python3-jsonschema python3-yaml lintian man-db dpkg-dev python3-prometheus-client)
package_packages=(dpkg-dev file lintian)
system_packages=(debootstrap systemd-container)
leshan_packages=(openjdk-17-jdk-headless maven ca-certificates)
lint_packages=(clang-format clang-tidy)
fuzz_packages=(clang libclang-rt-14-dev)

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() { say "$*"; exit 1; }

# missing_packages NAME...: those of the names that are not installed, one a line.
missing_packages() {
    local name
    for name in "$@"; do
        dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null | grep -qx installed || printf '%s\n' "$name"
    done
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die "these packages have to be installed by root (there is no sudo here): apt-get install ${missing[*]}"
    fi
}

# A machine that has just started often installs updates: its lock is waited for.
apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --quiet --no-install-recommends \
        -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=600 "$@"
}

# install_packages NAME...: returns 1 when some of them cannot be had.
install_packages() {
    local missing
    mapfile -t missing < <(missing_packages "$@")
    [ ${#missing[@]} -gt 0 ] || return 0
    command -v apt-get >/dev/null ||
        die "this is not Debian; install the counterparts of these packages by hand: ${missing[*]}"
    say "installing ${missing[*]}"
    # Slim images leave this folder out, and the Java packages want to put a link into it.
    [ -d /usr/share/man/man1 ] || as_root mkdir -p /usr/share/man/man1
    # Package lists that are absent or old name files that the mirrors no longer have; only then are they worth a download.
    if apt_install "${missing[@]}" >/dev/null 2>&1; then return 0; fi
    say "updating the package lists"
    as_root apt-get update --quiet --quiet -o DPkg::Lock::Timeout=600 >&2 || return 1
    local said
    said=$(apt_install "${missing[@]}" 2>&1) || { printf '%s\n' "$said" | tail -n 30 >&2; return 1; }
}

# as_the_owner ARGUMENT...: after `sudo scripts/...` goes on as the user whose clone this is, so that what is built belongs to them.
as_the_owner() {
    if [ "$(id -u)" -eq 0 ] && [ "${SUDO_UID:-0}" -ne 0 ] && [ "$(stat -c %u "$root")" = "$SUDO_UID" ]; then
        exec sudo -u "#$SUDO_UID" -H env "AGENT_TEST_JOBS=${AGENT_TEST_JOBS:-}" "$root/scripts/${0##*/}" "$@"
    fi
    [ ! -e "$root/build" ] || [ -w "$root/build" ] ||
        die "$root/build belongs to somebody else: remove it, or run this as its owner"
}

# prepare_build: the environment in which cmake and ninja run. The user's own ccache settings stay as they are.
prepare_build() {
    export CCACHE_BASEDIR="$root" CCACHE_NOHASHDIR=true CCACHE_COMPILERCHECK=content
    export CCACHE_SLOPPINESS=time_macros,include_file_mtime,include_file_ctime
    export NINJA_STATUS='[%f/%t] '
    # The tools say what they say in English, whatever the user's language: the tests read some of it.
    export LC_ALL=C.UTF-8
}

# build PRESET [TARGET...]
build() {
    local preset=$1
    shift
    (cd "$root" && cmake --preset "$preset" >"$(log_file configure)" 2>&1) ||
        { cat "$(log_file configure)" >&2; say "cmake could not configure the preset $preset"; return 1; }
    (cd "$root" && cmake --build --preset "$preset" ${1:+--target "$@"}) ||
        { say "the build of the preset $preset failed"; return 1; }
}

log_file() {
    mkdir -p "$root/build/log"
    printf '%s/build/log/%s.log' "$root" "$1"
}
