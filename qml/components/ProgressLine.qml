import QtQuick
import Sotto.Theme

// How far something has come: messages that are fetched, a file.
//
//   value   0 to 1 (required)
//   name    what is under way, for readers of the screen (required)
Rectangle {
    id: line

    required property real value
    required property string name

    readonly property real share: Math.max(0, Math.min(1, line.value))

    implicitWidth: Theme.size.promptColumn
    implicitHeight: Theme.size.progress
    radius: height / 2
    color: Theme.color.field
    border.width: Theme.highContrast ? Theme.size.edge : 0
    border.color: Theme.color.control

    Accessible.role: Accessible.ProgressBar
    Accessible.name: qsTr("%1, %2 %").arg(line.name).arg(Math.round(100 * line.share))

    Rectangle {
        anchors.left: parent.left
        width: Math.max(height, line.share * parent.width)
        height: parent.height
        radius: height / 2
        visible: line.share > 0
        color: Theme.color.accent

        Behavior on width {
            enabled: Theme.motion.moves

            NumberAnimation {
                duration: Theme.motion.normal
            }
        }
    }
}
