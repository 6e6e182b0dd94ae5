import QtQuick
import Sotto.Theme

// The cursor in a field: blinks at the system's pace, and stays on after each key.
//
//   target   the field, for what it has in `cursorVisible` (required)
Rectangle {
    id: cursor

    required property Item target

    width: Theme.size.edgeStrong
    color: Theme.color.accentText
    visible: cursor.target.activeFocus && blink.on

    Connections {
        target: cursor.target

        function onCursorPositionChanged() {
            blink.on = true;
            blink.restart();
        }
    }

    Timer {
        id: blink

        property bool on: true

        interval: Application.styleHints.cursorFlashTime / 2
        running: cursor.target.activeFocus && interval > 0 && Theme.motion.moves
        repeat: true
        onTriggered: blink.on = !blink.on
        onRunningChanged: blink.on = true
    }
}
