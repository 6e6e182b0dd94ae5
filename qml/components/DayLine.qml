import QtQuick
import Sotto.Theme

// The day between two messages, already in words: "Today", "Monday", "12 November".
//
//   text   (required)
Item {
    id: line

    required property string text

    implicitHeight: day.implicitHeight + 2 * Theme.space.m

    Accessible.role: Accessible.StaticText
    Accessible.name: line.text

    Label {
        id: day

        anchors.centerIn: parent
        text: line.text
        type: Theme.type.captionMedium
        color: Theme.color.text2
        Accessible.ignored: true
    }
}
