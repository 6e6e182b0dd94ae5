import QtQuick
import Sotto.Components
import Sotto.Theme

// A line that Sotto adds to a conversation: somebody accepted, added a device.
//
//   text      what happened (required)
//   time      when, for readers of the screen
//   current   the keyboard stands here
Item {
    id: line

    required property string text
    property string time
    property bool current: false

    implicitHeight: label.implicitHeight + 2 * Theme.space.m

    Accessible.role: Accessible.ListItem
    Accessible.name: line.time.length > 0 ? qsTr("%1, %2").arg(line.text).arg(line.time) : line.text
    Accessible.focusable: true

    Label {
        id: label

        anchors.centerIn: parent
        width: Math.min(implicitWidth, parent.width)
        text: line.text
        type: Theme.type.caption
        color: Theme.color.text2
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        Accessible.ignored: true

        FocusRing {
            shown: line.current
            cornerRadius: Theme.radius.tag
        }
    }
}
