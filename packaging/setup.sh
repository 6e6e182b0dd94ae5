# shellcheck shell=bash
# What ./dev needs on the machine. Sourced by it, from the root of the project.
#
# Two libraries are newer than Debian stable's: libsodium 1.0.22 (ML-KEM-768 and X-Wing) and
# SQLCipher 4.6.1. apt itself downloads and verifies them, with a state folder of its own, and they
# are unpacked into build/sysroot: nothing on the system changes.

sysroot=build/sysroot
sysroot_stamp=$sysroot/versions

build_packages=(build-essential cmake ninja-build ccache pkg-config qt6-base-dev libbenchmark-dev
    libolm-dev valgrind)
fuzz_packages=(clang)
lint_packages=(clang-format clang-tidy shellcheck)

setup_fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

is_installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# install_packages NAME…: those of them that are missing, through apt.
install_packages() {
    local missing=() name
    for name in "$@"; do
        is_installed "$name" || missing+=("$name")
    done
    [ "${#missing[@]}" -eq 0 ] && return
    command -v apt-get >/dev/null || setup_fail \
        "Sotto is built on Debian 12 or 13 (apt-get is not here). It needs: ${missing[*]}"
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        if command -v sudo >/dev/null; then
            as_root=(sudo)
        else
            setup_fail "Sotto needs packages that are not installed, and this user may not install them.
Run as root: apt-get update && apt-get install --no-install-recommends ${missing[*]}
Then call ./dev again."
        fi
    fi
    printf 'Installing %s\n' "${missing[*]}" >&2
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}

# The machine's own Debian mirror.
debian_mirror() {
    # shellcheck disable=SC2016 # the fields are apt's
    apt-get indextargets --format '$(REPO_URI) $(ORIGIN) $(LABEL) $(COMPONENT)' 'Created-By: Packages' |
        awk '$2 == "Debian" && $3 == "Debian" && $4 == "main" { print $1; exit }'
}

debian_codename() {
    # shellcheck disable=SC1091
    (. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
}

# fetch_packages FOLDER SUITE MIRROR NAME…: downloads those packages of that suite into FOLDER.
# A suite's index is read with apt's signature check; the system's own lists are not touched.
fetch_packages() {
    local folder suite mirror
    folder=$(realpath "$1")
    suite=$2
    mirror=$3
    shift 3
    local state=$folder/apt-$suite
    mkdir -p "$state/lists/partial" "$state/cache/archives/partial"
    printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s main\n' \
        "$mirror" "$suite" >"$state/sources.list"
    local options=(-o "Dir::Etc::SourceList=$state/sources.list" -o Dir::Etc::SourceParts=/dev/null
        -o "Dir::State::Lists=$state/lists" -o "Dir::Cache=$state/cache"
        -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null
        -o APT::Get::List-Cleanup=false -o Acquire::Languages=none -o Debug::NoLocking=1)
    [ "$(id -u)" -eq 0 ] && options+=(-o APT::Sandbox::User=root)
    apt-get "${options[@]}" -qq update >&2
    (cd "$folder" && apt-get "${options[@]}" -qq download "$@" >&2)
}

# The library that NAME (a -dev package already in FOLDER) was built for.
runtime_library_of() {
    dpkg-deb -f "$1"/"$2"_*.deb Depends | tr ',' '\n' |
        sed -n 's/^ *\(lib[a-z]*[0-9-]*\) (= .*/\1/p' | head -n 1
}

setup_sysroot() {
    [ -f "$sysroot_stamp" ] && return
    local mirror codename sqlcipher_suite fetched
    is_installed debian-archive-keyring || install_packages debian-archive-keyring
    mirror=$(debian_mirror)
    [ -n "$mirror" ] || setup_fail \
        "No Debian mirror is in apt's configuration. Add Debian's main archive to /etc/apt, run apt-get update, and call ./dev again."
    codename=$(debian_codename)
    case $codename in
    bookworm) sqlcipher_suite=bookworm-backports ;;
    *) sqlcipher_suite=$codename ;;
    esac
    printf 'Fetching libsodium and SQLCipher into %s\n' "$sysroot" >&2
    mkdir -p build
    rm -rf build/sysroot.new
    mkdir -p build/sysroot.new/fetched
    fetched=build/sysroot.new/fetched
    fetch_packages "$fetched" forky "$mirror" libsodium-dev libsodium26
    fetch_packages "$fetched" "$sqlcipher_suite" "$mirror" libsqlcipher-dev
    fetch_packages "$fetched" "$sqlcipher_suite" "$mirror" \
        "$(runtime_library_of "$fetched" libsqlcipher-dev)"
    local package
    for package in "$fetched"/*.deb; do
        dpkg -x "$package" build/sysroot.new
        dpkg-deb -f "$package" Package Version >>build/sysroot.new/versions
    done
    rm -rf "$fetched" "$sysroot"
    mv build/sysroot.new "$sysroot"
}

setup_build() {
    install_packages "${build_packages[@]}"
    setup_sysroot
}

setup_fuzz() {
    install_packages "${build_packages[@]}" "${fuzz_packages[@]}"
    local version
    version=$(clang --version | sed -n 's/.*clang version \([0-9]*\).*/\1/p' | head -n 1)
    install_packages "libclang-rt-$version-dev"
    setup_sysroot
}

setup_lint() {
    install_packages "${lint_packages[@]}"
}
