#!/usr/bin/env bash
# Tries the Debian packages on a fresh Debian 12: installs them with nothing but Debian stable beside
# them, looks at what they brought, starts the programs, purges them, and shows what is left.
#
#   packaging/try-packages.sh [PACKAGES [BASE]]
#
# PACKAGES is the folder of the .deb files, build/release/packages by default. BASE is a folder with a
# fresh Debian 12, which is copied; without it debootstrap makes one. Needs root, for chroot.
#
# What stands in single quotes is for the shell inside, or for apt:
# shellcheck disable=SC2016
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# shellcheck source=packaging/setup.sh
source packaging/setup.sh

packages=$(realpath "${1:-build/release/packages}")
base=${2:-}
problems=0

[ "$(id -u)" -eq 0 ] || setup_fail "This needs root: it works in a chroot."
ls "$packages"/*.deb >/dev/null 2>&1 || setup_fail "No packages in $packages. First: ./dev package"

root=$(mktemp -d "${TMPDIR:-/var/tmp}/sotto-packages.XXXXXX")

# Not with rm alone: what is mounted there must never be removed with it.
clean_up() {
    umount "$root/system/proc" 2>/dev/null || true
    umount "$root/system/dev" 2>/dev/null || true
    if ! grep -q " $root/system/" /proc/mounts; then
        rm -rf --one-file-system "$root"
    fi
}
trap clean_up EXIT
trap 'exit 1' INT TERM

inside() {
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
        DEBIAN_FRONTEND=noninteractive chroot "$root/system" "$@"
}

# check WHAT COMMAND…: runs it inside, quietly when all is well.
check() {
    local what=$1
    shift
    if inside "$@" >"$root/output" 2>&1; then
        printf 'ok      %s\n' "$what"
    else
        printf 'FAILED  %s\n' "$what"
        sed 's/^/        /' "$root/output"
        problems=$((problems + 1))
    fi
}

# Every file but those that change with any installation.
list_files() {
    inside find / -xdev \( -path /proc -o -path /dev -o -path /tmp -o -path /var/cache -o -path /var/log \
        -o -path /var/lib/apt -o -path /var/lib/dpkg -o -path /packages \) -prune -o -print | sort
}

make_system() {
    if [ -n "$base" ]; then
        cp -a "$base" "$root/system"
    else
        install_packages debootstrap
        debootstrap --variant=minbase bookworm "$root/system" "$(debian_mirror "$root")" >&2
    fi
    mount -t proc proc "$root/system/proc"
    mount --bind /dev "$root/system/dev"
    mkdir "$root/system/packages"
    cp "$packages"/*.deb "$root/system/packages/"
    # The machine's own way to the mirror.
    cp /etc/resolv.conf "$root/system/etc/resolv.conf" 2>/dev/null || true
    apt-config dump Acquire | grep -iE '^Acquire::https?::proxy' >"$root/system/etc/apt/apt.conf.d/99proxy" || true
    inside apt-get update -qq
}

# What the checks themselves need, installed beforehand so that it is not counted.
install_checkers() {
    inside apt-get install -y -qq --no-install-recommends desktop-file-utils appstream systemd \
        >/dev/null 2>&1
}

check_app() {
    check "sotto --version" sotto --version
    check "sotto finds all its libraries" sh -c '! ldd /usr/bin/sotto | grep "not found"'
    # Alive until it is ended: every QML module that the first page imports is there.
    check "sotto starts" sh -c \
        'mkdir -p /tmp/home; HOME=/tmp/home QT_QPA_PLATFORM=offscreen timeout 8 sotto; [ $? -eq 124 ]'
    check "the menu's entry is valid" desktop-file-validate /usr/share/applications/sotto.desktop
    check "sotto: links are Sotto's" \
        grep -q '^x-scheme-handler/sotto=sotto.desktop;' /usr/share/applications/mimeinfo.cache
    check "the AppStream data is valid" sh -c \
        'appstreamcli validate --no-net /usr/share/metainfo/chat.sotto.sotto.metainfo.xml'
    for size in 16x16 22x22 24x24 32x32 48x48 64x64 128x128 256x256 512x512; do
        check "an icon of $size" test -s "/usr/share/icons/hicolor/$size/apps/sotto.png"
    done
    check "an icon of any size" test -s /usr/share/icons/hicolor/scalable/apps/sotto.svg
}

check_relay() {
    check "sotto-relay --version" sotto-relay --version
    check "the relay's user is there" id sotto-relay
    check "the relay's unit is sound" systemd-analyze verify sotto-relay.service
    check "the relay is not enabled" sh -c \
        '[ "$(systemctl is-enabled sotto-relay.service)" = disabled ]'
    check "no relay was started" sh -c '! grep -lqs sotto-relay /proc/[0-9]*/comm'
    check "no data was made" sh -c '! test -e /var/lib/sotto-relay'
    check "the relay starts under its user with its configuration" sh -c \
        'install -d -o sotto-relay -g sotto-relay -m 700 /var/lib/sotto-relay &&
         sed -i "s/^listen = .*/listen = 127.0.0.1:0/" /etc/sotto/relay.conf &&
         timeout 5 setpriv --reuid sotto-relay --regid sotto-relay --clear-groups \
             sotto-relay --config /etc/sotto/relay.conf >/tmp/relay.log
         grep -q "^sotto://127.0.0.1:" /tmp/relay.log; status=$?; rm -f /tmp/relay.log; exit $status'
}

check_cli() {
    check "sotto-cli --version" sotto-cli --version
    check "sotto-cli finds all its libraries" sh -c '! ldd /usr/bin/sotto-cli | grep "not found"'
}

main() {
    printf 'A fresh Debian 12 …\n'
    make_system
    install_checkers
    list_files >"$root/before"
    local names=() name
    for package in "$packages"/*.deb; do
        names+=("$(dpkg-deb -f "$package" Package)")
    done
    printf 'Sources: %s\n' "$(inside apt-get indextargets --format '$(SUITE) $(COMPONENT)' \
        'Created-By: Packages' | sort -u | paste -sd ';')"
    check "the packages install with Debian stable alone" \
        sh -c 'apt-get install -y --no-install-recommends /packages/*.deb'
    for name in "${names[@]}"; do
        case $name in
        sotto) check_app ;;
        sotto-relay) check_relay ;;
        sotto-cli) check_cli ;;
        esac
        check "manual page of $name" sh -c \
            "dpkg -L $name | grep -qx '/usr/share/man/man[18]/${name}[.][18][.]gz'"
    done
    check "they install anew over themselves" sh -c \
        'apt-get install -y --reinstall --no-install-recommends /packages/*.deb'
    check "removing keeps the relay's data" sh -c \
        "apt-get remove -y ${names[*]} && { ! test -e /usr/bin/sotto-relay && test -d /var/lib/sotto-relay; }"
    check "they are purged" sh -c "dpkg --purge ${names[*]} && apt-get autoremove -y --purge"
    list_files >"$root/after"
    printf 'Left behind:\n'
    comm -13 "$root/before" "$root/after" | sed 's/^/        /'
    inside getent passwd sotto-relay | sed 's/^/        user /' || true
    if comm -13 "$root/before" "$root/after" | grep -i sotto; then
        printf 'FAILED  something of Sotto is left\n'
        problems=$((problems + 1))
    fi
    if [ "$problems" -ne 0 ]; then
        printf '%s checks failed.\n' "$problems"
        exit 1
    fi
    printf 'All is well.\n'
}

main
