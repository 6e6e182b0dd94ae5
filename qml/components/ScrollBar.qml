import QtQuick
import QtQuick.Templates as T
import Sotto.Theme

// Where a list stands. Shows while the list moves or the pointer is on it.
T.ScrollBar {
    id: bar

    padding: Theme.space.xxs
    minimumSize: Math.min(1, Theme.size.scrollBarMin / Math.max(1, bar.orientation === Qt.Vertical ? height : width))
    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    implicitHeight: implicitContentHeight + topPadding + bottomPadding
    visible: bar.policy === T.ScrollBar.AlwaysOn || bar.policy === T.ScrollBar.AsNeeded && bar.size < 1

    Accessible.ignored: true

    contentItem: Rectangle {
        implicitWidth: Theme.size.scrollBar
        implicitHeight: Theme.size.scrollBar
        radius: Theme.size.scrollBar / 2
        color: bar.pressed ? Theme.color.text2 : bar.hovered ? Theme.color.control : Theme.color.lineStrong
        opacity: bar.policy === T.ScrollBar.AlwaysOn || bar.active && bar.size < 1 ? 1 : 0

        Behavior on opacity {
            enabled: Theme.motion.moves

            NumberAnimation {
                duration: Theme.motion.normal
            }
        }
    }
}
