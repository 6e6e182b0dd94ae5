import QtQuick
import Sotto.App

// Remembers where the window is and how large: takes its place back when the profile opens, and
// stores it when it has not moved for a moment.
//
//   window, store   (required)
//   active          the profile is open, so that there is something to take and somewhere to store
Item {
    id: place

    required property Window window
    required property Settings store
    required property bool active
    property bool taken: false

    readonly property var now: [place.window.x, place.window.y, place.window.width, place.window.height]

    function take() {
        place.taken = true;
        if (place.store.window.length !== 4 || place.window.visibility !== Window.Windowed)
            return;
        place.window.x = Math.max(0, place.store.window[0]);
        place.window.y = Math.max(0, place.store.window[1]);
        place.window.width = place.store.window[2];
        place.window.height = place.store.window[3];
    }

    onActiveChanged: place.active && !place.taken && place.take()
    onNowChanged: place.taken && patience.restart()

    Timer {
        id: patience

        interval: 1000
        onTriggered: place.active && place.window.visibility === Window.Windowed && (place.store.window = place.now)
    }
}
