# shellcheck shell=bash
# What ./dev needs on the machine. Sourced by it, from the root of the project.
#
# Two libraries are newer than Debian stable's: libsodium 1.0.22 (ML-KEM-768 and X-Wing) and
# SQLCipher 4.6.1. apt itself downloads and verifies them, with a state folder of its own, and they
# are unpacked into build/sysroot: nothing on the system changes.

sysroot=build/sysroot
sysroot_stamp=$sysroot/versions

compile_packages=(build-essential cmake ninja-build ccache protobuf-compiler libprotobuf-dev
    libsqlite3-dev libssl-dev)
window_packages=(qt6-declarative-dev qt6-svg-dev libqt6svg6 qt6-qpa-plugins qml6-module-qttest
    fonts-inter fonts-jetbrains-mono fonts-noto-core fonts-noto-color-emoji libqrencode-dev
    libzxing-dev qtkeychain-qt6-dev libsecret-1-0)
# Each QML import is a package of its own.
mapfile -t qml_packages < <(awk '/^[A-Z]/ { print $2 }' packaging/qml-modules | sort -u)
build_packages=("${compile_packages[@]}" pkg-config qt6-base-dev qt6-websockets-dev
    "${window_packages[@]}" "${qml_packages[@]}" appstream dbus desktop-file-utils gnome-keyring
    libbenchmark-dev libdbus-1-dev libolm-dev libxcb1-dev valgrind xauth xdotool xvfb)
fuzz_packages=("${compile_packages[@]}" clang)
lint_packages=(clang-format clang-tidy shellcheck)

setup_fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# The state comes once for each architecture that has the package.
is_installed() {
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed* ]]
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

# set_apt_options STATE: apt_options become those that keep apt's state in the folder STATE, so that
# the system's is neither changed nor locked, and root is not needed.
set_apt_options() {
    mkdir -p "$1/lists/partial" "$1/cache/archives/partial"
    apt_options=(-o "Dir::State::Lists=$1/lists" -o "Dir::Cache=$1/cache" -o Acquire::Languages=none
        -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null
        -o Debug::NoLocking=1 -o APT::Get::AllowUnauthenticated=false
        -o Acquire::AllowInsecureRepositories=false)
    if [ "$(id -u)" -eq 0 ]; then
        apt_options+=(-o APT::Sandbox::User=root)
    fi
}

# first_debian_mirror [APT OPTIONS]: reads to the end, for apt fails when its reader goes away. The
# empty names keep apt from writing its package cache anew, which it does even to answer this.
first_debian_mirror() {
    # shellcheck disable=SC2016 # the fields are apt's
    apt-get "$@" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= indextargets \
        --format '$(REPO_URI) $(ORIGIN) $(LABEL) $(COMPONENT)' 'Created-By: Packages' |
        awk '$1 !~ /^cdrom:/ && $2 == "Debian" && $3 == "Debian" && $4 == "main" && !mirror { mirror = $1 }
            END { print mirror }'
}

# debian_mirror FOLDER: the machine's own Debian mirror. Before the machine's first apt-get update
# apt cannot tell which of its sources that is; then the lists are read into FOLDER.
debian_mirror() {
    local mirror apt_options
    mirror=$(first_debian_mirror)
    if [ -z "$mirror" ]; then
        set_apt_options "$(realpath "$1")/apt-system"
        apt-get "${apt_options[@]}" -qq update >&2 || true
        mirror=$(first_debian_mirror "${apt_options[@]}")
    fi
    printf '%s' "$mirror"
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
    local state=$folder/apt-$suite apt_options
    set_apt_options "$state"
    apt_options+=(-o "Dir::Etc::SourceList=$state/sources.list" -o Dir::Etc::SourceParts=/dev/null)
    printf 'deb [arch=%s target=Packages signed-by=%s] %s %s main\n' "$(dpkg --print-architecture)" \
        /usr/share/keyrings/debian-archive-keyring.gpg "$mirror" "$suite" >"$state/sources.list"
    apt-get "${apt_options[@]}" -qq --error-on=any update >&2 || setup_fail \
        "apt could not read or verify the list of Debian's suite '$suite'; its reason stands above.
Sotto needs $* from there. When the network, the mirror and the clock are in order, call ./dev again."
    (cd "$folder" && apt-get "${apt_options[@]}" -qq download "$@" >&2) || setup_fail \
        "apt could not download $* from Debian's suite '$suite'; its reason stands above. Call ./dev again."
}

# require_version FOLDER NAME MINIMUM: of a package already in FOLDER.
require_version() {
    local version
    version=$(dpkg-deb -f "$1"/"$2"_*.deb Version)
    dpkg --compare-versions "$version" ge "$3" || setup_fail \
        "Sotto needs $2 $3 or newer, but Debian's mirror has $version. Use an up-to-date mirror."
}

# The library that NAME (a -dev package already in FOLDER) was built for.
runtime_library_of() {
    dpkg-deb -f "$1"/"$2"_*.deb Depends | tr ',' '\n' |
        awk '$1 ~ /^lib[a-z]*[0-9-]*$/ && $2 == "(=" && !name { name = $1 } END { print name }'
}

setup_sysroot() {
    [ -f "$sysroot_stamp" ] && return
    local mirror codename sqlcipher_suite library
    local fetched=build/sysroot.new/fetched
    is_installed debian-archive-keyring || install_packages debian-archive-keyring
    printf 'Fetching libsodium and SQLCipher into %s\n' "$sysroot" >&2
    rm -rf build/sysroot.new
    mkdir -p "$fetched"
    mirror=$(debian_mirror "$fetched")
    [ -n "$mirror" ] || setup_fail \
        "apt knows no Debian mirror: none is configured in /etc/apt, or its list could not be read (then the
reason stands above). When apt-get update works with Debian's main archive, call ./dev again."
    codename=$(debian_codename)
    case $codename in
    bookworm) sqlcipher_suite=bookworm-backports ;;
    *) sqlcipher_suite=$codename ;;
    esac
    fetch_packages "$fetched" forky "$mirror" libsodium-dev libsodium26
    fetch_packages "$fetched" "$sqlcipher_suite" "$mirror" libsqlcipher-dev
    library=$(runtime_library_of "$fetched" libsqlcipher-dev)
    fetch_packages "$fetched" "$sqlcipher_suite" "$mirror" "$library"
    require_version "$fetched" libsodium-dev 1.0.22
    require_version "$fetched" libsqlcipher-dev 4.6.1
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
    install_packages "${fuzz_packages[@]}"
    local version
    version=$(clang --version | sed -n '1s/.*clang version \([0-9]*\).*/\1/p')
    install_packages "libclang-rt-$version-dev"
    setup_sysroot
}

setup_lint() {
    install_packages "${lint_packages[@]}"
}
