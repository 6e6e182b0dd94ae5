pragma ComponentBehavior: Bound

import QtQuick
import Sotto.Theme

// Three dots in a wave of opacity: something is under way. Stand still with less motion.
//
//   running    whether the wave moves
//   color      of the dots
//   dotSize    diameter of one, in pixels
Row {
    id: dots

    property bool running: dots.visible
    property color color: Theme.color.text2
    property int dotSize: Theme.size.dot

    spacing: Math.round(dots.dotSize * 0.7)

    Repeater {
        model: 3

        Rectangle {
            id: dot

            required property int index

            width: dots.dotSize
            height: dots.dotSize
            radius: dots.dotSize / 2
            color: dots.color
            opacity: 1 - 0.3 * dot.index

            SequentialAnimation on opacity {
                running: dots.running && dots.visible && Theme.motion.moves
                loops: Animation.Infinite

                NumberAnimation {
                    to: 1
                    duration: Theme.motion.typing / 6 * (1 + dot.index)
                    easing.type: Easing.InOutSine
                }
                NumberAnimation {
                    to: 0.3
                    duration: Theme.motion.typing / 2
                    easing.type: Easing.InOutSine
                }
                NumberAnimation {
                    to: 0.65
                    duration: Theme.motion.typing / 6 * (2 - dot.index)
                    easing.type: Easing.InOutSine
                }
            }
        }
    }
}
