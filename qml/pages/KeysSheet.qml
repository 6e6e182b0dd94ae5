pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Sotto.Components
import Sotto.Theme

// All keys on one sheet.
//
//   keys   a list of {keys, what} (required)
Dialog {
    id: sheet

    required property var keys

    heading: qsTr("Keys")
    lead: qsTr("Everything in Sotto works without a mouse.")

    Column {
        Layout.fillWidth: true

        Repeater {
            model: sheet.keys

            Item {
                id: entry

                required property var modelData
                required property int index

                width: parent.width
                height: Math.max(Theme.size.menuRow, what.implicitHeight + Theme.space.s)

                Accessible.role: Accessible.ListItem
                Accessible.name: qsTr("%1: %2").arg(entry.modelData.what).arg(entry.modelData.keys)

                Label {
                    id: what

                    anchors.left: parent.left
                    anchors.right: hint.left
                    anchors.rightMargin: Theme.space.m
                    anchors.verticalCenter: parent.verticalCenter
                    text: entry.modelData.what
                    wrapMode: Text.Wrap
                    Accessible.ignored: true
                }
                KeyHint {
                    id: hint

                    anchors.right: parent.right
                    anchors.verticalCenter: parent.verticalCenter
                    keys: entry.modelData.keys
                    Accessible.ignored: true
                }
                Hairline {
                    anchors.left: parent.left
                    anchors.right: parent.right
                    anchors.bottom: parent.bottom
                    visible: entry.index < sheet.keys.length - 1
                }
            }
        }
    }

    buttons: [
        Button {
            text: qsTr("Close")
            onClicked: sheet.close()
        }
    ]
}
