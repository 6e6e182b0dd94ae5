import QtQuick
import Sotto.Theme

// How many messages are unread. Says nothing to readers of the screen: its row says it.
//
//   count   0 hides it; above 999 it reads "999+" (required)
//   muted   in a conversation without notifications
Rectangle {
    id: badge

    required property int count
    property bool muted: false

    visible: badge.count > 0
    implicitWidth: Math.max(Theme.size.badge, number.implicitWidth + 2 * Theme.radius.tag)
    implicitHeight: Theme.size.badge
    radius: Theme.size.badge / 2
    color: badge.muted ? Theme.color.badgeMuted : Theme.color.accent

    Label {
        id: number

        anchors.centerIn: parent
        text: badge.count > 999 ? qsTr("999+") : Number(badge.count).toLocaleString(Qt.locale(), "f", 0)
        type: Theme.type.tag
        color: badge.muted ? Theme.color.text2 : Theme.color.inkOnAccent
        Accessible.ignored: true
    }
}
