# shellcheck shell=bash
# ./dev run and ./dev demo. Sourced by dev, from the root of the project, which defines say, die and
# build.
#
# Without a relay of its own a start gets one on loopback, with its data, its address and the
# profiles in build/run: the next start finds everybody again.

run_folder=build/run
programs=build/release/bin
started=() # processes to end with this one

end_started() {
    local pid
    for pid in "${started[@]}"; do
        kill "$pid" 2>/dev/null || true
    done
}

# start_relay: relay becomes the address of one on loopback that ends with this script.
start_relay() {
    local listen=127.0.0.1:0 log=$run_folder/relay.log tries=100
    mkdir -p "$run_folder"
    [ -s "$run_folder/listen" ] && listen=$(cat "$run_folder/listen")
    "$programs/sotto-relay" --data "$run_folder/relay" --listen "$listen" >"$log" 2>&1 &
    started+=($!)
    trap end_started EXIT
    relay=
    while [ -z "$relay" ] && [ "$tries" -gt 0 ] && kill -0 "${started[-1]}" 2>/dev/null; do
        relay=$(grep -m 1 -o '^sotto://[^ ]*' "$log" || true)
        tries=$((tries - 1))
        [ -n "$relay" ] || sleep 0.1
    done
    [ -n "$relay" ] || die "The relay did not start. It said:
$(cat "$log")"
    printf '127.0.0.1:%s\n' "$(printf '%s' "$relay" | sed 's|^sotto://[^:]*:\([0-9]*\)/.*|\1|')" \
        >"$run_folder/listen"
}

has_display() {
    [ -n "${DISPLAY:-}" ] || [ -n "${WAYLAND_DISPLAY:-}" ]
}

# start_virtual_display: for pictures where there is no screen.
start_virtual_display() {
    say "There is no display here, so a virtual one is used; pictures and a transcript will lie in
$run_folder/pictures."
    install_packages xvfb xdotool imagemagick
    mkdir -p "$run_folder/pictures"
    # Xvfb writes the number that it chose once it is ready.
    local number=$run_folder/display
    : >"$number"
    Xvfb -displayfd 3 -screen 0 1440x900x24 -nolisten tcp 3>"$number" 2>/dev/null &
    started+=($!)
    trap end_started EXIT
    local tries=100
    while [ ! -s "$number" ] && [ "$tries" -gt 0 ]; do
        tries=$((tries - 1))
        sleep 0.1
    done
    [ -s "$number" ] || die "Xvfb did not start."
    DISPLAY=:$(cat "$number")
    export DISPLAY QT_QUICK_BACKEND=${QT_QUICK_BACKEND:-software}
    unset QT_QPA_PLATFORM
}

# take_picture NAME
take_picture() {
    import -window root "$run_folder/pictures/$1.png"
    say "$run_folder/pictures/$1.png"
}

run_app() {
    build sotto sotto-relay
    local arguments=("$@")
    if [ -z "${SOTTO_RELAY:-}" ] && [ "$#" -eq 0 ]; then
        start_relay
        export SOTTO_RELAY=$relay
        arguments=(--profile "$PWD/$run_folder/me/")
    fi
    if has_display; then
        "$programs/sotto" "${arguments[@]}"
        return
    fi
    start_virtual_display
    "$programs/sotto" "${arguments[@]}" >"$run_folder/pictures/transcript.txt" 2>&1 &
    local window=$!
    started+=("$window")
    sleep 6
    take_picture run
    kill "$window" 2>/dev/null || true
    wait "$window" 2>/dev/null || true
}

# as NAME VERB …: sotto-cli on that person's profile.
as() {
    local name=$1
    shift
    "$programs/sotto-cli" --profile "$run_folder/$name" "$@"
}

# json_field NAME: of the one JSON object on standard input.
json_field() {
    sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"
}

# make_friends: Alice and Bob in touch, with a first message, unless they are already.
make_friends() {
    [ -e "$run_folder/friends" ] && return
    rm -rf "$run_folder/alice" "$run_folder/bob"
    local link id
    as alice create --name Alice --relay "$relay" >/dev/null 2>&1
    as bob create --name Bob --relay "$relay" >/dev/null 2>&1
    link=$(as alice --json invite | json_field link)
    as bob accept "$link" >/dev/null
    id=$(as alice --json requests | json_field id)
    as alice approve "$id" >/dev/null
    as bob receive --timeout 3 >/dev/null
    as bob send Alice "Hello Alice. Write something, and see it arrive here." >/dev/null
    as alice receive --timeout 3 >/dev/null
    : >"$run_folder/friends"
}

# open_window NAME LEFT: that person's window, whose process becomes window.
open_window() {
    SOTTO_RELAY=$relay "$programs/sotto" --profile "$PWD/$run_folder/$1/" &
    window=$!
    started+=("$window")
}

demo() {
    build sotto sotto-cli sotto-relay
    start_relay
    make_friends
    local virtual=false
    has_display || virtual=true
    if $virtual; then
        start_virtual_display
    fi
    open_window alice
    local of_alice=$window
    open_window bob
    local of_bob=$window
    if $virtual; then
        play_demo "$of_alice" "$of_bob"
    else
        say "Two windows: Alice and Bob. Write in one, read in the other. Close both to end."
        wait "$of_alice" "$of_bob" || true
    fi
}

# window_of PROCESS LEFT: finds its window and puts it at that place.
window_of() {
    local tries=150 found=
    while [ -z "$found" ] && [ "$tries" -gt 0 ]; do
        found=$(xdotool search --onlyvisible --pid "$1" 2>/dev/null | tail -n 1 || true)
        tries=$((tries - 1))
        [ -n "$found" ] || sleep 0.2
    done
    [ -n "$found" ] || die "No window came up. Is there enough memory?"
    xdotool windowsize "$found" 716 880
    xdotool windowmove "$found" "$2" 10
    printf '%s' "$found"
}

# open_first WINDOW LEFT: chooses the first conversation of the list.
open_first() {
    xdotool windowfocus "$1" mousemove $(($2 + 150)) 100 click 1
    sleep 2
}

# write_in WINDOW LEFT TEXT
write_in() {
    xdotool windowfocus "$1" mousemove $(($2 + 500)) 860 click 1
    sleep 0.5
    xdotool type --delay 30 "$3"
    xdotool key Return
    sleep 2
}

play_demo() {
    local alice bob
    alice=$(window_of "$1" 0)
    bob=$(window_of "$2" 722)
    sleep 3
    open_first "$alice" 0
    open_first "$bob" 722
    write_in "$alice" 0 "Hello Bob, I am writing this in my window."
    write_in "$bob" 722 "And I read it in mine. Nobody in between can."
    sleep 6 # receipts wait for a random moment
    take_picture demo
    kill "$1" "$2" 2>/dev/null || true
    wait "$1" "$2" 2>/dev/null || true
    as bob history Alice | tee "$run_folder/pictures/transcript.txt"
}
