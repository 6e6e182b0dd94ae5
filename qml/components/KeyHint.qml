import QtQuick
import Sotto.Theme

// Keys to press, each in a frame: "Ctrl+K" shows two.
//
//   keys   joined by "+" (required)
Row {
    id: hint

    required property string keys

    spacing: Theme.space.xs

    // Keys are pressed in this order in every language.
    LayoutMirroring.enabled: false
    LayoutMirroring.childrenInherit: true

    Accessible.role: Accessible.StaticText
    Accessible.name: hint.keys

    Repeater {
        model: hint.keys.split("+")

        Rectangle {
            id: cap

            required property string modelData

            implicitWidth: Math.max(implicitHeight, word.implicitWidth + 2 * Theme.radius.tag)
            implicitHeight: Theme.size.tag
            radius: Theme.radius.tag
            color: Theme.color.field
            border.width: Theme.size.edge
            border.color: Theme.color.lineStrong

            Label {
                id: word

                anchors.centerIn: parent
                text: cap.modelData
                type: Theme.type.meta
                color: Theme.color.text2
                Accessible.ignored: true
            }
        }
    }
}
